"""The customer tree as a model whose rows change by key."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QModelIndex, Signal

from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.records import CustomerType
from desktop.ui.tree import words
from desktop.ui.tree.arrange import Insert, Move, Remove, steps
from desktop.ui.tree.entry import Entry
from desktop.ui.tree.forest import Adopted, branch_of, order_of
from desktop.ui.tree.look import Kind
from desktop.ui.tree.node import CHILDLESS, Branch, Hidden, Node, State, is_attached, is_below
from desktop.ui.tree.rows import TreeRows
from desktop.ui.tree.sieve import Sieve


class CustomerTree(TreeRows):
    """The customers that were loaded, each in exactly one place; it is never reset.

    Signals:
        expanders_changed: Whether rows can be opened may have changed, without a row changing.
        hidden_changed: How many customers are hidden may have changed.
    """

    expanders_changed = Signal()
    hidden_changed = Signal()

    @property
    def sieve(self) -> Sieve:
        return self._forest.visibility.sieve

    def hidden(self) -> Counter[Hidden]:
        """How many customers are hidden, by reason; of those not loaded, the closed ones."""
        in_all = self.sieve.closed - self._forest.spared_count()
        return self._forest.visibility.hidden() | Counter({Hidden.CLOSED: in_all})

    def put_children(self, key: CustomerId, entries: Iterable[Entry]) -> None:
        """Make the children of *key* equal *entries*, touching only what differs."""
        if parent := self._forest.find(key):
            was_known = parent.state is State.KNOWN
            self._graft(parent, self._forest.adopt(parent, entries), is_whole=True)
            self._tell(expanders=not was_known)

    def add_children(self, key: CustomerId, entries: Iterable[Entry]) -> None:
        """Put *entries* among the children of *key*, which may have more."""
        if parent := self._forest.find(key):
            self._graft(parent, self._forest.adopt(parent, entries), is_whole=False)
            self._tell(expanders=False)

    def put_branch(self, key: CustomerId, entries: Iterable[Entry]) -> None:
        """Make everything below *key* equal *entries*: its children, theirs, and so on."""
        top = self._forest.find(key)
        if top is None:
            return
        below: dict[CustomerId, list[Entry]] = defaultdict(list)
        for entry in entries:
            below[entry.parent].append(entry)
        grafts: list[tuple[Node, Adopted]] = []
        todo = [top]
        while todo:
            parent = todo.pop()
            there = below.pop(parent.key or key, [])
            if not there and parent.branch is None:
                # Most are leaves.
                parent.branch = CHILDLESS
                continue
            adopted = self._forest.adopt(parent, there, top=top)
            grafts.append((parent, adopted))
            todo.extend(node for node in adopted.nodes if node.kind is Kind.CUSTOMER)
        # From below, so that what is new is whole before the view hears of it.
        for parent, adopted in reversed(grafts):
            self._graft(parent, adopted, is_whole=True)
        self._tell()

    def put_changed(self, entries: Iterable[Entry]) -> None:
        """Show the new state of customers, wherever they are or belong now."""
        for entry in entries:
            node = self._forest.find(entry.id)
            if home := self._forest.home_of(entry, node):
                self._graft(home, self._forest.adopt(home, [entry]), is_whole=False)
            else:
                self._lose(node, self._forest.find(entry.parent))
        self._tell(expanders=False)

    def put_state(self, key: CustomerId, state: State, note: str = "") -> None:
        """Note how asking for the children of *key* goes; a failure gets a row, with *note*."""
        if node := self._forest.find(key):
            branch_of(node).state = state
            has_failed = state is State.FAILED
            self._put_placeholder(node, Kind.FAILURE if has_failed else None, note)
            self._tell()

    def show_loading(self, key: CustomerId) -> None:
        """Give *key* a row that says its children are on their way, if they still are."""
        node = self._forest.find(key)
        if node and node.state is State.ASKED:
            self._put_placeholder(node, Kind.LOADING)

    def put_sieve(self, sieve: Sieve, *, keep: Iterable[CustomerId] | None = None) -> None:
        """Show what passes *sieve*, and *keep* in any case, or what was kept so far."""
        visibility, parents = self._forest.visibility, list(self._forest.branches())
        visibility.sieve = sieve
        if keep is not None:
            visibility.kept = set(keep)
        visibility.decide_all(parents)
        for parent in parents:
            self._arrange(parent)
        self._arrange(self._forest.root)
        self._tell()

    def keep(self, customer: CustomerId) -> None:
        """Show *customer* even if it does not pass, until the sieve changes."""
        self._forest.visibility.kept.add(customer)
        if node := self._forest.find(customer):
            self._lift(node)
            self.hidden_changed.emit()

    def put_types(self, types: Mapping[CustomerTypeId, CustomerType]) -> None:
        """Use *types* for the badges."""
        self._types = types
        self._forest.forget_faces()
        for parent in (self._forest.root, *self._forest.branches()):
            self._tell_changed(parent, parent.rows)

    def doubt(self, keys: Iterable[CustomerId]) -> None:
        """Ask for children again when they are opened next, but for those of *keys*."""
        self._forest.doubt(frozenset(keys))
        self._tell()

    def _graft(self, parent: Node, adopted: Adopted, *, is_whole: bool) -> None:
        """Make *adopted* the children of *parent*, all of them or some among others."""
        for comer in adopted.comers:
            self._fetch_over(comer, parent)
        nodes = [node for node in adopted.nodes if node.parent is parent]
        gone: list[Node] = []
        if is_whole:
            gone = list(frozenset(parent.children).difference(nodes))
            _settle(parent, nodes)
        else:
            branch = branch_of(parent)
            branch.children = sorted({*branch.children, *nodes}, key=order_of)
        self._arrange(parent)
        self._tell_changed(parent, adopted.changed)
        self._forest.drop(gone)
        self._lift(parent)

    def _fetch_over(self, comer: Node, parent: Node) -> None:
        """Take *comer* from its parent of before; what is below comes along."""
        before = comer.parent
        if before is None or is_below(parent, comer):
            return
        branch_of(before).children.remove(comer)
        branch_of(parent).children.append(comer)
        if is_attached(comer) and is_attached(parent):
            self._move_row(comer, before, parent)
        else:
            self._arrange(before)
            comer.parent = parent
        self._lift(before)

    def _move_row(self, node: Node, before: Node, parent: Node) -> None:
        branch = branch_of(parent)
        first = 0 if branch.placeholder is None else 1
        last = len(branch.rows) - (1 if self._forest.orphans in branch.rows else 0)
        target = bisect_left(branch.rows, order_of(node), first, last, key=order_of)
        source = self._forest.row_of(node)
        self.beginMoveRows(self._index(before), source, source, self._index(parent), target)
        del before.rows[source]
        branch.rows.insert(target, node)
        node.parent = parent
        branch_of(before).numbered = branch.numbered = False
        self.endMoveRows()

    def _lose(self, node: Node | None, home: Node | None) -> None:
        """Take *node* away; it belongs to *home* now, whose children were not asked for."""
        if home and home.key is not None:
            self._grown.add(home.key)
            self.expanders_changed.emit()
        if node and node.parent:
            branch_of(node.parent).children.remove(node)
            self._arrange(node.parent)
            self._lift(node.parent)
            self._forest.drop([node])

    def _put_placeholder(self, parent: Node, kind: Kind | None, note: str = "") -> None:
        placeholder = self._forest.placeholder(parent, kind, note) if kind else None
        branch_of(parent).placeholder = placeholder
        self._arrange(parent)

    def _lift(self, node: Node) -> None:
        """Decide anew whether *node* and those above it are visible."""
        while node.parent and self._forest.visibility.decide(node):
            self._arrange(node.parent)
            node = node.parent

    def _arrange(self, parent: Node) -> None:
        """Give *parent* the rows it should have."""
        wanted = self._forest.wanted_rows(parent)
        before = list(parent.rows)
        if before == wanted:
            return
        branch = branch_of(parent)
        if is_attached(parent):
            index = self._index(parent)
            for step in steps(before, wanted):
                self._take(step, branch, index)
        else:
            _replace_rows(branch, wanted)
        self._forest.drop(node for node in before if node.kind in _PLACEHOLDERS and not node.shown)
        if parent.kind is Kind.ORPHANS and parent.parent:
            parent.forget_face()
            self._tell_changed(parent.parent, [parent])

    def _take(
        self, step: Remove | Move | Insert[Node], branch: Branch, parent: QModelIndex
    ) -> None:
        """One step, between the words that Qt wants before and after it."""
        rows = branch.rows
        match step:
            case Remove(first, last):
                self.beginRemoveRows(parent, first, last)
                _mark(rows[first : last + 1], shown=False)
                del rows[first : last + 1]
                branch.numbered = False
                self.endRemoveRows()
            case Move(source, target):
                # Qt counts the target before the row is taken out.
                below = target + 1 if target > source else target
                self.beginMoveRows(parent, source, source, parent, below)
                rows.insert(target, rows.pop(source))
                branch.numbered = False
                self.endMoveRows()
            case Insert(first, items):
                self.beginInsertRows(parent, first, first + len(items) - 1)
                rows[first:first] = items
                _mark(items, shown=True)
                branch.numbered = False
                self.endInsertRows()

    def _tell_changed(self, parent: Node, nodes: Iterable[Node]) -> None:
        rows = [self._forest.row_of(node) for node in nodes if node.shown]
        if rows and is_attached(parent):
            above = self._index(parent)
            last = self.index(max(rows), len(words.COLUMNS) - 1, above)
            self.dataChanged.emit(self.index(min(rows), 0, above), last)

    def _tell(self, *, expanders: bool = True) -> None:
        if expanders:
            self.expanders_changed.emit()
        self.hidden_changed.emit()


_PLACEHOLDERS = frozenset({Kind.LOADING, Kind.FAILURE})


def _settle(parent: Node, children: list[Node]) -> None:
    """Note that *children* are all there are."""
    if not children and not parent.rows and parent.kind is Kind.CUSTOMER:
        parent.branch = CHILDLESS
        return
    branch = branch_of(parent)
    branch.children = sorted(children, key=order_of)
    branch.state = State.KNOWN
    branch.placeholder = None


def _replace_rows(branch: Branch, wanted: list[Node]) -> None:
    """For rows that the view cannot see."""
    _mark(branch.rows, shown=False)
    _mark(wanted, shown=True)
    branch.rows = wanted
    branch.numbered = False


def _mark(nodes: Iterable[Node], *, shown: bool) -> None:
    for node in nodes:
        node.shown = shown
