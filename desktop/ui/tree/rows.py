"""The nodes as Qt sees them: rows, columns and roles."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush

from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.records import CustomerType
from desktop.ui import theme
from desktop.ui.texts import tr
from desktop.ui.tree import words
from desktop.ui.tree.forest import Forest, branch_of
from desktop.ui.tree.look import Kind, Look, look_of
from desktop.ui.tree.node import Node, State, is_attached
from desktop.ui.tree.sieve import Sieve

Index = QModelIndex | QPersistentModelIndex

_NOWHERE = QModelIndex()

# As plain numbers, for Qt asks with numbers, and comparing with an enumeration costs a paint.
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_INK = int(Qt.ItemDataRole.ForegroundRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_USER = int(Qt.ItemDataRole.UserRole)

VALUE_ROLE = _USER
"""The customer of a row, None where it stands for none (Customer)."""
LOOK_ROLE = _USER + 1
"""How the row looks (Look)."""

# Members of enumerations that every row is compared with: looking them up costs a paint, too.
_CUSTOMER = Kind.CUSTOMER
_SETTLED = (State.KNOWN, State.FAILED)

_CUSTOMER_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_LEAF_FLAGS = _CUSTOMER_FLAGS | Qt.ItemFlag.ItemNeverHasChildren
_FLAGS = {
    Kind.CUSTOMER: _CUSTOMER_FLAGS,
    Kind.ORPHANS: _CUSTOMER_FLAGS,
    Kind.CUT: _LEAF_FLAGS,
    Kind.FAILURE: _LEAF_FLAGS,
    Kind.LOADING: Qt.ItemFlag.ItemNeverHasChildren,
}


class TreeRows(QAbstractItemModel):
    """Answers what Qt asks of a tree; `child_count` tells of branches nobody opened yet.

    Signals:
        children_wanted: A branch was opened whose children are unknown (CustomerId).
    """

    children_wanted = Signal(object)

    def __init__(
        self,
        *,
        child_count: Callable[[CustomerId], int | None] = lambda _customer: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._forest = Forest(Sieve())
        self._child_count = child_count
        self._types: Mapping[CustomerTypeId, CustomerType] = {}
        self._grown: set[CustomerId] = set()
        self._readers: Mapping[int, Callable[[Node, int], object]] = {
            _DISPLAY: _text,
            _INK: self._ink,
            _TOOLTIP: self._tooltip,
            _SPOKEN: _spoken,
            VALUE_ROLE: _value,
            LOOK_ROLE: self._look,
        }

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        rows = self._node(parent).rows
        if 0 <= row < len(rows) and 0 <= column < len(words.COLUMNS):
            return self.createIndex(row, column, rows[row].serial)
        return QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt's other parent() is QObject's
        node = self._forest.at(index.internalId()) if index.isValid() else None
        return self._index(node.parent) if node and node.parent else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.column() > 0 else len(self._node(parent).rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        return len(words.COLUMNS)

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        if parent.column() > 0:
            return False
        node = self._node(parent)
        if node.branch is not None and node.branch.rows:
            return True
        return self._may_have_children(node)

    def canFetchMore(self, parent: Index) -> bool:
        node = self._node(parent)
        return node.state is State.UNKNOWN and self._may_have_children(node)

    def fetchMore(self, parent: Index) -> None:
        node = self._node(parent)
        if node.key is not None and node.state is State.UNKNOWN:
            branch_of(node).state = State.ASKED
            self.children_wanted.emit(node.key)

    def flags(self, index: Index) -> Qt.ItemFlag:
        node = self._forest.at(index.internalId()) if index.isValid() else None
        if node is not None and node.kind is _CUSTOMER:
            return _CUSTOMER_FLAGS
        return _FLAGS[node.kind] if node else Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        read = self._readers.get(role)
        if read is None or not index.isValid():
            return None
        node = self._forest.at(index.internalId())
        return None if node is None else read(node, index.column())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY
    ) -> str | None:
        if role == _DISPLAY and orientation is Qt.Orientation.Horizontal:
            return tr(words.COLUMNS[section])
        return None

    def index_of(self, key: CustomerId) -> QModelIndex:
        """Where *key* is; invalid where it is not, or not shown."""
        node = self._forest.find(key)
        return self._index(node) if node and is_attached(node) else QModelIndex()

    def parent_of(self, key: CustomerId) -> CustomerId | None:
        """The key above *key*; None where *key* was not loaded, or is at the top."""
        node = self._forest.find(key)
        return node.parent.key if node and node.parent else None

    def state_of(self, key: CustomerId) -> State | None:
        """What is known of the children of *key*; None where *key* was not loaded."""
        node = self._forest.find(key)
        return node.state if node else None

    def key_at(self, index: Index) -> CustomerId | None:
        """What the row's children are asked for by; for a failure, what is to be asked again.

        No role: ids do not fit into Qt's numbers.
        """
        node = self._forest.at(index.internalId()) if index.isValid() else None
        if node and node.parent and node.kind in {Kind.FAILURE, Kind.LOADING}:
            return node.parent.key
        return node.key if node else None

    def openable(self, key: CustomerId) -> Iterator[QModelIndex]:
        """Rows that have rows below them, of *key* and its branch, each after its parent."""
        top = self._forest.find(key)
        todo = [top] if top and is_attached(top) else []
        while todo:
            node = todo.pop()
            if node.rows:
                yield self._index(node)
                todo.extend(node.rows)

    def _node(self, index: Index) -> Node:
        node = self._forest.at(index.internalId()) if index.isValid() else None
        return node or self._forest.root

    def _index(self, node: Node, column: int = 0) -> QModelIndex:
        if node.kind is Kind.ROOT:
            return QModelIndex()
        return self.createIndex(self._forest.row_of(node), column, node.serial)

    def _may_have_children(self, node: Node) -> bool:
        """Before they were asked for: only what is known without asking says no."""
        if node.kind is not _CUSTOMER or node.entry is None or node.state in _SETTLED:
            return False
        key = node.entry.id
        if key in self._grown or node.children:
            return True
        leads = self._forest.visibility.sieve.leads
        return self._child_count(key) != 0 and (leads is None or key in leads)

    def _tooltip(self, node: Node, _column: int) -> str:
        return words.tooltip(node, self._type(node))

    def _ink(self, node: Node, column: int) -> QBrush | None:
        """Quieter for the closed, and for rows of ours."""
        look = self._look(node, column)
        return QBrush(theme.muted()) if look.is_quiet else None

    def _look(self, node: Node, _column: int) -> Look:
        if node.look is None:
            customer = node.entry.customer if node.entry else None
            node.look = look_of(node.kind, customer, self._type(node))
        return node.look

    def _type(self, node: Node) -> CustomerType | None:
        return self._types.get(node.entry.customer.type_id) if node.entry else None


def _text(node: Node, column: int) -> str:
    if node.texts is None:
        node.texts = words.row_texts(node)
    return node.texts[column]


def _spoken(node: Node, column: int) -> str:
    return words.spoken(node) if column == words.NAME else _text(node, column)


def _value(node: Node, _column: int) -> object:
    return node.entry.customer if node.entry else None
