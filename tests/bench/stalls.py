"""How long the window stands still while 100,000 customers are read and the tree is scrolled.

`python -m tests.bench.stalls [RUNS]`; each run is followed by one that only scrolls.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from desktop.domain.sync import SyncState
from desktop.services.changes import Change, Subject
from desktop.services.search import Scope
from desktop.services.session import Session, open_session
from desktop.support.collecting import spare_what_is_there
from desktop.support.paths import Profile
from desktop.support.settings import Settings
from desktop.support.turns import take_short_turns
from desktop.ui import texts
from desktop.ui.main_window import MainWindow
from desktop.ui.messages import Messages
from desktop.ui.tree.view import TreeView
from desktop.ui.workspace import Workspace
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import account_of

CUSTOMERS = 100_000
RUNS = 10
_TICK_MS = 5
_IDLE_S = 6.0
_WORD = "møgel"
"""Names of customers begin with it; some of them come late."""


@dataclass
class Run:
    """What one run showed, in milliseconds; `found` are hits for a word while it ran."""

    longest: float = 0.0
    over_16: int = 0
    over_60: int = 0
    found: list[int] = field(default_factory=list)


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


async def measured(server: DemoServer, folder: Path) -> tuple[Run, Run]:
    """One first load under watch, then as many seconds of scrolling alone."""
    profile = Profile(folder)
    session = await open_session(account_of(server), profile=profile)
    window = MainWindow()
    workspace = Workspace(
        session=session,
        actions=window.actions_by_key,
        messages=Messages(record_bug=_tell),
        status=window.furnish().status,
        settings=Settings(profile.settings_file),
    )
    window.show_page(workspace)
    window.resize(1180, 760)
    window.show()
    tree = window.findChild(TreeView, "tree")
    assert tree is not None
    watch = Watch(tree)
    workspace.start()
    # As the program does it.
    spare_what_is_there()
    await _until(session, lambda state: state.passed > 0)
    watch.start()
    searching = asyncio.ensure_future(_searches(session, watch))
    await _until(session, lambda state: state.is_whole)
    busy = watch.stop()
    searching.cancel()
    await _wait(2.0)
    watch.start()
    await _wait(_IDLE_S)
    idle = watch.stop()
    workspace.stop()
    await session.close()
    window.close_now()
    return busy, idle


async def _searches(session: Session, watch: Watch) -> None:
    """Search finds what has come so far."""
    while True:
        await _wait(1.0)
        found = await session.search.find(_WORD, Scope())
        watch.run.found.append(len(found.hits))


async def _until(session: Session, is_so: Callable[[SyncState], bool]) -> None:
    reached = asyncio.Event()

    def heard(change: Change) -> None:
        if change.subject is Subject.SYNC and is_so(session.sync.state):
            reached.set()

    stop = session.changes.subscribe(heard)
    if is_so(session.sync.state):
        reached.set()
    await reached.wait()
    stop()


async def _wait(seconds: float) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def _tell(error: BaseException) -> None:
    sys.stderr.write(f"{error!r}\n")


def measure() -> None:
    """Prints the median of the longest gaps, the worst, and the same for scrolling alone."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    take_short_turns()
    app = QApplication.instance() or QApplication(["bench"])
    texts.load("en")
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    pairs = list[tuple[Run, Run]]()
    with (
        tempfile.TemporaryDirectory() as folder,
        loop,
        DemoServer(Path(folder) / "data", customers=CUSTOMERS) as server,
    ):
        # A real server has a machine of its own; this one must not take the window's turn.
        os.setpriority(os.PRIO_PROCESS, server.process.pid, 10)
        for number in range(runs):
            pair = loop.run_until_complete(measured(server, Path(folder) / f"profile-{number}"))
            pairs.append(pair)
            sys.stdout.write(f"  {pair[0]}\n  idle {pair[1]}\n")
    busy = sorted(run.longest for run, _ in pairs)
    idle = sorted(run.longest for _, run in pairs)
    sys.stdout.write(
        f"longest stall of the window while {CUSTOMERS} customers are read:"
        f" median {statistics.median(busy):.1f} ms, worst {busy[-1]:.1f};"
        f" scrolling alone: median {statistics.median(idle):.1f} ms, worst {idle[-1]:.1f};"
        f" ratio {statistics.median(busy) / statistics.median(idle):.2f}\n"
    )


if __name__ == "__main__":
    measure()
