"""The nodes by their keys: who is whose child, and who is to be seen."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter

from desktop.domain.ids import CustomerId
from desktop.ui.tree.entry import Entry, Order
from desktop.ui.tree.look import Kind
from desktop.ui.tree.node import CHILDLESS, ORPHANS, ROOT, Branch, Node, State, upwards
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.visibility import Visibility


@dataclass(slots=True)
class Adopted:
    """The nodes for the children of one parent, in order.

    `changed` were there and say something else now; `comers` were another parent's so far.
    """

    nodes: list[Node] = field(default_factory=list)
    changed: list[Node] = field(default_factory=list)
    comers: list[Node] = field(default_factory=list)


class Forest:
    """Every node there is; a customer has one, and may be met again as a leaf below itself."""

    def __init__(self, sieve: Sieve) -> None:
        self.visibility = Visibility(sieve)
        self._serials = count()
        self._by_serial: dict[int, Node] = {}
        self._by_id: dict[CustomerId, Node] = {}
        self.root = self._new(Kind.ROOT, None)
        self.root.shown = True
        self.root.branch = Branch()
        self.orphans = self._new(Kind.ORPHANS, self.root)
        self.orphans.visible = False
        self.orphans.branch = Branch(State.KNOWN)

    def at(self, serial: int) -> Node | None:
        return self._by_serial.get(serial)

    def find(self, key: CustomerId) -> Node | None:
        """The node whose children are asked for by *key*."""
        if key == ROOT:
            return self.root
        return self.orphans if key == ORPHANS else self._by_id.get(key)

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
        node.note = note
        return node

    def adopt(self, parent: Node, entries: Iterable[Entry], *, top: Node | None = None) -> Adopted:
        """Nodes for *entries* as children of *parent*; those of others stay where they are yet.

        *top* will be above *parent*, if it is not yet.
        """
        adopted = Adopted()
        above = frozenset(node.key for node in (*upwards(parent), *upwards(top)))
        cuts = {n.entry.id: n for n in parent.children if n.kind is Kind.CUT and n.entry}
        for entry in {each.id: each for each in entries}.values():
            known = (cuts if entry.id in above else self._by_id).get(entry.id)
            if known is None:
                kind = Kind.CUT if entry.id in above else Kind.CUSTOMER
                known = self._new(kind, parent, entry)
                self.visibility.judge(known)
            else:
                self._renew(known, entry, adopted)
            if known.parent is not parent:
                adopted.comers.append(known)
            adopted.nodes.append(known)
        return adopted

    def drop(self, nodes: Iterable[Node]) -> None:
        """Forget *nodes* and all below them."""
        todo = list(nodes)
        while todo:
            node = todo.pop()
            todo.extend(node.children)
            self._by_serial.pop(node.serial, None)
            self.visibility.forget(node)
            if node.entry and self._by_id.get(node.entry.id) is node:
                del self._by_id[node.entry.id]

    def doubt(self, sure: frozenset[CustomerId]) -> None:
        """Take the children of all customers for unknown, but for those of *sure*."""
        for id_, node in self._by_id.items():
            if node.branch is CHILDLESS:
                node.branch = None
            elif node.branch is not None and id_ not in sure and node.state is State.KNOWN:
                node.branch.state = State.UNKNOWN

    def home_of(self, entry: Entry, node: Node | None) -> Node | None:
        """The loaded parent that the customer is to be shown under; *node* is where it is now."""
        parent = self.find(entry.parent)
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
        rows = self.visibility.seen_of(parent)
        if parent.branch is not None and parent.branch.placeholder is not None:
            rows.insert(0, parent.branch.placeholder)
        if parent is self.root and self.orphans.visible:
            rows.append(self.orphans)
        return rows

    def spared_count(self) -> int:
        """How many closed customers are seen only because they, or one below them, are kept."""
        kept = (self._by_id.get(id_) for id_ in self.visibility.kept)
        spared = (each for node in kept for each in upwards(node))
        return len({each.serial for each in spared if self.visibility.spares(each)})

    def forget_faces(self) -> None:
        for node in self._by_serial.values():
            node.forget_face()

    def _renew(self, node: Node, entry: Entry, adopted: Adopted) -> None:
        if node.entry is None or node.entry.customer.raw != entry.customer.raw:
            adopted.changed.append(node)
            node.forget_face()
        node.entry = entry
        self.visibility.judge(node)

    def _new(self, kind: Kind, parent: Node | None, entry: Entry | None = None) -> Node:
        node = Node(next(self._serials), kind, parent, entry)
        self._by_serial[node.serial] = node
        if kind is Kind.CUSTOMER and entry is not None:
            self._by_id[entry.id] = node
        return node


def branch_of(node: Node) -> Branch:
    """The branch of *node*, made where there is none to write to."""
    if node.branch is None:
        node.branch = Branch()
    elif node.branch is CHILDLESS:
        node.branch = Branch(State.KNOWN)
    return node.branch


order_of: Callable[[Node], Order] = attrgetter("entry.order")
"""What children are sorted by; all of them are customers."""
