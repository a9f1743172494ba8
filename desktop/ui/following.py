"""Whom the window is about: it follows the tree, and goes to whoever is asked for."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import row_of
from desktop.services.browse import Place
from desktop.services.session import Session
from desktop.ui.forms.details import DetailsPane
from desktop.ui.panes.card import CustomerCard
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.tree.panel import TreePanel

_SETTLED_AFTER_MS = 150
"""Walking the tree by arrow keys asks the server for nothing until it stops."""


class Following(QObject):
    """Shows in the card who is selected in the tree; what is typed there is asked about first.

    Signals:
        changed: Another customer is the one the window is about, or none.

    Attributes:
        selected: Who that is.
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
        self.selected: Selected | None = None
        self._shown: Selected | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER_MS)
        self._settled.timeout.connect(self._show_settled)
        tree.customer_selected.connect(self._select)

    def stop(self) -> None:
        self._settled.stop()
        self._tasks.stop()

    def go_to(self, customer: CustomerId) -> None:
        """Show *customer* in the tree and beside it; asks the server only for what is not there.

        One that is yet to be created is shown in the tree alone.
        """
        real = self._session.queue.real_id(customer)
        if real is None:
            self._tree.show_new(customer)
        elif not self._tree.show_customer(real):
            self._tasks.start("go to", self._reveal(real))

    def go_to_parent(self) -> None:
        if self.selected is not None and self.selected.parent_id != NO_CUSTOMER:
            self.go_to(self.selected.parent_id)

    def _select(self, selected: Selected | None) -> None:
        """Follow the tree, unless a form with changes must be asked about first."""
        if selected is None and self.selected is not None:
            # Its row went; perhaps only to another branch.
            self._tasks.start("go to", self._look_for(self.selected))
            return
        if self.selected is not None and self._details.is_dirty:
            if selected is None or selected.id != self.selected.id:
                self._tasks.start("leave", self._select_if_allowed(selected))
            return
        self._follow(selected)

    async def _select_if_allowed(self, selected: Selected | None) -> None:
        if await self._details.may_leave():
            self._follow(selected)
        elif self.selected is not None:
            self._tree.select(self.selected.id)

    def _follow(self, selected: Selected | None) -> None:
        """Show the first at once; those that follow quickly only when the last has settled."""
        if selected == self.selected:
            return
        self.selected = selected
        self.changed.emit()
        if self._settled.isActive():
            self._settled.start()
            return
        self._card.show_selected(selected)
        self._shown = selected
        self._settled.start()

    def _show_settled(self) -> None:
        if self.selected != self._shown:
            self._shown = self.selected
            self._card.show_selected(self.selected)

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
