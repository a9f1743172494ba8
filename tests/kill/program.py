"""`python -m tests.kill.program`: the uploads of an account without a window, to be killed.

Its job is the first line of its standard input. It says what it comes to, a JSON line each:
"ready" when the journal is read, "running" when what was left is gone on with, "added" for each
batch the journal has, "settled" for each file that came to rest, "quiet" with all rows when
nothing will change by itself any more.
"""

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from desktop.domain.account import Account, Password
from desktop.domain.batches import Again, Incoming, Target
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause
from desktop.domain.uploads import BatchId, Upload, UploadState
from desktop.journal import Journal
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.clock import SystemClock
from desktop.services.uploads.hands import Hands, Limits
from desktop.services.uploads.service import Uploads
from desktop.support.settings import Settings
from tests.kill.job import Batch, Death, Job, read

T = TypeVar("T")

_AT_REST = frozenset(
    {UploadState.DONE, UploadState.REFUSED, UploadState.NEEDS_YOU, UploadState.CANCELLED}
)
_FOR_A_TIME = frozenset({UploadState.HELD, UploadState.SENT_UNCONFIRMED, UploadState.VERIFYING})
"""What waits for its time to be let go, or to be looked for."""


class HastyClock(SystemClock):
    """Waits are so many times shorter than they are said to be."""

    def __init__(self, haste: float) -> None:
        self._haste = haste

    def now(self) -> float:
        return super().now() * self._haste

    async def sleep(self, seconds: float) -> None:
        await super().sleep(seconds / self._haste)


class DeadlyJournal(Journal):
    """Kills its own process at a change, if told to.

    Attributes:
        changes: How many transactions have changed something.
    """

    def __init__(self, path: Path, death: Death | None) -> None:
        super().__init__(path)
        self._death = death
        self._is_time = False
        self.changes = 0

    def _transaction(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def watched(db: sqlite3.Connection) -> T:
            before = db.total_changes
            result = work(db)
            if db.total_changes != before:
                self.changes += 1
                self._is_time = self._has_come(db)
                self._die_if(is_durable=False)
            return result

        before = self.changes
        result = super()._transaction(watched)
        if self.changes != before:
            self._die_if(is_durable=True)
        return result

    def _has_come(self, db: sqlite3.Connection) -> bool:
        """Whether this is the change it is to die at."""
        if self._death is None or not self._death.state:
            return self._death is not None and self._death.change == self.changes
        there = db.execute("SELECT 1 FROM upload WHERE state = ?", (self._death.state,))
        return there.fetchone() is not None

    def _die_if(self, *, is_durable: bool) -> None:
        if self._is_time and self._death and self._death.is_durable is is_durable:
            os.kill(os.getpid(), signal.SIGKILL)


class Asked:
    """Watches the client's requests: whether anything was asked of the server by now."""

    def __init__(self) -> None:
        self.happened = asyncio.Event()
        self.has_asked = False

    def began(self) -> None:
        self.has_asked = True
        self.happened.set()

    def ended(self, error: BaseException | None) -> None:
        """How it ends is another matter."""


class Run:
    """One run of the program."""

    def __init__(self, job: Job, client: Client, account: Account, asked: Asked) -> None:
        self._job, self._asked = job, asked
        self._happened = asked.happened
        self._clock = HastyClock(job.haste)
        changes = ChangeFeed()
        changes.subscribe(self._hear)
        memory = Settings(job.folder / "memory.json")
        memory.put("uploads", {"hold_seconds": job.hold_seconds, "lanes": job.lanes})
        limits = Limits(
            options={"total_seconds": job.patience_s},
            room={} if job.reserve is None else {"reserve": job.reserve},
        )
        self._journal = DeadlyJournal(job.folder / "journal.db", job.death)
        self._uploads = Uploads(
            client=client,
            journal=self._journal,
            hands=Hands(account=account, folder=job.folder, limits=limits),
            changes=changes,
            memory=memory,
            clock=self._clock,
        )
        self._left: dict[int, UploadState] = {}
        self._settled = 0
        self._answered: Pause | None = None

    async def go(self) -> None:
        uploads = self._uploads
        await uploads.load()
        self._left = {row.id: row.state for row in uploads.rows}
        say("ready", left=sum(state not in _AT_REST for state in self._left.values()))
        uploads.start()
        if not self._goes_on:
            await self._until(lambda: self._goes_on)
        say("running")
        for number, batch in enumerate(self._job.batches):
            await self._add(number, batch)
        await self._until(lambda: all(row.state in _AT_REST for row in uploads.rows))
        rows = [_told(row) for row in uploads.rows]
        say("quiet", rows=rows, changes=self._journal.changes)
        await uploads.close()
        await self._journal.close()

    @property
    def _goes_on(self) -> bool:
        """Whether something has moved or was asked of the server, or nothing waits for that yet."""
        now = {row.id: row.state for row in self._uploads.rows}
        is_at_work = now != self._left or self._asked.has_asked
        return is_at_work or all(state in _AT_REST | _FOR_A_TIME for state in now.values())

    async def _add(self, number: int, batch: Batch) -> None:
        """As somebody who sees what is in the list already; tried again on a full disk."""
        known = {row.path for row in self._uploads.rows}
        files = [Incoming(path=path) for path in batch.files if path not in known]
        target = Target(id=CustomerId(batch.customer_id), name="Søndergade 7")
        while files:
            try:
                taken = await self._uploads.add(target, files)
            except StorageFailed:
                await self._clock.sleep(1)
            else:
                await self._look_at(taken)
                break
        say("added", batch=number)

    async def _look_at(self, batch: BatchId) -> None:
        """As somebody who has the strip open for a while."""
        if self._job.is_looked_at:
            self._uploads.batches.hold(batch, held=True)
            await self._until(
                lambda: all(row.state is not UploadState.QUEUED for row in self._uploads.rows)
            )
            self._uploads.batches.send_now(batch)

    async def _until(self, fact: Callable[[], bool]) -> None:
        while not fact():
            self._happened.clear()
            self._go_on()
            await self._happened.wait()

    def _go_on(self) -> None:
        """Press what the user would to have it go on; that is to send nothing again, or twice."""
        pause, before = self._uploads.pause, self._answered
        self._answered = pause
        if pause is not None and pause.waits_for_user and pause is not before:
            self._uploads.resume()
            self._uploads.try_again()
        waiting = [row.id for row in self._uploads.rows if row.state is UploadState.STAGED]
        if waiting:
            self._uploads.batches.answer_earlier(waiting, Again.SKIP)

    def _hear(self, change: Change) -> None:
        if change.subject is not Subject.UPLOADS:
            return
        self._happened.set()
        settled = sum(row.state in _AT_REST for row in self._uploads.rows)
        for _ in range(settled - self._settled):
            say("settled")
        self._settled = settled


def _told(row: Upload) -> dict[str, Any]:
    return {
        "id": row.id,
        "title": row.title,
        "state": row.state.value,
        "unsure": row.unsure.value if row.unsure else None,
        "problem": type(row.problem).__name__ if row.problem else None,
        "tries": row.tries,
    }


def say(fact: str, **more: object) -> None:
    line = json.dumps({"fact": fact, "after": time.time(), **more})
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def run(job: Job) -> None:
    said = job.account
    login = Password(username=said["username"], apikey=said["apikey"], password=said["password"])
    account = Account(contract=said["contract"], login=login, endpoint=said["url"])
    options = Options(total_seconds=job.patience_s, retries=0)
    asked = Asked()
    async with Client(account, options=options, observer=asked) as client:
        await Run(job, client, account, asked).go()


if __name__ == "__main__":
    asyncio.run(run(read(sys.stdin.buffer.readline())))
