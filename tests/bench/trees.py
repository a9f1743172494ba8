"""The tree as the window shows it, over a copy on disk, and a bare one to be measured against."""

import asyncio
import gc
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import qasync  # type: ignore[import-untyped]  # it brings no types
from PySide6.QtCore import QEvent, QObject, QTimer, SignalInstance
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView, QWidget

from desktop.domain.account import Account, Password
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, CustomerType
from desktop.microbizz import Client
from desktop.mirror.layout import COPY
from desktop.services.browse import Browse
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui import texts
from desktop.ui.messages import Messages
from desktop.ui.tree.node import ROOT, State
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.view import TreeView
from tests.bench.copies import fill
from tests.helpers.local_copy import LocalCopy

T = TypeVar("T")

WIDTH, HEIGHT = 1000, 800
_TYPES = 8


def copy_in(folder: Path, customers: Callable[[], Iterable[Customer]]) -> Path:
    """*folder* with a copy of *customers*, which is made where there is none."""
    if not (folder / COPY).exists():
        fill(folder, customers())
    return folder


def application() -> QApplication:
    app = QApplication(["bench", "-style", "fusion"])
    app.setQuitOnLastWindowClosed(False)
    texts.load("en")
    return app


def run(work: Coroutine[Any, Any, T]) -> T:
    """Do *work* on the loop of a window."""
    loop = qasync.QEventLoop(application())
    asyncio.set_event_loop(loop)
    with loop:
        result: T = loop.run_until_complete(work)
    return result


class Painted(QObject):
    """Tells when a widget has been painted in a state that was waited for."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        self._is_so: Callable[[], bool] = lambda: False
        self._awaited: asyncio.Future[float] | None = None
        widget.installEventFilter(self)

    async def when(self, is_so: Callable[[], bool]) -> float:
        """The moment the paint was over, of `time.perf_counter`."""
        self._is_so = is_so
        self._awaited = asyncio.get_running_loop().create_future()
        return await self._awaited

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._awaited is not None and self._is_so():
            awaited, self._awaited = self._awaited, None
            # When this is run, painting is over.
            QTimer.singleShot(0, lambda: awaited.set_result(time.perf_counter()))
        return False


class Shown:
    """The panel over a copy, and what a user does with it, in milliseconds until it is painted."""

    def __init__(self, folder: Path) -> None:
        self._copy = LocalCopy(folder)
        login = Password(username="bench", apikey="", password="")
        self._client = Client(Account(contract="1", login=login, endpoint="http://127.0.0.1:1/"))
        browse = Browse(client=self._client, reader=self._copy.reader, keeper=self._copy)
        lists = Lists(
            client=self._client,
            reader=self._copy.reader,
            keeper=self._copy,
            changes=self._copy.changes,
        )
        lists.types = {each.id: each for each in _types()}
        self.panel = TreePanel(
            browse=browse,
            lists=lists,
            marks=Marks(reader=self._copy.reader, marker=self._copy),
            changes=self._copy.changes,
            messages=Messages(record_bug=_raise),
        )
        view = self.panel.findChild(TreeView, "tree")
        assert view is not None
        self.view, self.tree = view, view.tree
        self.painted = Painted(view.viewport())

    async def show(self) -> float:
        """From the window that is there to its first rows."""
        self.panel.resize(WIDTH, HEIGHT)
        self.panel.show()
        QApplication.processEvents()
        self.panel.restore({"with_closed": True})
        began = time.perf_counter()
        self.panel.start()
        state = self.tree.state_of
        return _ms(began, await self.painted.when(lambda: state(ROOT) is State.KNOWN))

    async def sifted(self) -> None:
        """Until all that is read at a start has been shown."""
        if self.tree.sieve.sifted is None:
            await _next(self.tree.hidden_changed)
            await self.sifted()

    async def expand(self, key: CustomerId) -> float:
        index = self.tree.index_of(key)
        gc.collect()
        began = time.perf_counter()
        self.view.expand(index)
        return _ms(began, await self.painted.when(lambda: self.tree.rowCount(index) > 0))

    async def expand_branch(self, key: CustomerId, rows: int) -> float:
        """Until so many *rows* are open in all."""
        self.view.setCurrentIndex(self.tree.index_of(key))
        await asyncio.sleep(0)
        gc.collect()
        began = time.perf_counter()
        self.panel.expand_branch()
        bar = self.view.verticalScrollBar()
        return _ms(began, await self.painted.when(lambda: bar.maximum() > rows * 20))

    async def show_only(self, ids: Iterable[int]) -> float:
        """Until those are painted, and nobody else."""
        few = self.panel.findChild(TreeView, "matches")
        assert few is not None
        began = time.perf_counter()
        self.panel.show_only([CustomerId(id_) for id_ in ids])
        return _ms(began, await Painted(few.viewport()).when(few.isVisible))

    async def show_everyone(self) -> None:
        self.panel.show_only(None)
        await self.painted.when(self.view.isVisible)

    def frame(self, place: float) -> float:
        """Scroll to *place*, 0 to 1, and paint."""
        return frame(self.view, place)

    async def close(self) -> None:
        self.panel.stop()
        self.panel.deleteLater()
        await self._client.aclose()
        await self._copy.close()
        # What was deleted later goes now, while the loop is there.
        await asyncio.sleep(0)


class Bare:
    """A QTreeView over a QStandardItemModel that holds everything: what Qt itself costs."""

    def __init__(self) -> None:
        self.model = QStandardItemModel(0, 3)
        self._view = QTreeView()
        self._view.setModel(self.model)
        self._view.setUniformRowHeights(True)
        self._view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._tops: dict[int, QStandardItem] = {}

    def fill(self, customers: Iterable[Customer]) -> None:
        """*customers*, parents first."""
        for each in customers:
            items = [QStandardItem(each.text(name)) for name in ("name", "customernumber", "city")]
            above = self._tops.get(each.parent_id, self.model.invisibleRootItem())
            above.appendRow(items)
            self._tops[each.id] = items[0]

    def show(self) -> None:
        self._view.resize(WIDTH, HEIGHT)
        self._view.show()
        QApplication.processEvents()

    def expand(self, key: CustomerId) -> float:
        gc.collect()
        began = time.perf_counter()
        self._view.expand(self._tops[key].index())
        self._view.viewport().repaint()
        return _ms(began)

    def expand_branch(self, key: CustomerId) -> float:
        gc.collect()
        began = time.perf_counter()
        self._view.expandRecursively(self._tops[key].index())
        self._view.viewport().repaint()
        return _ms(began)

    def collapse(self) -> None:
        self._view.collapseAll()
        QApplication.processEvents()

    def frame(self, place: float) -> float:
        return frame(self._view, place)


def frame(view: QTreeView, place: float) -> float:
    """Milliseconds to paint all that is seen there."""
    bar = view.verticalScrollBar()
    bar.setValue(round(bar.maximum() * place))
    began = time.perf_counter()
    view.viewport().repaint()
    return _ms(began)


def _ms(began: float, ended: float | None = None) -> float:
    return ((ended or time.perf_counter()) - began) * 1000


async def _next(signal: SignalInstance) -> None:
    """Wait until it is emitted."""
    emitted = asyncio.Event()
    connection = signal.connect(emitted.set)
    await emitted.wait()
    signal.disconnect(connection)


def _types() -> Iterator[CustomerType]:
    for number in range(1, _TYPES):
        colour = f"#{number}a5c{number}0"
        yield CustomerType({"id": number, "letter": "ABCDEFGH"[number], "color": colour})


def _raise(error: BaseException) -> None:
    raise error
