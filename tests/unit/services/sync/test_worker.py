"""The process that synchronises: what it is told, what it tells, and how it ends."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.account import Account
from desktop.services.sync import messages
from desktop.services.sync.child import beginning
from desktop.services.sync.messages import Message
from desktop.support.own_processes import SYNC_WORKER, own_command, own_environment
from tests.helpers.demo_server import DemoServer
from tests.helpers.reading import account_of
from tests.helpers.syncing import FEED, copied

ON_LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")


class Worker:
    """One process; ends with the test."""

    def __init__(self, folder: Path, account: Account) -> None:
        command = own_command(SYNC_WORKER, "desktop.services.sync.worker")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=own_environment(),
        )
        self.begin = beginning(folder, account)
        self.news: list[Message] = []

    def start(self) -> None:
        self.write(json.dumps(self.begin).encode() + b"\n")

    def write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def until(self, kind: type[Message], **facts: Any) -> Message:
        """The next of its news that is of this kind and says this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.news.append(messages.read(line))
            if isinstance(self.news[-1], kind) and says(self.news[-1], facts):
                return self.news[-1]
        raise AssertionError(f"it ended without {kind.__name__}")

    def end(self) -> int:
        """Let go of it as a window that closes does; its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(10)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


def says(news: Message, facts: dict[str, Any]) -> bool:
    state = news.state if isinstance(news, messages.StateTold) else {}
    return all(state.get(name) == value for name, value in facts.items())


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
