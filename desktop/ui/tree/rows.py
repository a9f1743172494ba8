"""The nodes as Qt sees them: rows, columns and roles."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush

from desktop.domain.drafts import DraftState
from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.records import CustomerType
from desktop.domain.rows import CustomerRow
from desktop.domain.slim import SlimRow, full
from desktop.services.marks import Unseen
from desktop.ui import theme
from desktop.ui.texts import tr
from desktop.ui.tree import words
from desktop.ui.tree.forest import Forest, branch_of
from desktop.ui.tree.look import Kind, Look, NewCustomer, short_letter
from desktop.ui.tree.node import CHILDLESS, SETTLED, NewNode, Node, State, is_attached, row_of
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
"""The customer of a row, None where it stands for none (CustomerRow)."""
LOOK_ROLE = _USER + 1
"""How the row looks (Look)."""
NEW_ROLE = _USER + 2
"""The customer to be created that a row stands for (NewCustomer), or None."""

# Members of enumerations that every row is compared with: looking them up costs a paint, too.
_CUSTOMER = Kind.CUSTOMER
_COLUMNS = len(words.COLUMNS)


class TreeRows(QAbstractItemModel):
    """Answers what Qt asks of a tree.

    Not `flags`: Qt asks for each row of a lay-out, and half the time goes into the asking.

    Signals:
        children_wanted: A branch was opened whose children are unknown (CustomerId).
    """

    children_wanted = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._forest = Forest(Sieve())
        self._nodes, self._root = self._forest.nodes, self._forest.root
        self._types: Mapping[CustomerTypeId, CustomerType] = {}
        self._unseen = Unseen()
        self._matches: frozenset[CustomerId] = frozenset()
        self._marks: Mapping[CustomerId, DraftState] = {}
        self._marks_below: Mapping[CustomerId, DraftState] = {}
        self._is_whole = True
        self._readers: Mapping[int, Callable[[Node, int], object]] = {
            _DISPLAY: words.text,
            _INK: self._ink,
            _TOOLTIP: self._tooltip,
            _SPOKEN: self._spoken,
            VALUE_ROLE: _value,
            LOOK_ROLE: self._look,
            NEW_ROLE: _new,
        }

    @property
    def has_unseen(self) -> bool:
        """Whether there is a dot anywhere."""
        return bool(self._unseen.unseen)

    @property
    def is_filled(self) -> bool:
        """Whether any customer was put in."""
        return bool(self._forest.root.children or self._forest.orphans.children)

    def index(self, row: int, column: int, parent: Index = _NOWHERE) -> QModelIndex:
        # Asked for each row of a lay-out, so no method helps out. No node has the serial 0.
        branch = self._nodes.get(parent.internalId(), self._root).branch
        if branch is not None and 0 <= row < len(branch.rows) and 0 <= column < _COLUMNS:
            return self.createIndex(row, column, branch.rows[row].serial)
        return QModelIndex()

    def parent(self, index: Index = _NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt's other parent() is QObject's
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        return self._index(node.parent) if node and node.parent else QModelIndex()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.column() > 0 else len(self._node(parent).rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:  # noqa: ARG002 - Qt's signature
        return _COLUMNS

    def hasChildren(self, parent: Index = _NOWHERE) -> bool:
        # Asked for each row of a lay-out, too, and most are leaves.
        node = self._nodes.get(parent.internalId(), self._root)
        branch = node.branch
        if branch is CHILDLESS or (branch is None and not node.traits.children and self._is_whole):
            return False
        if parent.column() > 0:
            return False
        return (branch is not None and bool(branch.rows)) or self._may_have_children(node)

    def canFetchMore(self, parent: Index) -> bool:
        node = self._node(parent)
        return node.state is State.UNKNOWN and self._may_have_children(node)

    def fetchMore(self, parent: Index) -> None:
        node = self._node(parent)
        if node.key is not None and node.state is State.UNKNOWN:
            branch_of(node).state = State.ASKED
            self.children_wanted.emit(node.key)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        read = self._readers.get(role)
        if read is None or not index.isValid():
            return None
        node = self._nodes.get(index.internalId())
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

    def row_at(self, key: CustomerId) -> SlimRow | None:
        """The customer as it was put in; None where it was not."""
        node = self._forest.find(key)
        return row_of(node) if node and node.id else None

    def key_at(self, index: Index) -> CustomerId | None:
        """What the row's children are asked for by; for a failure, what is to be asked again.

        No role: ids do not fit into Qt's numbers.
        """
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node and node.parent and node.kind in {Kind.FAILURE, Kind.LOADING}:
            return node.parent.key
        return node.key if node else None

    def ids_below(self, key: CustomerId) -> list[CustomerId]:
        """The children of *key* that were put in."""
        node = self._forest.find(key)
        return [each.id for each in node.children] if node else []

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
        return self._nodes.get(index.internalId(), self._root)

    def _index(self, node: Node, column: int = 0) -> QModelIndex:
        if node.kind is Kind.ROOT:
            return QModelIndex()
        return self.createIndex(self._forest.row_of(node), column, node.serial)

    def _may_have_children(self, node: Node) -> bool:
        """Before they were read: only what is known of the customer says no."""
        if node.kind is not _CUSTOMER or node.state in SETTLED:
            return False
        below = self._forest.visibility.sieve.count_below(node)
        if node.children or below or (below is None and node.traits.children):
            return True
        # Until the copy is whole, the server may know some that are not here.
        return not self._is_whole and not node.traits.children

    def _tooltip(self, node: Node, column: int) -> str:
        return words.tooltip(node, self._type(node), self._look(node, column))

    def _spoken(self, node: Node, column: int) -> str:
        if column != words.NAME:
            return words.text(node, column)
        return words.spoken(node, self._look(node, column))

    def _ink(self, node: Node, _column: int) -> QBrush | None:
        """Quieter for the closed, and for rows of ours."""
        is_quiet = node.traits.is_closed or not node.id
        return QBrush(theme.muted()) if is_quiet else None

    def _look(self, node: Node, _column: int) -> Look:
        traits, type_, sieve = node.traits, self._type(node), self._forest.visibility.sieve
        if isinstance(node, NewNode):
            return Look(node.kind, mark=node.new.state)
        if not node.id:
            return Look(node.kind, unseen_below=self._unseen_among(node.children))
        return Look(
            node.kind,
            letter=short_letter(type_.text("letter")) if type_ else "",
            colour=type_.text("color") if type_ else "",
            is_closed=bool(traits.is_closed),
            is_blocked=bool(traits.is_blocked),
            is_customer=True,
            count=(sieve.count_below(node) or 0) if node.kind is _CUSTOMER else 0,
            is_unseen=node.id in self._unseen.unseen,
            unseen_below=self._unseen.above.get(node.id, 0),
            is_match=node.id in self._matches,
            mark=self._marks.get(node.id),
            mark_below=self._marks_below.get(node.id),
        )

    def _unseen_among(self, nodes: Iterable[Node]) -> int:
        """How many of these strangers and of those below them changed unseen."""
        if not self._unseen.unseen:
            return 0
        above = self._unseen.above
        return sum((node.id in self._unseen.unseen) + above.get(node.id, 0) for node in nodes)

    def _type(self, node: Node) -> CustomerType | None:
        return self._types.get(node.traits.type_id)


def _value(node: Node, _column: int) -> CustomerRow | None:
    return full(row_of(node)) if node.id else None


def _new(node: Node, _column: int) -> NewCustomer | None:
    return node.new if isinstance(node, NewNode) else None
