"""The last piece of a body leaves only after the disk has it that it may have left."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadState
from desktop.journal import Journal
from desktop.microbizz import Client
from tests.helpers.raw_server import Reply, Request, answering, echoing, raw_server
from tests.helpers.uploading import PATIENT, Story

T = TypeVar("T")

FILES = 50
_RUSH_S = 0.01
"""A piece that does not wait for the disk arrives within so long."""


class SlowJournal(Journal):
    """Takes its time over what is to be known before the last piece leaves.

    Attributes:
        rushed: Set by whoever sees that the last piece did not wait.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.rushed = threading.Event()

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def slowly(db: sqlite3.Connection) -> T:
            result = work(db)
            if db.execute(_COMMITTING).fetchone():
                self.rushed.wait(_RUSH_S)
            return result

        return super()._transaction(slowly)


_COMMITTING = (
    "SELECT 1 FROM upload_event WHERE id = (SELECT max(id) FROM upload_event)"
    f" AND state = '{UploadState.SENT_UNCONFIRMED.value}'"
)


def committed(journal: Path, title: str) -> str:
    """The state of an upload as another program finds it at this moment."""
    with closing(sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)) as db:
        (state,) = db.execute("SELECT state FROM upload WHERE title = ?", (title,)).fetchone()
    return str(state)


def test_fifty_of_fifty_are_written_down_before_their_last_piece_arrives(tmp_path: Path) -> None:
    folder = tmp_path / "account"
    files = [tmp_path / f"brev {number}.txt" for number in range(FILES)]
    for file in files:
        file.write_text(file.name * 5_000)
    found: dict[str, str] = {}
    stored = echoing(documents=[], folders=[])

    def look(journal: SlowJournal) -> Reply:
        async def reply(request: Request, writer: asyncio.StreamWriter) -> None:
            for each in request.envelope["commands"]:
                if each["command"] == "AddFileToCustomer":
                    state = committed(folder / "journal.db", each["title"])
                    found[each["title"]] = state
                    if state != UploadState.SENT_UNCONFIRMED.value:
                        journal.rushed.set()
            await stored(request, writer)

        return reply

    async def run() -> None:
        async with raw_server(answering()) as server:
            account = server.account()
            async with Client(account, options=PATIENT) as client:
                target = Target(id=CustomerId(7), name="Søndergade 7")
                journal = SlowJournal(folder / "journal.db")
                story = Story(account, client, folder, target=target, hold=0.0, journal=journal)
                server.replies[:] = [look(journal)]
                try:
                    await story.uploads.load()
                    story.uploads.start()
                    await story.add(*files)
                    await story.until(lambda: len(found) == FILES)
                finally:
                    await story.close()

    asyncio.run(run())
    assert found == dict.fromkeys((file.stem for file in files), "sent_unconfirmed")
