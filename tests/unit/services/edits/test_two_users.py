"""Two users and strangers on one server: whatever happens, nothing is overwritten unseen.

`BIZZTREE_STEPS` and `BIZZTREE_SEED` walk further, and elsewhere.
"""

import asyncio
import os
import random
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.unit.services.edits.played_server import FIELDS, PlayedServer, played
from tests.unit.services.edits.walk_oracle import check_receipts
from tests.unit.services.edits.walker import Walker

STEPS = int(os.environ.get("BIZZTREE_STEPS", "10000"))
SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
CUSTOMERS = 4
TESTS = 3
"""So many share the steps, for one of them all would be taken for a test that hangs."""
WALKS = 2
"""So many in each: in a long one each restart goes through ever more that was lost."""
_MEMORY = Path("/dev/shm")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """In memory where there is such a place: thirty thousand times a journal waits for its disk."""
    if not _MEMORY.is_dir():
        yield tmp_path
        return
    with TemporaryDirectory(dir=_MEMORY) as made:
        yield Path(made)


@pytest.mark.parametrize("seed", range(SEED, SEED + TESTS * WALKS, WALKS))
def test_nobodys_change_is_overwritten_unseen(folder: Path, seed: int) -> None:
    users: list[Walker] = []
    for number in range(WALKS):
        own = folder / str(number)
        own.mkdir()
        users += asyncio.run(_walk(own, seed=seed + number))
    _check_that_it_was_a_walk(users)


async def _walk(folder: Path, *, seed: int) -> list[Walker]:
    chance = random.Random(seed)
    server = PlayedServer(chance=chance, trouble=0.12, late=0.06, strangers=0.08)
    for id_ in range(1, CUSTOMERS + 1):
        fields = {name: server.fresh_value(name) for name in FIELDS}
        server.customers[id_] = {"id": id_, "customernumber": f"00{id_}", **fields}
    async with played(server), AsyncExitStack() as ending:
        users = [
            Walker(name, server=server, folder=folder, seed=seed * 1000 + number)
            for number, name in enumerate(("mette", "jens"))
        ]
        for each in users:
            await each.start()
            ending.push_async_callback(each.stop)
        for _ in range(STEPS // TESTS // WALKS // len(users) + 1):
            server.offline = {each.name for each in users if _stays(each, server, chance)}
            await asyncio.gather(*(each.step() for each in users))
            for each in users:
                each.check()
        await _come_to_rest(users, server)
    assert all(each["customernumber"] == f"00{id_}" for id_, each in server.customers.items())
    return users


def _stays(user: Walker, server: PlayedServer, chance: random.Random) -> bool:
    """Whether *user* is offline next: seldom, and then for a while."""
    return chance.random() < (0.8 if user.name in server.offline else 0.06)


async def _come_to_rest(users: list[Walker], server: PlayedServer) -> None:
    """In the end all that waited has gone."""
    server.offline, server.trouble, server.late, server.strangers = set(), 0.0, 0.0, 0.0
    server.catch_up()
    for each in users:
        for _ in range(20):
            await each.answer(is_at_once=True)
            await each.send_waiting()
            each.check()
        assert await each.queue.rows() == ()
        assert each.waiting == {}
        await check_receipts(each.edits, server)


def _check_that_it_was_a_walk(users: list[Walker]) -> None:
    """Each thing that may happen did, or the walk shows nothing."""
    for each in users:
        seldom = {
            name for name in ("clashes", "lost", "waits", "writes", "look") if not each.counts[name]
        }
        assert not seldom
    if STEPS >= 600 * TESTS:
        assert sum(each.counts["slipped"] for each in users) > 0
        assert sum(each.counts["die"] for each in users) > 0
        assert sum(each.counts["late"] for each in users) > 0
        assert sum(each.counts["late answers"] for each in users) > 0
        assert sum(each.counts["typed back"] for each in users) > 0
    if STEPS >= 5000:
        assert sum(each.counts["absent"] for each in users) > 0


def test_the_oracle_sees_what_is_overwritten_unseen(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same walk by a program that does not merge is found out."""
    from desktop.domain import merge as merging
    from desktop.services import edits

    def send_all(_base: object, mine: dict[str, object], *_: object) -> merging.Merge:
        return merging.Merge(send=mine)  # type: ignore[arg-type]  # whatever was typed

    monkeypatch.setattr(edits, "merge", send_all)
    with pytest.raises(AssertionError, match=r"overwritten unseen|was there"):
        asyncio.run(_walk(folder, seed=SEED))
