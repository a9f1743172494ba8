"""On a small disk that is filled and emptied at random nothing is lost or sent unrecorded.

`BIZZTREE_PASSES` says how often that is tried, `BIZZTREE_SEED` at which moments.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

import pytest

from tests.helpers.demo_server import DemoServer
from tests.kill import oracle
from tests.kill.conftest import NewFolder
from tests.kill.driving import Program
from tests.kill.job import Batch, Job
from tests.kill.oracle import Verdict

PASSES = int(os.environ.get("BIZZTREE_PASSES", "10"))
SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
_FILES = 25
_DISK = "8m"
_RESERVE = 300_000


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of eight megabytes; skips where none can be had."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK}", "bizztree", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, check=False).returncode:
        pytest.skip("no disk of its own can be had here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


class Neighbour:
    """Somebody else who fills the disk and empties it again, at random.

    Attributes:
        times: How often it was full.
    """

    def __init__(self, disk: Path, dice: random.Random) -> None:
        self._file, self._dice = disk / "neighbour", dice
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self.times = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        """Have the disk empty from here on."""
        self._is_over.set()
        self._thread.join()

    def _live(self) -> None:
        while not self._is_over.wait(self._dice.uniform(0.0, 0.5)):
            self._fill()
            self._is_over.wait(self._dice.uniform(0.0, 0.7))
            self._file.unlink()
        self._file.unlink(missing_ok=True)

    def _fill(self) -> None:
        """To the last byte, or nearly so."""
        with suppress(OSError), self._file.open("wb", buffering=0) as file:
            while file.write(bytes(100_000)):
                pass
        with suppress(OSError):
            os.truncate(self._file, max(0, self._file.stat().st_size - self._dice.choice(_LEFT)))
        self.times += 1


_LEFT = (0, 0, 4096, 20_000)


def test_nothing_is_lost_or_sent_unrecorded_on_a_full_disk(
    server: DemoServer,
    new_folder: NewFolder,
    small_disk: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    verdict, filled, kills = Verdict(), 0, 0
    for number in range(PASSES):
        dice = random.Random(SEED * 10_000 + number)
        with account_on(small_disk, new_folder()) as folder:
            this = Pass(server, folder, number, dice)
            this.go()
        assert not this.verdict.is_bad, f"pass {number}: {this.verdict.bad}"
        verdict += this.verdict
        filled, kills = filled + this.filled, kills + this.kills
    with capsys.disabled():
        sys.stdout.write(f"\n{PASSES} passes, full {filled} times, {kills} kills: {verdict}\n")
    assert filled
    # Who gives everything up loses nothing either; nobody refused these.
    assert verdict.states["done"] > verdict.files / 2


@contextmanager
def account_on(disk: Path, known: Path) -> Iterator[Path]:
    """The account's folder on the disk; the disk is as new afterwards."""
    folder = Path(shutil.move(known, disk / "account"))
    yield folder
    shutil.rmtree(folder)


class Pass:
    """Files that go up while the disk is full now and then.

    Attributes:
        filled: How often it was full.
        kills: How often the program was killed meanwhile.
        verdict: What became of the files.
    """

    def __init__(self, server: DemoServer, folder: Path, number: int, dice: random.Random) -> None:
        self._server, self._disk, self._dice = server, folder.parent, dice
        self._since = oracle.last(server)
        self._files = self._dropped(folder.parent.parent / f"dropped-{number}", number)
        customer = int(server.patch_customer(name=f"Vej {number}")["id"])
        self._job = Job(
            account=dict(server.account),
            folder=folder,
            batches=[Batch(customer_id=customer, files=self._files)],
            hold_seconds=dice.choice((0.0, 20.0)),
            reserve=_RESERVE,
        )
        self.filled = self.kills = 0
        self.verdict = Verdict()

    def go(self) -> None:
        with Neighbour(self._disk, self._dice) as neighbour:
            for _ in range(self._dice.randrange(3)):
                with Program(self._job) as program:
                    program.runs_for(self._dice.uniform(0.5, 3.0))
                    program.kill()
                self.kills += 1
            with Program(self._job) as program:
                program.runs_for(self._dice.uniform(2.0, 5.0))
                neighbour.leave()
                quiet = program.until("quiet")
        self.filled = neighbour.times
        assert quiet is not None, program.facts
        self._server.wait_until_idle()
        there = oracle.stored(self._server, self._since)
        self.verdict = oracle.judge(self._files, quiet["rows"], there)
        committed = commits(self._job.folder)
        self.verdict.wrong += [
            f"{title}: stored {len(each)} times, {committed[title]} on the disk"
            for title, each in there.items()
            if len(each) > committed[title]
        ]

    def _dropped(self, folder: Path, number: int) -> tuple[Path, ...]:
        folder.mkdir()
        files = tuple(folder / f"fil {number}-{each}.bin" for each in range(_FILES))
        for file in files:
            file.write_bytes(self._dice.randbytes(self._dice.randrange(1, 1_200_000)))
        return files


def commits(folder: Path) -> Counter[str]:
    """How often the journal has it of each title that the last piece may leave."""
    with closing(sqlite3.connect(folder / "journal.db")) as db:
        found = db.execute(
            "SELECT title, count(*) FROM upload JOIN upload_event ON upload_id = upload.id"
            " WHERE upload_event.state = 'sent_unconfirmed' AND cause = 'commit' GROUP BY title"
        )
        return Counter(dict(found))
