"""One pass over a feed of a server that says whatever a test wants."""

import asyncio
import json
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.microbizz import Client, Options
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.paging import Endless, Paging
from desktop.services.sync.sources import Customers
from desktop.services.sync.standing import Pass, Standing
from tests.helpers.raw_server import Reply, Request, raw_server, saying
from tests.helpers.syncing import copied, play

NOW = datetime(2031, 3, 1, 12, tzinfo=UTC)
PEOPLE = 400
PAGE = 10


def shuffled(chance: random.Random) -> Reply:
    """The same customers for ever, in any order, under ever new keys."""
    count = 0

    async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal count
        count += 1
        ids = chance.sample(range(1, PEOPLE + 1), PAGE)
        page = {"status": 1, "customers": [{"id": id_} for id_ in ids], "resumekey": f"k{count}"}
        clock = {"date": "2031-03-01", "time": "12:00:00"}
        said = json.dumps({"status": 1, "msg": "OK", **clock, "results": [page]})
        await saying(said)(request, writer)

    return reply


def test_ever_new_pages_of_the_same_customers_have_an_end(tmp_path: Path) -> None:
    async def story() -> int:
        keeping = Keeping(tmp_path / "account", now=lambda: NOW)
        await keeping.open()
        try:
            async with (
                raw_server(shuffled(random.Random(1))) as server,
                Client(server.account(), options=Options(retries=0)) as client,
            ):
                paging = Paging(
                    source=Customers(client),
                    keeping=keeping,
                    standing=Standing(),
                    now=lambda: NOW,
                )
                with pytest.raises(Endless):
                    await paging.run(Pass(is_whole=True))
                assert not paging.standing.is_whole
                assert paging.oddity == "endless"
                return len(server.requests)
        finally:
            await keeping.close()

    requests = play(story)

    assert requests <= 4 * PEOPLE / PAGE + 2
    assert len(copied(tmp_path / "account")) > 0.9 * PEOPLE
