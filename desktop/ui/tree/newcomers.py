"""The nodes of customers that are to be created, by whom they are to be below."""

from collections.abc import Iterable, Iterator

from desktop.domain.ids import CustomerId
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.node import NewNode, Node


class Newcomers:
    """They stand above the children of their parent, which may be one of them.

    Attributes:
        nodes: By their local ids.
        below: Local ids in order, by the id of the parent, which is a local one for such a parent.
    """

    def __init__(self, nodes: dict[int, Node], serials: Iterator[int]) -> None:
        self._all = nodes
        self._serials = serials
        self.nodes: dict[CustomerId, NewNode] = {}
        self.below: dict[CustomerId, list[CustomerId]] = {}
        self._stale: list[NewNode] = []

    def know(self, new: Iterable[NewCustomer]) -> None:
        """Have nodes for these; others are kept until `forget`, for they may have rows."""
        self.below = {}
        for each in new:
            node = self.nodes.get(each.local)
            if node is not None and node.new.parent != each.parent:
                # Its row stays where it is until that is told to go.
                self._stale.append(node)
                node = None
            if node is None:
                node = NewNode(next(self._serials), each)
                self._all[node.serial] = self.nodes[each.local] = node
            node.know(each)
            self.below.setdefault(each.parent, []).append(each.local)

    def settle(self, parent: Node, key: CustomerId) -> None:
        """Have those below *parent* know it."""
        for local in self.below.get(key, ()):
            self.nodes[local].parent = parent

    def of(self, parent: Node) -> list[NewNode]:
        """Those to be shown below *parent*."""
        if not self.below:
            return []
        key = parent.new.local if isinstance(parent, NewNode) else parent.key
        return [] if key is None else [self.nodes[local] for local in self.below.get(key, ())]

    def forget(self) -> list[NewNode]:
        """The nodes of those that are no longer to be created, which are known no more."""
        there = {local for locals_ in self.below.values() for local in locals_}
        gone = [self.nodes.pop(local) for local in self.nodes.keys() - there]
        gone, self._stale = [*gone, *self._stale], []
        return gone
