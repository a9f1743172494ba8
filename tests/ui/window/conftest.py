"""A whole window, signed in to the embedded server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, open_desk
from tests.ui.window.estates import Estate


@pytest.fixture
def desk(
    qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path
) -> Iterator[Desk]:
    """The program's window over the test world; no test may leave a bug behind."""
    desk = open_desk(qtbot=qtbot, until=until, server=server, folder=tmp_path / "profile")
    yield desk
    until(desk.close())
    assert not desk.bugs, f"errors no sentence is for: {desk.bugs}"


@pytest.fixture
def estate(server: DemoServer) -> Iterator[Estate]:
    """Two estates in the server's world; to be asked for before the desk, which opens upon it."""
    yield Estate(server)
    server.clear_faults()
