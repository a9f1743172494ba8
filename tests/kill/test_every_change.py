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

_LISTING = "GetDocumentsByCustomerID"
_PHOTO = jpeg(taken=datetime(2031, 1, 1))  # noqa: DTZ001 - cameras tell no zone


class Lot(NamedTuple):
    """Three files by name, what befalls the first of them, and in which states they are met.

    Of twins, whichever comes later waits for an answer, which is not to send it. Where nobody may
    list the documents, whatever is stored needs the user.
    """

    files: Mapping[str, bytes]
    faults: tuple[str, ...]
    states: frozenset[str]
    twins: int = 0
    is_unlisted: bool = False


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
    states=frozenset({"staged", "refused", "cancelled", "needs_you"}),
    twins=1,
    is_unlisted=True,
)


class Died(NamedTuple):
    """In which states the files were when a program died, and what became of them."""

    caught: Counter[str]
    verdict: Verdict


class Deaths:
    """Three files, sent by a program that dies at a change and by the one after it."""

    def __init__(self, server: DemoServer, new_folder: NewFolder, lot: Lot) -> None:
        self._server, self._new_folder, self._lot = server, new_folder, lot
        self._numbers = count(1)

    def die(self, death: Death) -> "Died | None":
        """What came of it if a program died so; None where it came to rest before."""
        job = self._job()
        files = job.batches[0].files
        self._go_wrong(job)
        with Program(replace(job, death=death)) as program:
            if program.until("quiet"):
                return None
            assert program.exit_code() == -9
        caught = oracle.states(job.folder)
        with Program(job) as program:
            quiet = program.until("quiet")
        assert quiet is not None, program.facts
        there = oracle.stored(self._server, 0)
        given_up = {row["title"] for row in quiet["rows"] if row["state"] == "cancelled"}
        assert len(given_up) == self._lot.twins
        assert not given_up & there.keys()
        wanted = [file for file in files if file.stem not in given_up]
        return Died(caught=caught, verdict=oracle.judge(wanted, quiet["rows"], there))

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

    def _go_wrong(self, job: Job) -> None:
        plan = zip(job.batches[0].files, self._lot.faults, strict=False)
        self._server.faults(
            *(
                {"command": "AddFileToCustomer", "kind": kind, "where": {"title": file.stem}}
                for file, kind in plan
            )
        )
        if self._lot.is_unlisted:
            there = {"command": _LISTING, "where": {"customerid": job.batches[0].customer_id}}
            self._server.faults({**there, "kind": "refuse", "times": -1})

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
    deaths, all_died = Deaths(server, new_folder, lot), list[Died]()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for first in count(1, 2 * _AT_ONCE):
            changes = range(first, first + 2 * _AT_ONCE)
            wanted = [Death(change=each, is_durable=is_durable) for each in changes]
            died = [each for each in pool.map(deaths.die, wanted) if each is not None]
            if not died:
                break
            all_died += died
    # How many changes there are differs from run to run, and so which states these deaths meet.
    for state in lot.states - {state for each in all_died for state in each.caught}:
        died_so = deaths.die(Death(state=state, is_durable=True))
        assert died_so is not None, f"no file came to be {state}"
        all_died.append(died_so)
    caught, verdict = Counter[str](), Verdict()
    for each in all_died:
        caught += each.caught
        verdict += each.verdict
    with capsys.disabled():
        when = "after" if is_durable else "before"
        sys.stdout.write(
            f"\n{len(all_died)} deaths, {when} each change: {verdict};"
            f" at the deaths there were {oracle.counted(caught)}\n"
        )
    assert not verdict.is_bad, verdict.bad
    assert set(caught) >= lot.states
