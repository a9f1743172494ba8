"""The customer tree as a model whose rows change by key."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from PySide6.QtCore import QModelIndex, Signal

from desktop.domain.ids import CustomerId, CustomerTypeId
from desktop.domain.records import CustomerType
from desktop.domain.slim import SlimRow
from desktop.services.marks import Unseen
from desktop.ui.tree import words
from desktop.ui.tree.arrange import Insert, Move, Remove, steps
from desktop.ui.tree.forest import Adopted, branch_of, in_order, is_possible
from desktop.ui.tree.look import Kind
from desktop.ui.tree.node import (
    CHILDLESS,
    ORPHANS,
    SETTLED,
    Branch,
    Hidden,
    Node,
    State,
    is_attached,
    is_below,
    order_of,
)
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

    def put_children(self, key: CustomerId, rows: Iterable[SlimRow]) -> None:
        """Make the children of *key* equal *rows*, which are in order."""
        if parent := self._forest.find(key):
            was_known = parent.state is State.KNOWN
            adopted = self._forest.adopt(parent, rows)
            self._graft(parent, adopted, is_whole=True)
            self._tell(expanders=adopted.has_grown or not was_known)

    def put_branch(self, key: CustomerId, below: Mapping[CustomerId, Iterable[SlimRow]]) -> None:
        """Make everything below *key* equal *below*: rows in order, by whose children they are."""
        top = self._forest.find(key)
        if top is None:
            return
        grafts: list[tuple[Node, Adopted]] = []
        todo = [top]
        while todo:
            parent = todo.pop()
            there = below.get(parent.id or key, ())
            if not there and parent.branch is None:
                # Most are leaves.
                parent.branch = CHILDLESS
                continue
            adopted = self._forest.adopt(parent, there, top=top)
            grafts.append((parent, adopted))
            todo.extend(node for node in adopted.nodes if node.kind is Kind.CUSTOMER)
        # Who moves goes first, lest it goes away together with its parent of before.
        for parent, adopted in reversed(grafts):
            self._fetch_over(adopted.comers, parent)
        # From below, so that what is new is whole before the view hears of it.
        for parent, adopted in reversed(grafts):
            self._graft(parent, adopted, is_whole=True)
        self._tell()

    def put_path(self, key: CustomerId, row: SlimRow) -> None:
        """Put *row* among the children of *key*, which may have more."""
        if is_possible(row.id) and (parent := self._forest.find(key)):
            self._put_among(parent, [row])
            self._tell(expanders=False)

    def put_changed(
        self,
        rows: Iterable[SlimRow],
        *,
        gone: Collection[CustomerId] = frozenset(),
        strays: Sequence[SlimRow] | None = None,
    ) -> None:
        """Show the new state of customers, wherever they are or belong now.

        *gone* are no more. *strays*, in order, are all that no root leads to.
        """
        if strays is not None:
            # First of all: one of a circle must have left it before the others follow.
            self._put_among(self._forest.orphans, strays)
        has_grown = False
        for group in in_order(rows).values():
            for home, there in self._by_home(group).items():
                has_grown |= self._put_among(home, there)
        for id_ in filter(is_possible, gone):
            self._lose(self._forest.find(id_))
        for cut in self._forest.stale_cuts():
            self._lose(cut)
        self._tell(expanders=has_grown)
        if strays is not None:
            self.put_children(ORPHANS, strays)

    def put_state(self, key: CustomerId, state: State, note: str = "") -> None:
        """Note how asking for the children of *key* goes; a failure gets a row, with *note*."""
        if node := self._forest.find(key):
            branch = branch_of(node)
            was_settled = branch.state in SETTLED
            branch.state = state
            has_failed = state is State.FAILED
            self._put_placeholder(node, Kind.FAILURE if has_failed else None, note)
            self._tell(expanders=was_settled or state in SETTLED)

    def show_loading(self, key: CustomerId) -> None:
        """Give *key* a row that says its children are on their way, if they still are."""
        node = self._forest.find(key)
        if node and node.state is State.ASKED:
            self._put_placeholder(node, Kind.LOADING)

    def put_sieve(self, sieve: Sieve, *, keep: Iterable[CustomerId] | None = None) -> None:
        """Show what passes *sieve*, and *keep* in any case, or what was kept so far."""
        visibility, parents = self._forest.visibility, list(self._forest.branches())
        visibility.use(sieve)
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

    def put_looks(
        self,
        *,
        types: Mapping[CustomerTypeId, CustomerType] | None = None,
        unseen: Unseen | None = None,
        matches: frozenset[CustomerId] | None = None,
    ) -> None:
        """Use these *types* for the badges, paint these dots, and set these *matches* off."""
        if unseen is not None:
            before, self._unseen = self._unseen, unseen
            self._tell_looks(before.difference(unseen))
        if types is not None or matches is not None:
            self._types = self._types if types is None else types
            self._matches = self._matches if matches is None else matches
            for parent in (self._forest.root, *self._forest.branches()):
                self._tell_all_changed(parent)

    @property
    def is_whole(self) -> bool:
        """Whether all children there are are in the copy."""
        return self._is_whole

    def put_whole(self, *, is_whole: bool) -> bool:
        """Note whether all children there are are in the copy; returns whether that is new."""
        was_whole, self._is_whole = self._is_whole, is_whole
        if is_whole is not was_whole:
            self._tell()
        return is_whole is not was_whole

    def doubt(self, keys: Iterable[CustomerId]) -> None:
        """Read children again when they are opened next, but for those of *keys*."""
        self._forest.doubt(frozenset(keys))

    def _put_among(self, parent: Node, rows: Iterable[SlimRow]) -> bool:
        """Put *rows* among other children; whether one of them can be opened now, or no longer."""
        adopted = self._forest.adopt(parent, rows)
        self._graft(parent, adopted, is_whole=False)
        return adopted.has_grown

    def _by_home(self, rows: Iterable[SlimRow]) -> dict[Node, list[SlimRow]]:
        """*rows* by whom they are to be shown below; who is at home nowhere goes."""
        homes: dict[Node, list[SlimRow]] = {}
        for row in rows:
            node = self._forest.find(row.id)
            if home := self._forest.home_of(row, node):
                homes.setdefault(home, []).append(row)
            else:
                self._lose(node)
        return homes

    def _graft(self, parent: Node, adopted: Adopted, *, is_whole: bool) -> None:
        """Make *adopted* the children of *parent*, all of them or some among others."""
        self._fetch_over(adopted.comers, parent)
        nodes = [node for node in adopted.nodes if node.parent is parent]
        gone: list[Node] = []
        if is_whole:
            gone = list(frozenset(parent.children).difference(nodes))
            _settle(parent, nodes)
        else:
            _place(parent, adopted)
        self._arrange(parent)
        self._tell_changed(parent, adopted.changed)
        self._forest.drop(gone)
        self._lift(parent)

    def _fetch_over(self, comers: Iterable[Node], parent: Node) -> None:
        """Take *comers* from their parents of before; what is below comes along."""
        for comer in comers:
            before = comer.parent
            if before not in (None, parent) and not is_below(parent, comer):
                self._fetch_one(comer, before, parent)

    def _fetch_one(self, comer: Node, before: Node, parent: Node) -> None:
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
        first = len(self._forest.ours_above(parent))
        last = len(branch.rows) - (1 if self._forest.orphans in branch.rows else 0)
        target = bisect_left(branch.rows, order_of(node), first, last, key=order_of)
        source = self._forest.row_of(node)
        self.beginMoveRows(self._index(before), source, source, self._index(parent), target)
        del before.rows[source]
        branch.rows.insert(target, node)
        node.parent = parent
        branch_of(before).numbered = branch.numbered = False
        self.endMoveRows()

    def _lose(self, node: Node | None) -> None:
        """Take *node* away, and all below it."""
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
        before = parent.rows
        if before == wanted:
            return
        branch = branch_of(parent)
        gone = [node for node in before if node.kind in _PLACEHOLDERS]
        if is_attached(parent):
            index = self._index(parent)
            for step in steps(list(before), wanted):
                self._take(step, branch, index)
        else:
            _replace_rows(branch, wanted)
        self._forest.drop(node for node in gone if not node.shown)
        if parent.kind is Kind.ORPHANS and parent.parent:
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

    def _tell_all_changed(self, parent: Node) -> None:
        if parent.rows and is_attached(parent):
            above, last = self._index(parent), len(parent.rows) - 1
            right = self.index(last, len(words.COLUMNS) - 1, above)
            self.dataChanged.emit(self.index(0, 0, above), right)

    def _tell_looks(self, ids: Iterable[CustomerId]) -> None:
        by_parent = {self._forest.root: [self._forest.orphans]}
        for id_ in ids:
            node = self._forest.find(id_)
            if node and node.parent:
                by_parent.setdefault(node.parent, []).append(node)
        for parent, nodes in by_parent.items():
            self._tell_changed(parent, nodes)

    def _tell(self, *, expanders: bool = True) -> None:
        if expanders:
            self.expanders_changed.emit()
        self.hidden_changed.emit()


_PLACEHOLDERS = frozenset({Kind.LOADING, Kind.FAILURE})


def _settle(parent: Node, children: list[Node]) -> None:
    """Note that *children* are all there are, in order."""
    if not children and not parent.rows and parent.kind is Kind.CUSTOMER:
        parent.branch = CHILDLESS
        return
    branch = branch_of(parent)
    branch.children = children
    branch.state = State.KNOWN
    branch.placeholder = None


def _place(parent: Node, adopted: Adopted) -> None:
    """Put what came or was renamed among the other children, where its order says."""
    moving = {node for node in (*adopted.misplaced, *adopted.comers) if node.parent is parent}
    if not moving:
        return
    children = [node for node in branch_of(parent).children if node not in moving]
    if len(moving) > len(children) // _WORTH_SORTING:
        children = sorted([*children, *moving], key=order_of)
    else:
        for node in moving:
            insort(children, node, key=order_of)
    branch_of(parent).children = children


_WORTH_SORTING = 16
"""One in so many: finding a place takes about as many looks at names as sorting does for each."""


def _replace_rows(branch: Branch, wanted: list[Node]) -> None:
    """For rows that the view cannot see."""
    _mark(branch.rows, shown=False)
    _mark(wanted, shown=True)
    branch.rows = wanted
    branch.numbered = False


def _mark(nodes: Iterable[Node], *, shown: bool) -> None:
    for node in nodes:
        node.shown = shown
