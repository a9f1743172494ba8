"""The nodes by their keys: who is whose child, and who is to be seen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow, Traits
from desktop.ui.tree.look import Kind
from desktop.ui.tree.newcomers import Newcomers
from desktop.ui.tree.node import (
    CHILDLESS,
    ORPHANS,
    ROOT,
    Branch,
    Node,
    State,
    is_below,
    upwards,
)
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.visibility import Visibility

_OURS = 1 << 62
"""From here on serials are of rows that stand for no customer; no id of the copy is so large."""

# Looking up a member of an enumeration takes longer than what is done with most rows.
_CUSTOMER, _CUT = Kind.CUSTOMER, Kind.CUT


@dataclass(slots=True)
class Adopted:
    """The nodes for the children of one parent, in the order of the rows they are made from.

    `changed` were there and say something else now; `comers` were another parent's so far.
    `misplaced` are to be put where their order says. `has_grown` says that one of them can be
    opened now, or no longer.
    """

    nodes: list[Node] = field(default_factory=list)
    changed: list[Node] = field(default_factory=list)
    comers: list[Node] = field(default_factory=list)
    misplaced: list[Node] = field(default_factory=list)
    has_grown: bool = False


class Forest:
    """Every node there is; a customer has one, and may be met again as a leaf below itself.

    Attributes:
        nodes: By serial, which is the id of a customer.
        newcomers: Those who are to be created.
    """

    def __init__(self, sieve: Sieve) -> None:
        self.visibility = Visibility(sieve)
        self.nodes: dict[int, Node] = {}
        self._serials = count(_OURS)
        self._cuts: dict[int, Node] = {}
        self.newcomers = Newcomers(self.nodes, self._serials)
        self.root = self._new(Kind.ROOT, None)
        self.root.shown = True
        self.root.branch = Branch()
        self.orphans = self._new(Kind.ORPHANS, self.root)
        self.orphans.visible = False
        self.orphans.branch = Branch(State.KNOWN)

    def find(self, key: CustomerId) -> Node | None:
        """The node whose children are asked for by *key*."""
        if key == ROOT:
            return self.root
        if key == ORPHANS:
            return self.orphans
        return self.nodes.get(key) if is_possible(key) else None

    def branches(self) -> Iterator[Node]:
        """The nodes with children, each after its parent."""
        todo = [self.root, self.orphans]
        while todo:
            node = todo.pop()
            if node.children:
                todo.extend(node.children)
                yield node

    def placeholder(self, parent: Node, kind: Kind, note: str = "") -> Node:
        node = self._new(kind, parent)
        node.text = note
        return node

    def adopt(self, parent: Node, rows: Iterable[SlimRow], *, top: Node | None = None) -> Adopted:
        """Nodes for *rows*, each once, as children of *parent*; comers stay where they are yet.

        *top* will be above *parent*, if it is not yet.
        """
        adopted = Adopted()
        for row in rows:
            known = self.nodes.get(row.id)
            if known is not None and known.parent is not parent:
                if is_below(parent, known) or (top is not None and is_below(top, known)):
                    known = self._cut_in(parent, row.id)
                else:
                    adopted.comers.append(known)
            if known is None:
                is_cut = row.id in self.nodes
                known = self._plant(_CUT if is_cut else _CUSTOMER, parent, row)
                adopted.misplaced.append(known)
            else:
                self._renew(known, row, adopted)
            adopted.nodes.append(known)
        return adopted

    def drop(self, nodes: Iterable[Node]) -> None:
        """Forget *nodes* and all below them."""
        todo = list(nodes)
        while todo:
            node = todo.pop()
            if node.branch is not None:
                todo.extend(node.branch.children)
                todo.extend(filter(None, [node.branch.placeholder]))
            self.visibility.forget(node)
            self._cuts.pop(node.serial, None)
            if self.nodes.get(node.serial) is node:
                del self.nodes[node.serial]

    def doubt(self, sure: frozenset[CustomerId]) -> None:
        """Take the children of all customers for unknown, but for those of *sure*."""
        for node in self.nodes.values():
            if node.branch is CHILDLESS:
                node.branch = None
            elif node.kind is Kind.CUSTOMER and node.id not in sure and node.state is State.KNOWN:
                node.branch.state = State.UNKNOWN  # type: ignore[union-attr]  # only a branch is known

    def stale_cuts(self) -> list[Node]:
        """Customers that are no longer met among their own descendants."""
        return [
            cut for cut in self._cuts.values() if all(each.key != cut.id for each in upwards(cut))
        ]

    def home_of(self, row: SlimRow, node: Node | None) -> Node | None:
        """The loaded parent that the customer is to be shown under; *node* is where it is now."""
        parent = self.find(row.parent)
        if parent is None:
            return self.orphans if node and node.parent is self.orphans else None
        is_open = parent is self.root or parent.state is State.KNOWN
        return parent if is_open or (node and node.parent is parent) else None

    def row_of(self, node: Node) -> int:
        """The number of *node* among its parent's rows."""
        branch = node.parent.branch if node.parent else None
        if branch is not None and not branch.numbered:
            for row, each in enumerate(branch.rows):
                each.row = row
            branch.numbered = True
        return node.row

    def wanted_rows(self, parent: Node) -> list[Node]:
        """The rows *parent* should have."""
        rows = [*self.ours_above(parent), *self.visibility.seen_of(parent)]
        if parent is self.root and self.orphans.visible:
            rows.append(self.orphans)
        return rows

    def ours_above(self, parent: Node) -> list[Node]:
        """The rows before the children: how the asking goes, and who is to be created."""
        waits = parent.branch.placeholder if parent.branch is not None else None
        return [*([] if waits is None else [waits]), *self.newcomers.of(parent)]

    def spared_count(self) -> int:
        """How many closed customers are seen only because they, or one below them, are kept."""
        kept = (self.nodes.get(id_) for id_ in self.visibility.kept)
        spared = (each for node in kept for each in upwards(node))
        return len({each.serial for each in spared if self.visibility.spares(each)})

    def _cut_in(self, parent: Node, id_: CustomerId) -> Node | None:
        found = (cut for cut in self._cuts.values() if cut.parent is parent and cut.id == id_)
        return next(found, None)

    def _plant(self, kind: Kind, parent: Node, row: SlimRow) -> Node:
        serial = next(self._serials) if kind is _CUT else row.id
        node = self.nodes[serial] = Node(serial, kind, parent, row)
        if node.above == parent.id:
            # One object for all children of a parent.
            node.above = parent.id
        if kind is _CUT:
            self._cuts[serial] = node
        elif row.id in self.newcomers.below:
            self.newcomers.settle(node, row.id)
            node.branch = Branch()
            node.branch.rows = self.ours_above(node)
            node.branch.numbered = False
            for each in node.branch.rows:
                each.shown = True
        self.visibility.judge(node)
        return node

    def _renew(self, node: Node, row: SlimRow, adopted: Adopted) -> None:
        node.above = row.parent
        if row.text == node.text and row.traits == node.traits:
            return
        if row.text != node.text:
            adopted.misplaced.append(node)
        adopted.changed.append(node)
        adopted.has_grown |= _opens(node.traits) != _opens(row.traits)
        node.text, node.traits = row.text, row.traits
        self.visibility.judge(node)

    def _new(self, kind: Kind, parent: Node | None) -> Node:
        serial = next(self._serials)
        node = self.nodes[serial] = Node(serial, kind, parent)
        return node


def _opens(traits: Traits) -> tuple[bool, bool]:
    return bool(traits.children), bool(traits.open_children)


def branch_of(node: Node) -> Branch:
    """The branch of *node*, made where there is none to write to."""
    if node.branch is None:
        node.branch = Branch()
    elif node.branch is CHILDLESS:
        node.branch = Branch(State.KNOWN)
    return node.branch


def is_possible(id_: CustomerId) -> bool:
    """Whether a customer of the copy can have this id."""
    return 0 < id_ < _OURS


def in_order(rows: Iterable[SlimRow]) -> dict[CustomerId, list[SlimRow]]:
    """*rows* by their parents, a parent that is one of them placed before its children."""
    by_id = {row.id: row for row in rows if is_possible(row.id)}
    below: dict[CustomerId, list[SlimRow]] = {}
    for row in sorted(by_id.values(), key=lambda each: _depth(each, by_id)):
        below.setdefault(row.parent, []).append(row)
    return below


def _depth(row: SlimRow, by_id: Mapping[CustomerId, SlimRow]) -> int:
    """How many of *by_id* lie above *row*; who is met again counts once."""
    met = {row.id}
    above = by_id.get(row.parent)
    while above is not None and above.id not in met:
        met.add(above.id)
        above = by_id.get(above.parent)
    return len(met)
