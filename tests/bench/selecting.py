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

from PySide6.QtCore import QModelIndex

from tests.bench.watched_window import SignedIn, loop_of_a_window, signed_in, wait
from tests.helpers.demo_server import DemoServer

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


async def _selection(shown: SignedIn, row: QModelIndex) -> float:
    """Milliseconds from choosing *row* until its record is shown and the window painted."""
    is_shown = asyncio.Event()
    shown.workspace.card.record_shown.connect(lambda _record: is_shown.set())
    began = time.perf_counter()
    shown.tree.setCurrentIndex(row)
    await is_shown.wait()
    # All of it, at once: more than the changed parts that Qt would paint.
    shown.window.repaint()
    took = time.perf_counter() - began
    return took * 1000


async def _measure(server: DemoServer, folder: Path) -> tuple[list[float], list[float]]:
    shown = await signed_in(server, folder)
    model = shown.tree.model()
    while model.rowCount() <= CUSTOMERS:
        await wait(_SETTLED_S)
    values, floors = list[float](), list[float]()
    for number in range(CUSTOMERS):
        await wait(_SETTLED_S)
        values.append(await _selection(shown, model.index(number, 0)))
        record = shown.workspace.card.record
        assert record is not None
        floors.append(_bare_request(server, record.id))
    await shown.close()
    return values, floors


def measure() -> None:
    """Each customer once in the window and once by hand; the first few warm up."""
    with (
        tempfile.TemporaryDirectory() as folder,
        loop_of_a_window() as loop,
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
