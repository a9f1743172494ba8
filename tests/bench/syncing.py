"""A first load over loopback against decoding, storing and indexing the same bytes alone."""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

from desktop.domain.answers import FeedPage
from desktop.domain.records import Customer
from desktop.microbizz import commands
from desktop.microbizz.envelope import read_reply
from desktop.mirror import customers, state
from desktop.mirror.customers import Cause
from desktop.mirror.database import Writing
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection
from desktop.services.sync.supervisor import Sync
from tests.bench.played_server import PlayedServer, pages

CUSTOMERS = 100_000
PAGE = 1_000
RUNS = 3


def floor(played: list[bytes], folder: Path) -> float:
    """Seconds for the same bytes without a network, a process or a question in between."""
    command = commands.get_customers_by_last_change(date(1970, 1, 1), None, ignore_closed=True)
    writing = Writing.open(folder, now=datetime.now(UTC))
    began = time.perf_counter()
    for body in played:
        (answer,) = read_reply(body, 200, [command])
        page = cast("FeedPage[Customer]", answer)
        with writing.transaction() as db:
            stamp = writing.stamp_of(time.monotonic_ns())
            now = datetime.now(UTC)
            customers.absorb(db, page.records, stamp=stamp, at=now, cause=Cause.FIRST)
            state.write(db, "bench", page.resume_key)
    took = time.perf_counter() - began
    writing.close()
    return took


async def end_to_end(server: PlayedServer, folder: Path) -> float:
    """Seconds from the first request until the program says that the copy is whole."""
    changes = ChangeFeed()
    whole = asyncio.Event()
    sync = Sync(
        account=server.account,
        folder=folder,
        changes=changes,
        connection=Connection(changes),
        readers=(),
    )
    ended = list[float]()

    def heard(change: Change) -> None:
        if change.subject is Subject.SYNC and sync.state.is_whole:
            ended.append(time.perf_counter())
            whole.set()

    changes.subscribe(heard)
    sync.start()
    await whole.wait()
    await sync.close()
    return ended[0] - server.first_asked


def measure() -> None:
    """Interleaved; prints both medians and how much of the floor's speed is left."""
    played = pages(CUSTOMERS, PAGE)
    values, floors = list[float](), list[float]()
    with PlayedServer(played) as server:
        for _ in range(RUNS):
            with tempfile.TemporaryDirectory() as folder:
                floors.append(floor(played, Path(folder)))
            with tempfile.TemporaryDirectory() as folder:
                values.append(asyncio.run(end_to_end(server, Path(folder))))
    value, bare = statistics.median(values), statistics.median(floors)
    sys.stdout.write(
        f"first load of {CUSTOMERS} customers in {len(played)} pages: {value:.1f} s"
        f" ({CUSTOMERS / value:.0f} a second), decoding, storing and indexing alone {bare:.1f} s"
        f" ({CUSTOMERS / bare:.0f} a second), ratio of speeds {bare / value:.2f}\n"
    )


if __name__ == "__main__":
    measure()
