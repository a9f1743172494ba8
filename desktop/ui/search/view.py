"""The list of results as the user handles it: by mouse, and by the keys of the field above."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QMenu

from desktop.ui.search.delegate import ResultDelegate
from desktop.ui.search.field import Step, is_pin, step_of
from desktop.ui.search.line import Result
from desktop.ui.search.model import ResultList
from desktop.ui.search.words import results_words
from desktop.ui.texts import tr

Index = QModelIndex | QPersistentModelIndex

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_PAGES = (Step.PAGE_UP, Step.PAGE_DOWN)
_THIS_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect


class ResultView(QListView):
    """Shows a ResultList; one of its results is the current one, as long as there are any.

    Signals:
        reveal_asked: A result is to be shown in the tree (Result).
        beside_asked: A result is to be opened beside the other card (Result).
        pin_asked: A result is to be pinned, or no longer (Result).
        left: The user is done here.
    """

    reveal_asked = Signal(object)
    beside_asked = Signal(object)
    pin_asked = Signal(object)
    left = Signal()

    def __init__(self, model: ResultList) -> None:
        super().__init__()
        self.setObjectName("results")
        self.setAccessibleName(results_words())
        self._results = model
        self._pressed: QPersistentModelIndex | None = None
        self.setModel(model)
        self.setItemDelegate(ResultDelegate(self))
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        # A click must not take the focus from the field, where the user may type on.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def current(self) -> Result | None:
        """The result that Enter means."""
        return self._results.result_at(self.currentIndex())

    @property
    def current_words(self) -> str:
        """The current result for those who hear it; "" where there is none."""
        return str(self.currentIndex().data(_SPOKEN) or "")

    def go_to_first(self) -> None:
        """Make the first result the current one, with the title above it in sight."""
        self.take(Step.FIRST)

    def take(self, step: Step) -> None:
        """Make another result the current one; nothing happens where there is none that way."""
        rows = self._results.result_rows
        if not rows:
            return
        here = self.currentIndex().row()
        place = rows.index(here) if here in rows else -1
        page = self._page() if step in _PAGES else 0
        row = rows[_stepped(step, place, last=len(rows) - 1, page=page)]
        index = self._results.index(row, 0)
        self.selectionModel().setCurrentIndex(index, _THIS_ROW)
        if row == rows[0]:
            # With the title above it.
            self.scrollToTop()
        else:
            self.scrollTo(index)

    def menu_for(self, result: Result) -> QMenu:
        """What can be done with a result; the menu throws itself away when it is closed."""
        menu = QMenu(self)
        menu.setObjectName("result_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        _add(menu, "reveal").triggered.connect(lambda: self.reveal_asked.emit(result))
        _add(menu, "beside").triggered.connect(lambda: self.beside_asked.emit(result))
        menu.addSeparator()
        pin = _add(menu, "unpin" if result.is_pinned else "pin")
        pin.triggered.connect(lambda: self.pin_asked.emit(result))
        copy = _add(menu, "copy_number")
        copy.setEnabled(bool(result.row.number))
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(result.row.number))
        return menu

    # --- what Qt calls ------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        result = self.current
        if step := step_of(event):
            self.take(step)
        elif event.key() in _ENTER and result:
            is_beside = bool(event.modifiers() & _CONTROL)
            (self.beside_asked if is_beside else self.reveal_asked).emit(result)
        elif is_pin(event) and result:
            self.pin_asked.emit(result)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        is_override = event.type() is QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and _is_ours(event):
            # Else the window's command of the same keys would run.
            event.accept()
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        index = self.indexAt(event.position().toPoint())
        result = self._results.result_at(index)
        if result is None or pressed is None or pressed != QPersistentModelIndex(index):
            return
        is_middle = event.button() is Qt.MouseButton.MiddleButton
        if is_middle or (_is_left(event) and event.modifiers() & _CONTROL):
            self.beside_asked.emit(result)
        elif _is_left(event):
            self.reveal_asked.emit(result)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index, at = self.indexAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            at = self.viewport().mapToGlobal(self.visualRect(index).center())
        if result := self._results.result_at(index):
            self.menu_for(result).popup(at)

    def selectionCommand(
        self, index: Index, _event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Control opens beside: it must not take the selection away."""
        is_result = self._results.result_at(index) is not None
        return _THIS_ROW if is_result else QItemSelectionModel.SelectionFlag.NoUpdate

    # --- how ----------------------------------------------------------------------------------

    def _page(self) -> int:
        """How many results a page has, less one that is seen again."""
        height = self.visualRect(self.currentIndex()).height() or self.viewport().height()
        return max(1, self.viewport().height() // max(1, height) - 1)


def _stepped(step: Step, place: int, *, last: int, page: int) -> int:
    """The place after *step*; -1 is before the first."""
    places = {
        Step.FIRST: 0,
        Step.LAST: last,
        Step.UP: place - 1,
        Step.DOWN: place + 1,
        Step.PAGE_UP: place - page,
        Step.PAGE_DOWN: place + page,
    }
    return max(0, min(last, places[step]))


def _add(menu: QMenu, key: str) -> QAction:
    action = menu.addAction(tr(f"search.menu.{key}"))
    action.setObjectName(key)
    return action


def _is_ours(event: QKeyEvent) -> bool:
    """Files are not pasted onto a result, and least of all onto the customer in the tree."""
    is_paste = event.matches(QKeySequence.StandardKey.Paste)
    return event.key() in _ENTER or is_pin(event) or is_paste


def _is_left(event: QMouseEvent) -> bool:
    return event.button() is Qt.MouseButton.LeftButton
