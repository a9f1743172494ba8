"""The program's window, signed in for a bench, and how long it stands still while it is scrolled.

Times are in milliseconds.
"""

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.services.changes import Change
from desktop.services.session import Session, open_session
from desktop.support.collecting import spare_what_is_there
from desktop.support.paths import Profile
from desktop.support.settings import Settings
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.tree.view import TreeView
from desktop.ui.workspace import Workspace
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import account_of

_TICK_MS = 5
_IDLE_S = 6.0


@dataclass
class Run:
    """What one run showed; `found` are hits for a word while it ran."""

    longest: float = 0.0
    over_16: int = 0
    over_60: int = 0
    found: list[int] = field(default_factory=list)


def longest_of(runs: Sequence[Run]) -> float:
    """The median of their longest gaps."""
    return statistics.median(run.longest for run in runs)


def told(runs: Sequence[Run]) -> str:
    return f"median {longest_of(runs):.1f} ms, worst {max(run.longest for run in runs):.1f}"


class Watch(QObject):
    """A timer of five milliseconds that scrolls the tree and notes when it comes late."""

    def __init__(self, tree: TreeView) -> None:
        super().__init__()
        self._tree = tree
        self._step = 40
        self.run = Run()
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.run = Run()
        self._last = time.perf_counter()
        self._timer.start()

    def stop(self) -> Run:
        self._timer.stop()
        return self.run

    async def idle(self) -> Run:
        """Some seconds of scrolling alone."""
        self.start()
        await wait(_IDLE_S)
        return self.stop()

    def _tick(self) -> None:
        gap = (time.perf_counter() - self._last) * 1000
        self.run.longest = max(self.run.longest, gap)
        self.run.over_16 += gap > 16
        self.run.over_60 += gap > 60
        bar = self._tree.verticalScrollBar()
        if bar.value() in (bar.minimum(), bar.maximum()):
            self._step = -self._step
        bar.setValue(bar.value() + self._step)
        self._last = time.perf_counter()


class SignedIn:
    """The window as the program puts it together, with its session."""

    def __init__(self, session: Session, settings: Settings) -> None:
        self.session = session
        self.window = MainWindow()
        self.workspace = Workspace(
            session=session,
            actions=self.window.actions_by_key,
            messages=Messages(record_bug=_tell),
            status=self.window.furnish().status,
            settings=settings,
        )
        self.window.show_page(self.workspace)
        self.window.resize(1180, 760)
        self.window.show()
        tree = self.window.findChild(TreeView, "tree")
        assert tree is not None
        self.tree = tree
        self.workspace.start()
        # As the program does it.
        spare_what_is_there()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Asks again at each change."""
        reached = asyncio.Event()

        def heard(_change: Change | None = None) -> None:
            if is_so():
                reached.set()

        stop = self.session.changes.subscribe(heard)
        heard()
        await reached.wait()
        stop()

    async def close(self) -> None:
        self.workspace.stop()
        await self.session.close()
        self.window.close_now()


async def signed_in(server: DemoServer, folder: Path) -> SignedIn:
    """A window whose files lie in *folder*."""
    profile = Profile(folder)
    session = await open_session(account_of(server), profile=profile)
    return SignedIn(session, Settings(profile.settings_file))


@contextmanager
def loop_of_a_window() -> Iterator[asyncio.AbstractEventLoop]:
    app = QApplication.instance() or QApplication(["bench"])
    texts.load("en")
    with qasync.QEventLoop(app) as loop:
        asyncio.set_event_loop(loop)
        yield loop


def let_the_window_go_first(server: DemoServer) -> None:
    """A real server has a machine of its own; this one must not take the window's turn."""
    os.setpriority(os.PRIO_PROCESS, server.process.pid, 10)


async def wait(seconds: float) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def _tell(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")
