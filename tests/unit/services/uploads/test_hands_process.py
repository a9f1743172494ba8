"""The process that sends files by itself: how it ends, and what nobody else may see of it."""

import asyncio
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, FileRefused, HandsLost
from desktop.domain.uploads import UploadId
from desktop.journal.spool import Copied, Pulse, Spool
from desktop.services.uploads import messages
from desktop.services.uploads.hands import Hands
from desktop.services.uploads.jobs import Steps
from desktop.services.uploads.messages import WORDS, Message
from desktop.services.uploads.staging import Staging
from desktop.services.wire import account_as_json
from desktop.support.own_processes import UPLOAD_WORKER, own_command, own_environment
from tests.helpers.demo_server import DemoServer
from tests.helpers.handling import told
from tests.helpers.own_worker import OwnWorker
from tests.helpers.uploading import account_of

ON_LINUX = pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks into /proc")
ONE = UploadId(1)


class Worker(OwnWorker):
    """One process; ends with the test."""

    def __init__(self, server: DemoServer, folder: Path) -> None:
        begin = {
            "account": account_as_json(account_of(server)),
            "folder": str(folder),
            "room": {},
            "staging": {},
            "options": {},
        }
        super().__init__(own_command(UPLOAD_WORKER, "desktop.services.uploads.worker"), begin)

    def asked(self, wish: Message) -> Message:
        """What it says next after this, but that it serves."""
        self.write(WORDS.line(wish))
        assert self.process.stdout is not None
        said = WORDS.read(self.process.stdout.readline())
        return said if said != messages.Serving(n=0) else WORDS.read(self.process.stdout.readline())


@pytest.fixture
def worker(server: DemoServer, tmp_path: Path) -> Iterator[Worker]:
    started = Worker(server, tmp_path / "spool")
    yield started
    started.close()


def test_without_a_word_it_ends(worker: Worker) -> None:
    assert worker.end() == 0


def test_a_frozen_program_becomes_it() -> None:
    frozen = (
        "import sys; sys.frozen = True; sys.argv[1:] = ['--upload-worker']\n"
        "from desktop.__main__ import main; code = main()\n"
        "sys.exit(code or any(name.startswith('PySide6') for name in sys.modules))"
    )
    command = [sys.executable, "-c", frozen]
    env = own_environment()
    assert subprocess.run(command, stdin=subprocess.DEVNULL, env=env, check=False).returncode == 0


def test_it_says_nothing_but_answers(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    worker.start()
    worker.write(b"no message at all\n")
    wish = messages.Stage(n=7, upload=1, source=str(tmp_path / "a.txt"))
    assert isinstance(worker.asked(wish), messages.Answered)
    assert worker.asked(messages.Leftovers(n=8)) == messages.Answered(n=8, answer={"uploads": [1]})
    assert worker.end() == 0
    assert worker.process.stdout is not None
    assert worker.process.stdout.read() == b""
    assert worker.process.stderr is not None
    assert worker.process.stderr.read() == b""


def test_a_bug_is_told_by_its_place_and_does_not_end_it(worker: Worker) -> None:
    worker.start()
    wish = messages.Prepare(n=1, upload=1, name="secret", preset="no preset", keeps_place=False)
    told = worker.asked(wish)
    assert isinstance(told, messages.Bug)
    assert told.error == "ValueError"
    assert any("jobs.py" in place for place in told.places)
    assert "secret" not in repr(told)
    assert isinstance(worker.asked(messages.Leftovers(n=2)), messages.Answered)


def test_it_begins_with_what_a_killed_one_left_cleared_away(worker: Worker, tmp_path: Path) -> None:
    half = tmp_path / "spool" / "3.xyz.part"
    half.mkdir(parents=True)
    worker.start()
    assert worker.asked(messages.Leftovers(n=1)) == messages.Answered(n=1, answer={"uploads": []})
    assert not half.exists()


@ON_LINUX
def test_secrets_go_through_the_pipe_alone(
    worker: Worker, server: DemoServer, tmp_path: Path
) -> None:
    worker.start()
    worker.asked(messages.Leftovers(n=1))
    process = Path(f"/proc/{worker.process.pid}")
    seen = [(process / name).read_bytes() for name in ("cmdline", "environ")]
    for secret in (server.account["apikey"], server.account["password"]):
        assert not [text for text in seen if secret.encode() in text]
    assert os.getpriority(os.PRIO_PROCESS, worker.process.pid) >= 5


def test_progress_is_told_some_times_a_second_and_at_the_end() -> None:
    said: list[Message] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        steps = Steps(n=1, size=100_000, gate=loop.create_future(), say=said.append)
        began = loop.time()
        for sent in range(100_001):
            steps.on_progress(sent)
        assert len(said) <= (loop.time() - began) * 10 + 2

    asyncio.run(story())
    assert said[0] == messages.Progress(n=1, sent=0)
    assert said[-1] == messages.Progress(n=1, sent=100_000)


# --- When the window is gone -------------------------------------------------------------------

WINDOW = """
import asyncio, json, sys
from pathlib import Path
from desktop.services.uploads.hands import Hands
from desktop.services.wire import read_account
from tests.helpers.handling import Commit, sent, upload_of

async def run():
    said = json.loads(sys.stdin.readline())
    path = Path(said["file"])
    hands = Hands(account=read_account(said["account"]), folder=Path(said["folder"]))
    staged = await hands.stage(1, path)
    commit = Commit(holds=True)
    sending = asyncio.create_task(sent(hands, upload_of(path, staged, said["customer"]), commit))
    await commit.asked.wait()
    print(hands.pid, flush=True)
    await sending

asyncio.run(run())
"""


@ON_LINUX
def test_with_the_window_killed_it_is_gone_and_nothing_was_carried_out(
    server: DemoServer, customer: int, tmp_path: Path
) -> None:
    (tmp_path / "a.bin").write_bytes(b"a" * 3_000_000)
    window = subprocess.Popen(
        [sys.executable, "-c", WINDOW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=own_environment(),
    )
    assert window.stdin is not None
    assert window.stdout is not None
    with window, window.stdin, window.stdout:
        about = {
            "account": account_as_json(account_of(server)),
            "folder": str(tmp_path / "account"),
            "file": str(tmp_path / "a.bin"),
            "customer": customer,
        }
        window.stdin.write(json.dumps(about).encode() + b"\n")
        window.stdin.flush()
        worker = os.pidfd_open(int(window.stdout.readline()))
        try:
            window.send_signal(signal.SIGKILL)
            # Readable once the process has ended.
            assert select.select([worker], [], [], 20.0)[0]
        finally:
            os.close(worker)
    assert server.ledger_of("AddFileToCustomer") == []


def test_it_ends_while_it_copies(server: DemoServer, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.touch()
    os.truncate(large, 150_000_000)

    async def story(hands: Hands) -> None:
        staging = asyncio.create_task(hands.stage(ONE, large))
        await hands.leftovers()
        async with asyncio.timeout(10):
            await hands.close()
        with pytest.raises(HandsLost):
            await staging

    told(account_of(server), tmp_path / "account", story)
    told(account_of(server), tmp_path / "account", nothing_is_left)


async def nothing_is_left(hands: Hands) -> None:
    assert await hands.leftovers() == frozenset()


# --- Sources that are silent -------------------------------------------------------------------


class Silent(Spool):
    """As a spool is whose sources below "dead" are on a network that is gone.

    Attributes:
        asked: Set once the first is asked for; `times` counts.
        comes_back: To be set when the network does.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked = threading.Event()
        self.times = 0
        self.comes_back = threading.Event()

    def take(self, upload: UploadId, source: Path, pulse: Pulse) -> Copied:
        if source.parent.name == "dead":
            self.times += 1
            self.asked.set()
            self.comes_back.wait()
        return super().take(upload, source, pulse)


@pytest.fixture
def silent(tmp_path: Path) -> Iterator[Silent]:
    for folder in ("dead", "alive"):
        (tmp_path / folder).mkdir()
        for number in range(8):
            (tmp_path / folder / str(number)).write_bytes(b"x")
    spool = Silent(tmp_path / "spool")
    yield spool
    spool.comes_back.set()


async def problem_of(taking: Awaitable[Copied]) -> FileProblem:
    with pytest.raises(FileRefused) as caught:
        await taking
    return caught.value.problem


def test_a_dead_network_keeps_nothing_else_from_being_copied(
    silent: Silent, tmp_path: Path
) -> None:
    async def story() -> None:
        staging = Staging(silent, silent_s=0.1)
        dead = [
            asyncio.create_task(staging.take(UploadId(n), tmp_path / "dead" / str(n)))
            for n in range(8)
        ]
        async with asyncio.timeout(10):
            for n in range(8):
                await staging.take(UploadId(10 + n), tmp_path / "alive" / str(n))
            problems = {await problem_of(each) for each in dead}
        assert problems == {FileProblem.UNREADABLE}

    asyncio.run(story())
    # After two that were waited for, the others of the same folder are not.
    assert silent.times == 2
    assert silent.held() == {UploadId(10 + n) for n in range(8)}


def test_a_network_that_is_back_is_asked_again(silent: Silent, tmp_path: Path) -> None:
    async def story() -> None:
        staging = Staging(silent, silent_s=0.1)
        file = tmp_path / "dead" / "1"
        assert await problem_of(staging.take(ONE, file)) is FileProblem.UNREADABLE
        silent.comes_back.set()
        async with asyncio.timeout(10):
            while True:
                with suppress(FileRefused):
                    await staging.take(ONE, file)
                    break
                await asyncio.sleep(0)

    asyncio.run(story())
    assert silent.held() == {ONE}


def test_a_copy_that_is_cancelled_leaves_nothing(silent: Silent, tmp_path: Path) -> None:
    unheard: list[object] = []

    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, said: unheard.append(said))
        taking = asyncio.create_task(Staging(silent).take(ONE, tmp_path / "dead" / "1"))
        await asyncio.to_thread(silent.asked.wait)
        taking.cancel()
        await asyncio.sleep(0)
        silent.comes_back.set()
        with pytest.raises(asyncio.CancelledError):
            await taking
        # How the thread's work ended is of no interest to anybody, the log included.
        gc.collect()

    asyncio.run(story())
    assert not unheard
    assert not list((tmp_path / "spool").glob("*"))
