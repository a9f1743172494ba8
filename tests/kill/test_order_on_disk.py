"""What the system was asked to do shows that the journal is on the disk before the last piece goes.

`BIZZTREE_TRACED` says of how many files.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop.support.own_processes import own_environment
from tests.helpers.demo_server import DemoServer
from tests.kill import trace
from tests.kill.job import Batch, Job

FILES = int(os.environ.get("BIZZTREE_TRACED", "50"))


def can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="system calls cannot be traced here")
def test_each_is_on_the_disk_before_its_last_piece_leaves(
    server: DemoServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tuple(tmp_path / f"brev-{number}.txt" for number in range(FILES))
    for file in files:
        file.write_text(file.name * 1_000)
    calls = trace.calls(traced(server, tmp_path, files))
    disk, sent = trace.Disk(tmp_path / "account" / "journal.db", calls), trace.bodies(calls)
    states = {}
    for file in files:
        (line,) = [line for body, line in sent.items() if f'"{file.stem}"'.encode() in body]
        states[file.stem] = state_in(disk.before(line), file.stem, tmp_path)
    with capsys.disabled():
        count = list(states.values()).count("sent_unconfirmed")
        sys.stdout.write(f"\n{count} of {FILES} on the disk before the last piece left\n")
    assert set(states.values()) == {"sent_unconfirmed"}


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


def state_in(database: bytes, title: str, folder: Path) -> str:
    """The state of an upload in the bytes of a journal."""
    path = folder / "as-on-disk.db"
    path.write_bytes(database)
    with closing(sqlite3.connect(path)) as db:
        ((state,),) = db.execute("SELECT state FROM upload WHERE title = ?", (title,))
    return str(state)
