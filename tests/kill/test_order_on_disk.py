"""What the system was asked to do shows that the journal is on the disk before the last piece goes.

`BIZZTREE_TRACED` says of how many files.
"""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from desktop.support.own_processes import own_environment
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import private_jpeg
from tests.kill import trace
from tests.kill.job import Batch, Job

FILES = int(os.environ.get("BIZZTREE_TRACED", "50"))
_NEW_YEAR = datetime(2031, 1, 1)  # noqa: DTZ001 - cameras tell no zone


class Row(NamedTuple):
    """An upload as the journal has it."""

    id: int
    state: str


def can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="system calls cannot be traced here")
def test_what_is_needed_is_on_the_disk_first(
    server: DemoServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journal before the last piece leaves, and the copy before the journal has it.

    What is made of a photo before it is said to be sent.
    """
    photos, files = some(tmp_path)
    calls = trace.calls(traced(server, tmp_path, files))
    disk, sent = trace.Disk(tmp_path / "account" / "journal.db", calls), trace.bodies(calls)
    states = {}
    for file in files:
        (line,) = [line for body, line in sent.items() if f'"{file.stem}"'.encode() in body]
        states[file.stem] = rows_in(disk.before(line), tmp_path)[file.stem].state
    copied = copied_first(disk, calls, tmp_path)
    made = made_first(disk, calls, tmp_path)
    with capsys.disabled():
        count = list(states.values()).count("sent_unconfirmed")
        sys.stdout.write(
            f"\n{count} of {FILES} on the disk before the last piece left,"
            f" {len(copied)} copies before the journal had them,"
            f" {len(made)} of {len(photos)} photos before they were sent\n"
        )
    assert set(states.values()) == {"sent_unconfirmed"}
    assert copied == {file.stem for file in files}
    assert made == {file.stem for file in photos}


def some(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The photos, one in ten, with something in them that does not go up; and all files."""
    letters = tuple(folder / f"brev-{number}.txt" for number in range(FILES - FILES // 10))
    for letter in letters:
        letter.write_text(letter.name * 1_000)
    photos = tuple(folder / f"foto-{number}.jpg" for number in range(FILES // 10))
    for minute, photo in enumerate(photos):
        photo.write_bytes(private_jpeg(taken=_NEW_YEAR + timedelta(minutes=minute)))
    return photos, (*letters, *photos)


def copied_first(disk: trace.Disk, calls: list[trace.Call], folder: Path) -> set[str]:
    """The titles whose copy and its names were on the disk before the journal said so."""
    spool = re.escape(str(folder / "account" / "spool"))
    names = trace.synced(calls, re.compile(spool))
    found = set()
    for title, (line, row) in first_known(disk, folder, {"queued"}).items():
        (content,) = trace.synced(calls, re.compile(rf"{spool}/{row.id}\.[^/]*/source"))
        parts = trace.synced(calls, re.compile(rf"{spool}/{row.id}\.[^/]*"))
        if any(content < part < name < line for part in parts for name in names):
            found.add(title)
    return found


def made_first(disk: trace.Disk, calls: list[trace.Call], folder: Path) -> set[str]:
    """The titles of which another file was made, on the disk before the journal said "sending"."""
    spool = re.escape(str(folder / "account" / "spool"))
    found = set()
    before = {"queued", "staged", "held", "ready"}
    for title, (line, row) in first_known(disk, folder, before).items():
        contents = trace.synced(calls, re.compile(rf"{spool}/{row.id}/send"))
        names = trace.synced(calls, re.compile(rf"{spool}/{row.id}"))
        if any(content < name < line for content in contents for name in names):
            found.add(title)
    return found


def first_known(disk: trace.Disk, folder: Path, earlier: set[str]) -> dict[str, tuple[int, Row]]:
    """For each title where the journal first had it in a later state than these."""
    known: dict[str, tuple[int, Row]] = {}
    for line, image in disk.images:
        for title, row in rows_in(image, folder).items():
            if row.state not in earlier:
                known.setdefault(title, (line, row))
    return known


def traced(server: DemoServer, folder: Path, files: tuple[Path, ...]) -> Path:
    """The trace of a program that stores the files."""
    customer = int(server.patch_customer(name="Vej")["id"])
    job = Job(
        account=dict(server.account),
        folder=folder / "account",
        batches=[Batch(customer_id=customer, files=files)],
        patience_s=60.0,
    )
    program = [sys.executable, "-m", "tests.kill.program"]
    subprocess.run(
        [*trace.COMMAND, str(folder / "trace"), *program],
        input=job.line(),
        env=own_environment(),
        stdout=subprocess.DEVNULL,
        timeout=110,
        check=True,
    )
    return folder / "trace"


def rows_in(database: bytes, folder: Path) -> dict[str, Row]:
    """The uploads in the bytes of a journal, by title; none before it has a table of them."""
    path = folder / "as-on-disk.db"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as db:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'upload'").fetchone():
            return {}
        return {
            title: Row(*row) for title, *row in db.execute("SELECT title, id, state FROM upload")
        }
