"""The tree as the user handles it: by mouse, by keyboard, and by files dropped onto rows."""

from typing import NamedTuple

from PySide6.QtCore import (
    QByteArray,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTreeView

from desktop.domain.ids import CustomerId
from desktop.domain.rows import CustomerRow
from desktop.ui.selection import FilesDropped
from desktop.ui.texts import tr
from desktop.ui.tree import badge, columns
from desktop.ui.tree.carrying import Carrying
from desktop.ui.tree.choices import Choices, choices_of, selected
from desktop.ui.tree.delegate import RowDelegate
from desktop.ui.tree.dropping import Hover
from desktop.ui.tree.look import Kind, Look, NewCustomer
from desktop.ui.tree.menu import row_menu
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.rows import LOOK_ROLE, NEW_ROLE, VALUE_ROLE
from desktop.ui.tree.words import NAME
from desktop.ui.uploads.offer import NOTHING, offer_of, take

__all__ = ["Top", "TreeView", "selected"]

Index = QModelIndex | QPersistentModelIndex

_ROWS_TO_SPARE = 3
"""Below a row that is shown: what comes above the tree takes rows away from its foot."""
_CUSTOMERS = (Kind.CUSTOMER, Kind.CUT)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UP_OR_DOWN = (Qt.Key.Key_Up, Qt.Key.Key_Down)
_THIS_ROW = (
    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
)


class Top(NamedTuple):
    """A row at the upper edge, and how far it begins above that, in pixels."""

    key: CustomerId
    above: int


class TreeView(QTreeView):
    """Shows a CustomerTree; customers can be dragged within it, and files dropped onto them.

    Signals:
        files_dropped: Files were let go over a customer (FilesDropped).
        refused: One of them is no file of this computer (FileRefused).
        missed: Files were let go while the rows moved, and nobody got them.
        branch_asked: The user wants everything below a customer (CustomerId).
        retry_asked: The user wants children asked for again (CustomerId).
        new_customer_asked: The user wants a new customer below this one (Selected).
        place_asked: The user wants to see where a customer really is (CustomerId).
        seen_asked: The user has seen a customer and all below, or everyone (CustomerId or ROOT).
        branch_opened: The user opened a branch (CustomerId).
        move_asked: A customer was let go over another one (CustomerRow, CustomerId; 0: the top).
        asked: Something else is wanted of a row (str: as in the menu; CustomerRow, NewCustomer).
    """

    files_dropped = Signal(object)
    refused = Signal(object)
    missed = Signal()
    branch_asked = Signal(object)
    retry_asked = Signal(object)
    new_customer_asked = Signal(object)
    place_asked = Signal(object)
    seen_asked = Signal(object)
    branch_opened = Signal(object)
    move_asked = Signal(object, object)
    asked = Signal(str, object)

    def __init__(self, model: CustomerTree, *, name: str = "tree") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr(f"tree.{name}"))
        self.tree = model
        self._top: tuple[QPersistentModelIndex, int] | None = None
        self._hover, self._offer = Hover(self), NOTHING
        self._carrying = Carrying(self)
        self.setModel(model)
        # The other columns need none of ours, and one written in Python costs a paint.
        self.setItemDelegateForColumn(NAME, RowDelegate(self))
        self._set_behaviour()
        columns.arrange(self)
        self.expanded.connect(lambda index: self.branch_opened.emit(model.key_at(index)))
        model.expanders_changed.connect(self.scheduleDelayedItemsLayout)
        for about_to in (model.rowsAboutToBeInserted, model.rowsAboutToBeMoved):
            about_to.connect(self._remember_top)

    @property
    def customer(self) -> CustomerRow | None:
        """The selected one; of several the one the keyboard is on."""
        current, selection = self.currentIndex(), self.selectionModel()
        if current.isValid() and selection.isSelected(current):
            return _customer_of(current.siblingAtColumn(NAME))
        rows = selection.selectedRows()
        return _customer_of(rows[0]) if rows else None

    @property
    def top(self) -> Top | None:
        """What is at the upper edge; None while that is where everything begins."""
        if not self.verticalScrollBar().value():
            return None
        index = self.indexAt(QPoint(0, 0)).siblingAtColumn(NAME)
        key = self.tree.key_at(index) if index.isValid() else None
        return None if key is None else Top(key, -self.visualRect(index).top())

    @property
    def is_on_loading(self) -> bool:
        """Whether the keyboard rests on a row that only says that others are on their way."""
        return _kind_of(self.currentIndex().siblingAtColumn(NAME)) is Kind.LOADING

    @property
    def new_customer(self) -> NewCustomer | None:
        """The one that is to be created, where the keyboard rests on one."""
        new = self.currentIndex().siblingAtColumn(NAME).data(NEW_ROLE)
        return new if isinstance(new, NewCustomer) else None

    @property
    def drop_words(self) -> str:
        """What letting go of the files, or the customer, over the tree would do."""
        return self._carrying.words or self._hover.words

    def show_row(self, index: QModelIndex) -> None:
        """Open all above *index*, select it, and bring it into view with what is around it."""
        above = index.parent()
        while above.isValid():
            self.open_row(above)
            above = above.parent()
        row = self.visualRect(index)
        around = row.adjusted(0, 0, 0, _ROWS_TO_SPARE * row.height())
        is_seen = row.isValid() and self.viewport().rect().contains(around)
        # Not setCurrentIndex: with Ctrl held for a command it would add to what is selected.
        self.selectionModel().setCurrentIndex(index, _THIS_ROW)
        if not is_seen:
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def scroll_to(self, top: Top) -> bool:
        """Bring it to the upper edge; whether it is there, and enough below it."""
        row = self.visualRect(self.tree.index_of(top.key))
        if not row.isValid():
            return False
        bar = self.verticalScrollBar()
        wanted = bar.value() + row.top() + top.above
        bar.setValue(wanted)
        return bar.value() == wanted

    def open_row(self, index: Index) -> None:
        """Open a branch for the user, who did not ask for more than is there."""
        with QSignalBlocker(self):
            self.expand(index)

    def expand_branch(self, key: CustomerId) -> None:
        """Open *key* and all that was loaded below it."""
        # A lay-out that is due makes each of them a note, and one lay-out do for all.
        self.scheduleDelayedItemsLayout()
        with QSignalBlocker(self):
            for index in self.tree.openable(key):
                self.expand(index)

    def collapse_branch(self, index: QModelIndex) -> None:
        """Close *index* and all that is open below it."""
        todo = [index]
        while todo:
            above = todo.pop()
            if self.isExpanded(above):
                todo += [self.tree.index(r, 0, above) for r in range(self.tree.rowCount(above))]
                self.collapse(above)

    def restore_columns(self, state: QByteArray) -> None:
        """Use the columns of another day; nothing happens where *state* is none."""
        self.header().restoreState(state)
        columns.fit(self)

    def menu_choices(self, index: QModelIndex) -> Choices:
        """What can be done with the row."""
        return choices_of(self, index)

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The menu of a row or of none, which throws itself away when it is closed."""
        choices = self.menu_choices(index.siblingAtColumn(NAME))
        return row_menu(self, choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex().siblingAtColumn(NAME)
        if self._carrying.takes(event):
            return
        if event.key() in _ENTER and _kind_of(index) is Kind.FAILURE:
            self._retry(index)
        elif event.key() in _ENTER and self.new_customer is not None:
            self.asked.emit("edit_new", self.new_customer)
        elif event.key() == Qt.Key.Key_Asterisk and _kind_of(index) is Kind.CUSTOMER:
            self.branch_asked.emit(self.tree.key_at(index))
        elif event.key() in _UP_OR_DOWN and not self.selectionModel().hasSelection():
            # Coming here by keyboard puts a frame around a row; it is the first to be had.
            self.selectionModel().select(index, _THIS_ROW)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint()).siblingAtColumn(NAME)
        kind, is_left = _kind_of(index), event.button() is Qt.MouseButton.LeftButton
        if is_left and kind is Kind.FAILURE:
            self._retry(index)
        elif kind is not Kind.LOADING:
            self._carrying.press(event)
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._carrying.pull(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        move = self._carrying.let_go()
        super().mouseReleaseEvent(event)
        if move is not None:
            self.move_asked.emit(*move)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.new_customer is not None:
            self.asked.emit("edit_new", self.new_customer)
        else:
            super().mouseDoubleClickEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._carrying.stop()
        super().focusOutEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index, at = self.indexAt(event.pos()), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            corner = self.visualRect(index).bottomLeft() + QPoint(24, 0)
            at = self.viewport().mapToGlobal(corner)
        self.menu_for(index).popup(at)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._offer = offer_of(event)
        if self._offer:
            self._hover.enter(self._offer)
            take(event)
        else:
            event.ignore()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self._hover.move(event.position().toPoint()):
            take(event)
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._hover.leave()
        event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hover.move(event.position().toPoint())
        aim, offer, is_moving = self._hover.aim, self._offer, self._hover.is_moving
        self._hover.leave()
        self._offer = NOTHING
        if aim is None:
            event.ignore()
            if is_moving:
                self.missed.emit()
            return
        take(event)
        if offer.paths:
            self.files_dropped.emit(FilesDropped(target=aim.target, paths=offer.paths))
        for each in offer.refused:
            self.refused.emit(each)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self._hover.paint(painter)
        self._carrying.paint(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns.fit(self)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.PaletteChange:
            badge.forget()
        super().changeEvent(event)

    def doItemsLayout(self) -> None:
        top, self._top = self._top, None
        super().doItemsLayout()
        if top is not None and top[0].isValid():
            # What came above must not push away what the user looks at.
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(top[0]).top() - top[1])
        self._hover.look_again()
        self._carrying.look_again()

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        super().rowsInserted(parent, start, end)
        self._span_failure(start, parent, is_there=True)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        self._remember_top()
        self._let_go(parent, start, end)
        self._span_failure(start, parent, is_there=False)
        super().rowsAboutToBeRemoved(parent, start, end)

    def _span_failure(self, row: int, parent: Index, *, is_there: bool) -> None:
        """Let what went wrong have the whole width; it comes first, and has no other columns.

        Only as long as it is there: while any row is spanned, a lay-out asks for each row twice.
        """
        if _kind_of(self.tree.index(row, NAME, parent)) is Kind.FAILURE:
            self.setFirstColumnSpanned(row, parent, is_there)

    def _let_go(self, parent: Index, start: int, end: int) -> None:
        """Where the current row goes: Qt would silently take the neighbour."""
        index = self.currentIndex()
        kind = _kind_of(index.siblingAtColumn(NAME))
        while index.isValid() and index.parent() != parent:
            index = index.parent()
        if index.isValid() and start <= index.row() <= end:
            is_ours = kind not in _CUSTOMERS
            goal = parent if is_ours else QModelIndex()
            self.selectionModel().setCurrentIndex(goal, _THIS_ROW)

    def _remember_top(self) -> None:
        if self._top is None and self.verticalScrollBar().value() > 0:
            index = self.indexAt(QPoint(0, 0)).siblingAtColumn(NAME)
            self._top = QPersistentModelIndex(index), self.visualRect(index).top()

    def _retry(self, index: QModelIndex) -> None:
        self.retry_asked.emit(self.tree.key_at(index))

    def _set_behaviour(self) -> None:
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(False)
        self.setAcceptDrops(True)


def _customer_of(index: QModelIndex) -> CustomerRow | None:
    value = index.data(VALUE_ROLE)
    return value if isinstance(value, CustomerRow) else None


def _look_of(index: QModelIndex) -> Look | None:
    look = index.data(LOOK_ROLE)
    return look if isinstance(look, Look) else None


def _kind_of(index: QModelIndex) -> Kind | None:
    look = _look_of(index)
    return look.kind if look else None
