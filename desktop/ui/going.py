"""Going to a customer: in the tree, up to the parent, in a card beside."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.ui.at_hand import AtHand, Place
from desktop.ui.beside import Beside
from desktop.ui.following import Following
from desktop.ui.forms.details import DetailsPane
from desktop.ui.search.finder import Finder
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.tree.panel import TreePanel


class Going(QObject):
    """Shows whom the user asks for, wherever that was."""

    def __init__(
        self,
        *,
        at_hand: AtHand,
        following: Following,
        finder: Finder,
        tree: TreePanel,
        beside: Beside,
        details: DetailsPane,
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__(tree)
        self._at_hand, self._following = at_hand, following
        self._finder, self._tree = finder, tree
        self._beside, self._details = beside, details
        self._tasks = Tasks(report)
        finder.beside_asked.connect(self.show_beside)

    def stop(self) -> None:
        self._tasks.stop()

    def go_to(self, customer: CustomerId) -> None:
        """Show *customer* in the tree, which what was found may stand in front of."""
        self._finder.show_tree()
        self._following.go_to(customer)

    def lead_to(self, customer: CustomerId) -> None:
        """The keyboard goes on with *customer*, not where it was before."""
        self.go_to(customer)
        self._tree.setFocus()

    def go_to_parent(self) -> None:
        """To who is above the one at hand."""
        self._tasks.start("parent", self._go_to_parent())

    def open_beside(self) -> None:
        """The one at hand, in the card beside."""
        if (customer := self._at_hand.customer) is not None:
            self.show_beside(customer)

    def show_beside(self, selected: Selected) -> None:
        self._tasks.start("beside", self._show_beside_if_allowed(selected))

    async def _go_to_parent(self) -> None:
        if (customer := self._at_hand.customer) is None:
            return
        go = self.go_to if self._at_hand.place is Place.TREE else self.lead_to
        if (parent := await self._following.parent_of(customer)) != NO_CUSTOMER:
            go(parent)

    async def _show_beside_if_allowed(self, selected: Selected) -> None:
        """A customer is typed about in one place: what is unsaved here is asked about."""
        here = self._following.selected
        is_here = here is not None and selected.id == here.id
        if not is_here or await self._details.may_leave():
            self._beside.open(selected)
