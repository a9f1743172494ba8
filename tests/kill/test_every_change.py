"""Killed before and after each single change of the journal, it loses and doubles nothing."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path

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

_IN_THE_MIDDLE = {"queued", "held", "ready", "sending", "sent_unconfirmed", "verifying", "done"}


class Deaths:
    """Three files, stored by a program that dies at a change and by the one after it.

    One of them is sent twice, for what was sent first is nowhere; of one the answer is lost.

    Attributes:
        verdict: What became of all files so far.
        caught: In which states they were when a program died.
    """

    def __init__(self, server: DemoServer, new_folder: NewFolder) -> None:
        self._server, self._new_folder = server, new_folder
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
        self.verdict += oracle.judge(files, quiet["rows"], oracle.stored(self._server, 0))
        return True

    def _job(self) -> Job:
        number, folder = next(self._numbers), self._new_folder()
        customer = int(self._server.patch_customer(name=f"Vej {number}")["id"])
        files = _files(folder / "dropped", f"{folder.name}-{number}")
        return Job(
            account=dict(self._server.account),
            folder=folder,
            batches=[Batch(customer_id=customer, files=files)],
            hold_seconds=8.0,
            is_looked_at=True,
            haste=200.0,
        )

    def _go_wrong(self, files: tuple[Path, ...]) -> None:
        plan = zip(files, ("html", "close_after"), strict=False)
        self._server.faults(
            *(
                {"command": "AddFileToCustomer", "kind": kind, "where": {"title": file.stem}}
                for file, kind in plan
            )
        )


def _files(folder: Path, prefix: str) -> tuple[Path, ...]:
    folder.mkdir()
    photo = jpeg(taken=datetime(2031, 1, 1))  # noqa: DTZ001 - cameras tell no zone
    contents = {"a.txt": b"a", "b.bin": bytes(70_000), "c.jpg": photo}
    paths = tuple(folder / f"{prefix}{name}" for name in contents)
    for path, content in zip(paths, contents.values(), strict=True):
        path.write_bytes(content)
    return paths


@pytest.mark.parametrize("is_durable", [False, True], ids=["before", "after"])
def test_killed_at_each_change_nothing_is_lost_or_doubled(
    server: DemoServer,
    new_folder: NewFolder,
    capsys: pytest.CaptureFixture[str],
    is_durable: bool,
) -> None:
    deaths = Deaths(server, new_folder)
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
    assert set(deaths.caught) >= _IN_THE_MIDDLE
