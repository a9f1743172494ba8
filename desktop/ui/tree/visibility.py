"""Which nodes are to have a row, by what passes the sieve."""

from collections import Counter
from collections.abc import Sequence

from desktop.domain.ids import CustomerId
from desktop.domain.slim import Traits
from desktop.ui.tree.look import Kind
from desktop.ui.tree.node import Hidden, Node
from desktop.ui.tree.sieve import Sieve


class Visibility:
    """Decides for each node; one that does not pass is visible for those below it that do.

    Attributes:
        kept: Customers that are shown whether they pass or not.
    """

    def __init__(self, sieve: Sieve) -> None:
        self.sieve = sieve
        self.kept: set[CustomerId] = set()
        self._thinned: set[Node] = set()
        # Few traits are shared by many: of a hundred thousand rows a few dozen are looked at.
        self._verdicts: dict[Traits, Hidden | None] = {}

    def use(self, sieve: Sieve) -> None:
        self.sieve = sieve
        self._verdicts.clear()

    def judge(self, node: Node) -> None:
        """Put a customer through the sieve."""
        traits = node.traits
        if traits not in self._verdicts:
            self._verdicts[traits] = self.sieve.hides(traits)
        node.hidden = hidden = self._verdicts[traits]
        if hidden is None:
            node.visible = True
        else:
            self.decide(node)

    def decide(self, node: Node) -> bool:
        """Decide anew whether *node* is visible; whether that made a difference."""
        before = node.visible
        node.visible = self._is_wanted(node) or any(child.visible for child in node.children)
        return node.visible is not before

    def decide_all(self, parents: Sequence[Node]) -> None:
        """Decide for all children of *parents*, each of which comes after its own parent."""
        for parent in parents:
            for child in parent.children:
                self.judge(child)
        # From below, for a parent is visible where a child is.
        for parent in reversed(parents):
            self.decide(parent)

    def seen_of(self, parent: Node) -> list[Node]:
        """The children that are to have a row."""
        seen = [node for node in parent.children if node.visible]
        if len(seen) < len(parent.children):
            self._thinned.add(parent)
        else:
            self._thinned.discard(parent)
        return seen

    def forget(self, node: Node) -> None:
        self._thinned.discard(node)

    def hidden(self) -> Counter[Hidden]:
        """How many that are loaded are hidden, by reason."""
        return Counter(
            child.hidden
            for parent in self._thinned
            for child in parent.children
            if child.hidden is not None and not child.visible
        )

    def spares(self, node: Node) -> bool:
        """Whether a closed customer is visible though none that passes is known below it."""
        return node.visible and node.hidden is Hidden.CLOSED and not self.sieve.leads_on(node.id)

    def _is_wanted(self, node: Node) -> bool:
        if node.kind is not Kind.CUSTOMER:
            return bool(node.id) and node.hidden is None
        return node.hidden is None or node.id in self.kept or self.sieve.leads_on(node.id)
