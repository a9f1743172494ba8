"""Selecting a customer until all that is visible of it is painted, against the bare request."""

import asyncio
import http.client
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QApplication

from desktop.services.session import open_session
from desktop.support.paths import Profile
from desktop.support.settings import Settings
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.tree.view import TreeView
from desktop.ui.workspace import Workspace
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import account_of

CUSTOMERS = 40
_SETTLED_S = 0.25
"""Longer than the window waits for a selection to settle, so that each one is a single click."""


def _bare_request(server: DemoServer, customer: int) -> float:
    """Milliseconds for the same two reads over a connection that is open, sent by hand."""
    words = {k: v for k, v in server.account.items() if k not in {"url", "accesstoken"}}
    commands = [
        {"command": "GetCustomerByID", "customerid": customer},
        {"command": "GetParentCustomers", "customerid": customer, "ignoreclosed": 0},
    ]
    body = urlencode({"json": json.dumps({**words, "commands": commands})})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    connection = http.client.HTTPConnection(urlsplit(server.base).netloc)
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", urlsplit(server.account["url"]).path, body, headers)
    connection.getresponse().read()
    took = time.perf_counter() - began
    connection.close()
    return took * 1000


def _tell(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")


async def _stillness() -> None:
    """Let the window settle between two figures, as between two clicks of a user."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(_SETTLED_S, over.set)
    await over.wait()


async def _selection(window: MainWindow, workspace: Workspace, row: QModelIndex) -> float:
    """Milliseconds from choosing *row* until its record is shown and the window painted."""
    shown = asyncio.Event()
    workspace.card.record_shown.connect(lambda _record: shown.set())
    tree = window.findChild(TreeView, "tree")
    assert tree is not None
    began = time.perf_counter()
    tree.setCurrentIndex(row)
    await shown.wait()
    # All of it, at once: more than the changed parts that Qt would paint.
    window.repaint()
    took = time.perf_counter() - began
    return took * 1000


async def _measure(server: DemoServer, folder: Path) -> tuple[list[float], list[float]]:
    profile = Profile(folder)
    session = await open_session(account_of(server), profile=profile)
    window = MainWindow()
    furniture = window.furnish()
    workspace = Workspace(
        session=session,
        actions=window.actions_by_key,
        messages=Messages(record_bug=_tell),
        status=furniture.status,
        settings=Settings(profile.settings_file),
    )
    window.show_page(workspace)
    window.show()
    workspace.start()
    tree = window.findChild(TreeView, "tree")
    assert tree is not None
    while tree.model().rowCount() <= CUSTOMERS:
        await _stillness()
    values, floors = list[float](), list[float]()
    for number in range(CUSTOMERS):
        await _stillness()
        values.append(await _selection(window, workspace, tree.model().index(number, 0)))
        record = workspace.card.record
        assert record is not None
        floors.append(_bare_request(server, record.id))
    workspace.stop()
    await session.close()
    window.close_now()
    return values, floors


def measure() -> None:
    """Each customer once in the window and once by hand; the first few warm up."""
    app = QApplication.instance() or QApplication(["bench"])
    texts.load("en")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with (
        tempfile.TemporaryDirectory() as folder,
        loop,
        DemoServer(Path(folder) / "data", customers=3000) as server,
    ):
        values, floors = loop.run_until_complete(_measure(server, Path(folder) / "profile"))
    value, floor = statistics.median(values[5:]), statistics.median(floors[5:])
    sys.stdout.write(
        f"select to painted: {value:.0f} ms, bare request {floor:.1f} ms,"
        f" ratio {value / floor:.1f}, difference {value - floor:.0f} ms\n"
    )


if __name__ == "__main__":
    measure()
