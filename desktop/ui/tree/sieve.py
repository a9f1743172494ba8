"""Which customers the tree shows."""

from dataclasses import dataclass

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.ui.tree.entry import Entry
from desktop.ui.tree.node import Hidden

EVERY_MAINGROUP = MaingroupId(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """Lets customers through; those above one that passes are shown too.

    Attributes:
        leads: Customers with one that passes somewhere below, as far as known without asking;
            None where nothing is known.
        closed: How many closed customers it keeps back in all, as far as known without asking.
    """

    with_closed: bool = False
    maingroup: MaingroupId = EVERY_MAINGROUP
    leads: frozenset[CustomerId] | None = None
    closed: int = 0

    def hides(self, entry: Entry) -> Hidden | None:
        """Why the customer does not pass; None where it does."""
        if entry.is_closed and not self.with_closed:
            return Hidden.CLOSED
        if self.maingroup not in (EVERY_MAINGROUP, entry.maingroup):
            return Hidden.MAINGROUP
        return None

    def leads_on(self, customer: CustomerId) -> bool:
        """Whether one that passes is known to lie below."""
        return self.leads is not None and customer in self.leads
