"""What the tests of synchronising share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer, copy_of
from tests.helpers.syncing import Bench


@pytest.fixture(scope="session")
def _paged_server(demo_data: Path) -> Iterator[DemoServer]:
    with DemoServer(copy_of(demo_data, demo_data.parent / "paged"), "--page-size", "40") as server:
        yield server


@pytest.fixture
def paged(_paged_server: DemoServer) -> DemoServer:
    """A server as freshly started, with eight pages of customers."""
    _paged_server.reset()
    return _paged_server


@pytest.fixture
def bench(paged: DemoServer, tmp_path: Path) -> Bench:
    return Bench(paged, tmp_path / "account")
