"""Killed at any moment of the first load, it goes on after the last page it has stored.

`BIZZTREE_KILLS` kills more often, `BIZZTREE_SEED` at other moments.
"""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import apsw
import pytest

from desktop.services.sync import messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.helpers.sync_worker import Worker
from tests.helpers.syncing import FEED, asked, copied, kept_state

KILLS = int(os.environ.get("BIZZTREE_KILLS", "15"))
SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
NOON = "2031-03-01T12:00:00"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A server with two hundred pages; its clock stands still, so that keys repeat."""
    data = tmp_path_factory.mktemp("killed") / "data"
    with DemoServer(data, "--page-size", "2", customers=400) as running:
        running.set_clock(NOON)
        yield running


@pytest.fixture(scope="module")
def keys(server: DemoServer) -> list[str]:
    """What each page is asked by, in order."""
    found = [""]
    inputs = {"changedate": "1970-01-01", "ignoreclosed": 1, "skip_deleted": 0}
    while key := server.call(FEED, **inputs, resumekey=found[-1]).get("resumekey"):
        found.append(key)
    return found


@contextmanager
def begun(folder: Path, server: DemoServer) -> Iterator[Worker]:
    worker = Worker(folder, account_of(server))
    try:
        worker.start()
        yield worker
    finally:
        worker.close()


def stored(folder: Path) -> int:
    """How many pages of the first load are stored; all of them are more than there are."""
    standing: dict[str, Any] = kept_state(folder) if (folder / "mirror.db").exists() else {}
    if standing.get("is_whole"):
        return 10**9
    return int((standing.get("passing") or {}).get("pages", 0))


def kill_at_any_moment(worker: Worker, dice: random.Random) -> None:
    if dice.random() < 0.9:
        worker.until(messages.Opened)
    try:
        worker.process.wait(dice.uniform(0, 0.4))
    except subprocess.TimeoutExpired:
        worker.process.kill()
        worker.process.wait()


def test_killed_at_any_moment_it_goes_on_where_it_was(
    server: DemoServer, keys: list[str], tmp_path: Path
) -> None:
    dice = random.Random(SEED)
    folders = (tmp_path / f"account-{number}" for number in count())
    folder, pages = next(folders), 0
    began = len(server.ledger())
    for _ in range(KILLS):
        with begun(folder, server) as worker:
            kill_at_any_moment(worker, dice)
        asked_now = pages_asked(server, keys, began)
        began = len(server.ledger())
        assert all(page >= pages for page in asked_now), "a stored page was asked for again"
        assert asked_now == sorted(set(asked_now))
        pages = stored(folder)
        if pages > len(keys):
            see_that_it_is_whole(folder, server)
            folder, pages = next(folders), 0
    with begun(folder, server) as worker:
        worker.until(messages.StateTold, phase="idle", is_whole=True)
        assert worker.end() == 0
    assert all(page >= pages for page in pages_asked(server, keys, began))
    see_that_it_is_whole(folder, server)


def pages_asked(server: DemoServer, keys: list[str], since: int) -> list[int]:
    """Which pages of the first load were asked for, in order."""
    begun_at_the_start = [each for each in asked(server, since=since) if "changetime" not in each]
    return [keys.index(each.get("resumekey", "")) for each in begun_at_the_start]


def see_that_it_is_whole(folder: Path, server: DemoServer) -> None:
    for name in ("mirror.db", "marks.db"):
        db = apsw.Connection(str(folder / name))
        assert db.execute("PRAGMA quick_check").get == "ok"
        db.close()
    with begun(folder, server) as worker:
        worker.until(messages.StateTold, phase="idle", is_whole=True)
        assert worker.end() == 0
    assert copied(folder) == server.customers()
