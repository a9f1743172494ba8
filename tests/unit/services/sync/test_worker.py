"""The process that synchronises: what it is told, what it tells, and how it ends."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from desktop.services.sync import messages
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.helpers.sync_worker import Worker
from tests.helpers.syncing import FEED, copied

ON_LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")


@pytest.fixture
def worker(paged: DemoServer, tmp_path: Path) -> Iterator[Worker]:
    started = Worker(tmp_path / "account", account_of(paged))
    yield started
    started.close()


def test_it_loads_everything_and_ends_when_let_go_of(
    worker: Worker, paged: DemoServer, tmp_path: Path
) -> None:
    worker.start()
    worker.until(messages.StateTold, phase="idle", is_whole=True)
    assert worker.end() == 0
    assert copied(tmp_path / "account") == paged.customers()
    assert worker.process.stderr is not None
    assert worker.process.stderr.read() == b""


def test_it_does_what_it_is_told(worker: Worker, paged: DemoServer, tmp_path: Path) -> None:
    worker.start()
    worker.until(messages.StateTold, phase="idle")
    paged.patch_customer(1010, name="Ændret")
    worker.write(b"no message at all\n")
    worker.write(messages.line(messages.Update()))
    worker.until(messages.CustomersChanged)
    worker.until(messages.StateTold, phase="idle")
    assert worker.end() == 0
    assert copied(tmp_path / "account")[1010]["name"] == "Ændret"


def test_without_a_word_it_ends(worker: Worker) -> None:
    assert worker.end() == 0


def test_it_ends_in_the_middle_of_a_page(worker: Worker, paged: DemoServer) -> None:
    paged.faults({"command": FEED, "kind": "hold", "skip": 2})
    worker.start()
    paged.wait_until_held()
    assert worker.end() == 0
    paged.release()


@ON_LINUX
def test_secrets_go_through_the_pipe_alone(
    worker: Worker, paged: DemoServer, tmp_path: Path
) -> None:
    worker.start()
    worker.until(messages.StateTold, phase="idle")
    process = Path(f"/proc/{worker.process.pid}")
    seen = [(process / name).read_bytes() for name in ("cmdline", "environ")]
    seen += [path.read_bytes() for path in (tmp_path / "account").iterdir()]
    seen += [messages.line(each) for each in worker.news]
    for secret in (paged.account["apikey"], paged.account["password"]):
        assert not [text for text in seen if secret.encode() in text]


@ON_LINUX
def test_it_lets_the_window_go_first(worker: Worker) -> None:
    worker.start()
    worker.until(messages.Opened)
    assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) >= 10


def test_ctrl_c_is_the_windows_affair(worker: Worker) -> None:
    worker.start()
    worker.until(messages.Opened)
    worker.process.send_signal(signal.SIGINT)
    worker.until(messages.StateTold, phase="idle")


def test_another_keeps_it_from_nothing(worker: Worker, paged: DemoServer, tmp_path: Path) -> None:
    """One that was not yet gone when the next one started."""
    worker.start()
    worker.until(messages.StateTold, phase="idle")
    other = Worker(tmp_path / "account", account_of(paged))
    try:
        other.start()
        other.until(messages.StateTold, phase="idle")
    finally:
        other.close()
    worker.write(messages.line(messages.Update()))
    worker.until(messages.StateTold, phase="idle")


def test_what_was_wished_for_last_is_done(worker: Worker, tmp_path: Path) -> None:
    worker.start()
    worker.until(messages.StateTold, phase="idle")
    for id_ in range(1001, 1060):
        worker.write(messages.line(messages.Pin(id=id_, pinned=True)))
    assert worker.end() == 0
    db = apsw.Connection(str(tmp_path / "account" / "marks.db"))
    assert db.execute("SELECT count(*) FROM pin").get == 59
    db.close()
