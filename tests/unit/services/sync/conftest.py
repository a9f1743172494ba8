"""What the tests of synchronising share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer
from tests.helpers.syncing import Bench


@pytest.fixture(scope="session")
def _paged_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    data = tmp_path_factory.mktemp("paged") / "data"
    with DemoServer(data, "--page-size", "16", customers=120) as server:
        yield server


@pytest.fixture
def paged(_paged_server: DemoServer) -> DemoServer:
    """A server as freshly started: a small world in eight pages."""
    _paged_server.reset()
    return _paged_server


@pytest.fixture
def bench(paged: DemoServer, tmp_path: Path) -> Bench:
    return Bench(paged, tmp_path / "account")
