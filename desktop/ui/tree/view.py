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
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView

from desktop.domain.ids import CustomerId
from desktop.domain.rows import CustomerRow
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.texts import tr
from desktop.ui.tree import badge
from desktop.ui.tree.delegate import RowDelegate
from desktop.ui.tree.dropping import Hover
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.menu import Choice, copy_number, row_menu
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.rows import LOOK_ROLE, VALUE_ROLE
from desktop.ui.tree.words import CITY, NAME, NUMBER
from desktop.ui.uploads.offer import NOTHING, offer_of, take

Index = QModelIndex | QPersistentModelIndex

_WIDTHS = {NUMBER: 80, CITY: 88}
_NARROWEST = 40
_NAME_ROOM = 150
"""Below this width of the names the other columns give way, the last first."""
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
    """Shows a CustomerTree; nothing in it can be dragged, and only files can be dropped.

    Signals:
        files_dropped: Files were let go over a customer (FilesDropped).
        refused: One of them is no file of this computer (FileRefused).
        branch_asked: The user wants everything below a customer (CustomerId).
        retry_asked: The user wants children asked for again (CustomerId).
        new_customer_asked: The user wants a new customer below this one (Selected).
        place_asked: The user wants to see where a customer really is (CustomerId).
        seen_asked: The user has seen a customer and all below, or everyone (CustomerId or ROOT).
        branch_opened: The user opened a branch (CustomerId).
    """

    files_dropped = Signal(object)
    refused = Signal(object)
    branch_asked = Signal(object)
    retry_asked = Signal(object)
    new_customer_asked = Signal(object)
    place_asked = Signal(object)
    seen_asked = Signal(object)
    branch_opened = Signal(object)

    def __init__(self, model: CustomerTree, *, name: str = "tree") -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr(f"tree.{name}"))
        self.tree = model
        self._top: tuple[QPersistentModelIndex, int] | None = None
        self._hover, self._offer = Hover(self), NOTHING
        self.setModel(model)
        # The other columns need none of ours, and one written in Python costs a paint.
        self.setItemDelegateForColumn(NAME, RowDelegate(self))
        self._set_behaviour()
        self._set_columns()
        self.expanded.connect(lambda index: self.branch_opened.emit(model.key_at(index)))
        model.expanders_changed.connect(self.scheduleDelayedItemsLayout)
        for about_to in (model.rowsAboutToBeInserted, model.rowsAboutToBeMoved):
            about_to.connect(self._remember_top)

    @property
    def customer(self) -> CustomerRow | None:
        """The selected one."""
        rows = self.selectionModel().selectedRows()
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
    def drop_words(self) -> str:
        """What letting go of the files over the tree would do."""
        return self._hover.words

    def show_row(self, index: QModelIndex) -> None:
        """Open all above *index*, select it, and bring it into view with what is around it."""
        above = index.parent()
        while above.isValid():
            self.open_row(above)
            above = above.parent()
        row = self.visualRect(index)
        around = row.adjusted(0, 0, 0, _ROWS_TO_SPARE * row.height())
        is_seen = row.isValid() and self.viewport().rect().contains(around)
        self.setCurrentIndex(index)
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
        self._fit_columns()

    def menu_choices(self, index: QModelIndex) -> tuple[Choice | None, ...]:
        """What can be done with the row."""
        key, kind, customer = self.tree.key_at(index), _kind_of(index), _customer_of(index)
        if kind is Kind.FAILURE:
            return (Choice("retry", lambda: self.retry_asked.emit(key)),)
        seen = self._seen_choices(index)
        branch = (
            Choice("expand", lambda: self.branch_asked.emit(key), self.tree.hasChildren(index)),
            Choice("collapse", lambda: self.collapse_branch(index), self.isExpanded(index)),
        )
        if customer is None:
            return (*branch, None, *seen) if kind is Kind.ORPHANS else seen
        about = (
            Choice("new_child", lambda: self.new_customer_asked.emit(selected(customer))),
            Choice("copy_number", lambda: copy_number(customer), bool(customer.number)),
        )
        if kind is Kind.CUT:
            return Choice("show", lambda: self.place_asked.emit(customer.id)), None, *about
        return *branch, None, *about, None, *seen

    def _seen_choices(self, index: QModelIndex) -> tuple[Choice, ...]:
        """To take the dots away: of a customer and all below, and of everyone."""
        key, look = self.tree.key_at(index), _look_of(index)
        everyone = Choice("all_seen", lambda: self.seen_asked.emit(ROOT), self.tree.has_unseen)
        if look is None or not look.is_customer:
            return (everyone,)
        is_marked = look.is_unseen or look.unseen_below > 0
        return Choice("seen", lambda: self.seen_asked.emit(key), is_marked), everyone

    def menu_for(self, index: QModelIndex) -> QMenu:
        """The menu of a row or of none, which throws itself away when it is closed."""
        choices = self.menu_choices(index.siblingAtColumn(NAME))
        return row_menu(self, choices)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex().siblingAtColumn(NAME)
        if event.key() in _ENTER and _kind_of(index) is Kind.FAILURE:
            self._retry(index)
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
            super().mousePressEvent(event)

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
        aim, offer = self._hover.aim, self._offer
        self._hover.leave()
        self._offer = NOTHING
        if aim is None:
            event.ignore()
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
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

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
            self.setCurrentIndex(parent if is_ours else QModelIndex())

    def _remember_top(self) -> None:
        if self._top is None and self.verticalScrollBar().value() > 0:
            index = self.indexAt(QPoint(0, 0)).siblingAtColumn(NAME)
            self._top = QPersistentModelIndex(index), self.visualRect(index).top()

    def _retry(self, index: QModelIndex) -> None:
        self.retry_asked.emit(self.tree.key_at(index))

    def _set_behaviour(self) -> None:
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(False)
        self.setAcceptDrops(True)

    def _fit_columns(self) -> None:
        """Leave out columns where the names would have no room."""
        header = self.header()
        room = self.viewport().width() - _NAME_ROOM
        for column, width in _WIDTHS.items():
            room -= header.sectionSize(column) or width
            self.setColumnHidden(column, room < 0)

    def _set_columns(self) -> None:
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(_NARROWEST)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)


def selected(row: CustomerRow) -> Selected:
    return Selected(id=row.id, parent_id=row.parent, name=row.name or f"#{row.id}")


def _customer_of(index: QModelIndex) -> CustomerRow | None:
    value = index.data(VALUE_ROLE)
    return value if isinstance(value, CustomerRow) else None


def _look_of(index: QModelIndex) -> Look | None:
    look = index.data(LOOK_ROLE)
    return look if isinstance(look, Look) else None


def _kind_of(index: QModelIndex) -> Kind | None:
    look = _look_of(index)
    return look.kind if look else None
