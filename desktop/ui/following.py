"""Who is chosen in the tree: the card follows, and goes to whoever is asked for."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.services.browse import Place
from desktop.services.session import Session
from desktop.ui.forms.details import DetailsPane
from desktop.ui.panes.card import CustomerCard
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.panel import TreePanel

_SETTLED_AFTER_MS = 150
"""Walking the tree by arrow keys asks the server for nothing until it stops."""


class Following(QObject):
    """Shows in the card who is selected in the tree; what is typed there is asked about first.

    Signals:
        changed: Another customer is chosen, or none, or the same one has another name.

    Attributes:
        chosen: Who that is, a customer or one that is yet to be created.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        session: Session,
        tree: TreePanel,
        card: CustomerCard,
        details: DetailsPane,
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self._session, self._tree, self._card, self._details = session, tree, card, details
        self._tasks = Tasks(report)
        self.chosen: Selected | NewCustomer | None = None
        self._shown: Selected | NewCustomer | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER_MS)
        self._settled.timeout.connect(self._show_settled)
        tree.customer_selected.connect(self._select)
        card.record_shown.connect(self._learn)

    @property
    def selected(self) -> Selected | None:
        """The customer chosen; None where that is yet to be created."""
        return self.chosen if isinstance(self.chosen, Selected) else None

    def stop(self) -> None:
        self._settled.stop()
        self._tasks.stop()

    def go_to(self, customer: CustomerId) -> None:
        """Show *customer* in the tree and beside it; asks the server only for what is not there.

        One that is yet to be created is only in the tree.
        """
        real = self._session.queue.real_id(customer)
        if real is None:
            self._tree.show_new(customer)
        elif not self._tree.show_customer(real):
            self._tasks.start("go to", self._reveal(real))

    async def parent_of(self, customer: Selected) -> CustomerId:
        """Whom *customer* is below now; it may have moved since it was chosen. 0 for the top."""
        place = await self._session.browse.place(customer.id)
        return place.row.parent if place is not None else customer.parent_id

    def _select(self, chosen: Selected | NewCustomer | None) -> None:
        """Follow the tree, unless a form with changes must be asked about first."""
        if chosen is None and self.selected is not None:
            # Its row went; perhaps only to another branch.
            self._tasks.start("go to", self._look_for(self.selected))
            return
        if self.selected is not None and self._details.is_dirty:
            if not isinstance(chosen, Selected) or chosen.id != self.selected.id:
                self._tasks.start("leave", self._select_if_allowed(chosen))
            return
        self._follow(chosen)

    async def _select_if_allowed(self, chosen: Selected | NewCustomer | None) -> None:
        if await self._details.may_leave():
            self._follow(chosen)
        elif self.selected is not None:
            self._tree.select(self.selected.id)

    def _follow(self, chosen: Selected | NewCustomer | None) -> None:
        """Show the first at once; those that follow quickly only when the last has settled.

        Nobody is asked about one that is yet to be created, so it is always shown at once.
        """
        if chosen == self.chosen:
            return
        self.chosen = chosen
        self.changed.emit()
        if not self._settled.isActive() or isinstance(chosen, NewCustomer):
            self._show()
        self._settled.start()

    def _show_settled(self) -> None:
        if self.chosen != self._shown:
            self._show()

    def _show(self) -> None:
        self._shown = self.chosen
        if isinstance(self.chosen, NewCustomer):
            self._card.show_new(self.chosen)
        else:
            self._card.show_selected(self.chosen)

    def _learn(self, _record: Customer) -> None:
        """The one chosen may have another name by now, or another parent."""
        known = self._card.selected
        is_chosen = known is not None and self.selected is not None and known.id == self.selected.id
        if is_chosen and known != self.chosen:
            self.chosen = self._shown = known
            self.changed.emit()

    async def _look_for(self, lost: Selected) -> None:
        try:
            await self._reveal(lost.id)
        except CustomerGone as error:
            if self._details.is_dirty:
                self._details.show_problem(error)
            else:
                self._follow(None)

    async def _reveal(self, customer: CustomerId) -> None:
        """Show where the copy has *customer*; what it has not is asked of the server."""
        browse = self._session.browse
        place = await browse.place(customer)
        if place is None:
            found, parents = await asyncio.gather(
                browse.customer(customer), browse.parents(customer)
            )
            place = Place(row=row_of(found), parents=tuple(row_of(each) for each in parents))
        await self._tree.reveal(place)
