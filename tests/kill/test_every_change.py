"""Killed before and after each single change of the journal, it loses and doubles nothing."""

import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg
from tests.kill import oracle
from tests.kill.conftest import NewFolder
from tests.kill.driving import Program
from tests.kill.job import Batch, Death, Job
from tests.kill.oracle import Verdict

_AT_ONCE = 3
"""Programs; most of their time is waiting."""

_PHOTO = jpeg(taken=datetime(2031, 1, 1))  # noqa: DTZ001 - cameras tell no zone


class Lot(NamedTuple):
    """Three files by name, what befalls the first of them, and in which states they are met.

    Of twins, whichever comes later waits for an answer, which is not to send it.
    """

    files: Mapping[str, bytes]
    faults: tuple[str, ...]
    states: frozenset[str]
    twins: int = 0


STORED = Lot(
    # One is sent twice, for what was sent first is nowhere; of one the answer is lost.
    files={"a.txt": b"a", "b.bin": bytes(70_000), "c.jpg": _PHOTO},
    faults=("html", "close_after"),
    states=frozenset(
        {"queued", "held", "ready", "sending", "sent_unconfirmed", "verifying", "done"}
    ),
)
GIVEN_UP = Lot(
    files={"a.txt": b"a", "b.txt": b"b", "c.txt": b"b"},
    faults=("refuse",),
    states=frozenset({"staged", "refused", "cancelled"}),
    twins=1,
)


class Deaths:
    """Three files, sent by a program that dies at a change and by the one after it.

    Attributes:
        verdict: What became of all files so far.
        caught: In which states they were when a program died.
    """

    def __init__(self, server: DemoServer, new_folder: NewFolder, lot: Lot) -> None:
        self._server, self._new_folder, self._lot = server, new_folder, lot
        self._numbers = count(1)
        self.deaths = 0
        self.verdict = Verdict()
        self.caught: Counter[str] = Counter()

    def die(self, death: Death) -> bool:
        """Whether a program died so; False where it came to rest before."""
        job = self._job()
        files = job.batches[0].files
        self._go_wrong(files)
        with Program(replace(job, death=death)) as program:
            if program.until("quiet"):
                return False
            assert program.exit_code() == -9
        self.deaths += 1
        self.caught += oracle.states(job.folder)
        with Program(job) as program:
            quiet = program.until("quiet")
        assert quiet is not None, program.facts
        there = oracle.stored(self._server, 0)
        given_up = {row["title"] for row in quiet["rows"] if row["state"] == "cancelled"}
        assert len(given_up) == self._lot.twins
        assert not given_up & there.keys()
        wanted = [file for file in files if file.stem not in given_up]
        self.verdict += oracle.judge(wanted, quiet["rows"], there)
        return True

    def _job(self) -> Job:
        number, folder = next(self._numbers), self._new_folder()
        customer = int(self._server.patch_customer(name=f"Vej {number}")["id"])
        files = self._files(folder / "dropped", f"{folder.name}-{number}")
        return Job(
            account=dict(self._server.account),
            folder=folder,
            batches=[Batch(customer_id=customer, files=files)],
            hold_seconds=8.0,
            is_looked_at=True,
            haste=200.0,
        )

    def _go_wrong(self, files: tuple[Path, ...]) -> None:
        plan = zip(files, self._lot.faults, strict=False)
        self._server.faults(
            *(
                {"command": "AddFileToCustomer", "kind": kind, "where": {"title": file.stem}}
                for file, kind in plan
            )
        )

    def _files(self, folder: Path, prefix: str) -> tuple[Path, ...]:
        folder.mkdir()
        paths = tuple(folder / f"{prefix}{name}" for name in self._lot.files)
        for path, content in zip(paths, self._lot.files.values(), strict=True):
            path.write_bytes(content)
        return paths


@pytest.mark.parametrize(
    ("lot", "is_durable"),
    [(STORED, False), (STORED, True), (GIVEN_UP, True)],
    ids=["before", "after", "given up"],
)
def test_killed_at_each_change_nothing_is_lost_or_doubled(
    server: DemoServer,
    new_folder: NewFolder,
    capsys: pytest.CaptureFixture[str],
    lot: Lot,
    is_durable: bool,
) -> None:
    deaths = Deaths(server, new_folder, lot)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in count(1, 2 * _AT_ONCE):
            changes = range(first, first + 2 * _AT_ONCE)
            wanted = [Death(change=each, is_durable=is_durable) for each in changes]
            if not any(list(pool.map(deaths.die, wanted))):
                break
    with capsys.disabled():
        when = "after" if is_durable else "before"
        sys.stdout.write(
            f"\n{deaths.deaths} deaths, {when} each change: {deaths.verdict};"
            f" at the deaths there were {oracle.counted(deaths.caught)}\n"
        )
    assert not deaths.verdict.is_bad, deaths.verdict.bad
    assert set(deaths.caught) >= lot.states
