"""What the tests of the client share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer, copy_of


@pytest.fixture(scope="session")
def untidy_server(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[DemoServer]:
    """Spells everything as an untidy PHP server might."""
    data = copy_of(demo_data, tmp_path_factory.mktemp("untidy") / "data")
    with DemoServer(data, "--dialect", "tolerant-test", "--page-size", "100") as server:
        yield server


@pytest.fixture(params=["documented", "untidy"])
def either(request: pytest.FixtureRequest) -> DemoServer:
    """The server as documented, then as untidy as may be."""
    name = "server" if request.param == "documented" else "untidy_server"
    found: DemoServer = request.getfixturevalue(name)
    found.reset()
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Some 2 MB in which every byte, and so every letter of base64, occurs."""
    path = tmp_path / "Køkken & bad.pdf"
    path.write_bytes(bytes(range(256)) * 8000 + b"\xfb\xff")
    return path
