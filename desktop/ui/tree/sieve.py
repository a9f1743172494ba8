"""Which customers the tree shows."""

from dataclasses import dataclass

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.domain.slim import Traits
from desktop.ui.tree.node import Hidden, Node

EVERY_MAINGROUP = MaingroupId(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Lets customers through; those above one that passes are shown too.

    Attributes:
        sifted: What is known of customers that are not loaded; None until it was read.
    """

    with_closed: bool = False
    maingroup: MaingroupId = EVERY_MAINGROUP
    sifted: Sifted | None = None

    @property
    def closed(self) -> int:
        """How many closed customers it keeps back in all."""
        return 0 if self.with_closed or self.sifted is None else self.sifted.closed

    def hides(self, traits: Traits) -> Hidden | None:
        """Why a customer does not pass; None where it does."""
        if traits.is_closed and not self.with_closed:
            return Hidden.CLOSED
        if self.maingroup not in (EVERY_MAINGROUP, traits.maingroup):
            return Hidden.MAINGROUP
        return None

    def leads_on(self, customer: CustomerId) -> bool:
        """Whether it is shown for the sake of one somewhere below."""
        return self.sifted is not None and customer in self.sifted.leads

    def count_below(self, node: Node) -> int | None:
        """How many are shown right below a customer; None where that is not known."""
        if self.sifted is None and self.maingroup != EVERY_MAINGROUP:
            return None
        count = self.sifted.below.get(node.id, 0) if self.sifted else 0
        if self.maingroup == EVERY_MAINGROUP:
            count += node.traits.children if self.with_closed else node.traits.open_children
        return count
