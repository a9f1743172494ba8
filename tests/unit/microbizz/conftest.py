"""What the tests of the client share."""

import shutil
import subprocess
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


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that no system trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not here to make a certificate")
    file = tmp_path / "both.pem"
    line = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
    names = ["-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem")]
    subprocess.run([*line.split(), *names, *out], check=True, capture_output=True)
    file.write_bytes((tmp_path / "key.pem").read_bytes() + (tmp_path / "cert.pem").read_bytes())
    return file
