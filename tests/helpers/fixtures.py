"""Fixtures of every level: the embedded server over its invented world."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer, copy_of


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the standard test world, to be copied and never served itself."""
    folder = tmp_path_factory.mktemp("demo") / "template"
    DemoServer(folder).stop()
    return folder


@pytest.fixture(scope="session")
def _shared_server(demo_data: Path) -> Iterator[list[DemoServer]]:
    """The one server most tests share, in a list so that a killed one can be replaced."""
    running = [DemoServer(copy_of(demo_data, demo_data.parent / "shared"))]
    yield running
    running[0].stop()


@pytest.fixture
def server(_shared_server: list[DemoServer], demo_data: Path) -> DemoServer:
    """A server as freshly started; a process is shared and its world put back before each test."""
    return as_new(_shared_server, demo_data)


def as_new(shared: list[DemoServer], template: Path) -> DemoServer:
    """The server in the list with its world put back; another one where that cannot be."""
    if shared[0].is_restarted or not shared[0].is_alive:
        shared[0].stop()
        count = len(list(template.parent.iterdir()))
        shared[0] = DemoServer(copy_of(template, template.parent / f"shared-{count}"))
    shared[0].reset()
    return shared[0]
