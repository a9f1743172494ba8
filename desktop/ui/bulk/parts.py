"""Changing many, tied to the window: opening its sheets, and the offer to go on below."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.domain.bulk import Plan
from desktop.domain.ids import CustomerId
from desktop.domain.rows import CustomerRow
from desktop.services.changes import Change, Subject
from desktop.services.editing.cascade import Offer
from desktop.services.session import Session
from desktop.ui.beside import Beside
from desktop.ui.bulk.means import BulkMeans, Ids, Scope, those
from desktop.ui.bulk.sheet import BulkSheet
from desktop.ui.bulk.strip import CascadeStrip
from desktop.ui.card_parts import CardParts
from desktop.ui.forms.unverified import Unverified
from desktop.ui.messages import Messages
from desktop.ui.selection import Selected
from desktop.ui.sheets import fit_screen
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.choices import selected
from desktop.ui.tree.panel import TreePanel


class BulkParts(QObject):
    """Sheets stay open beside the window, each with a change of its own.

    Signals:
        customer_asked: The user wants to see a customer (CustomerId).

    Attributes:
        strip: The offer, for the window to put above the work.
    """

    customer_asked = Signal(object)

    def __init__(self, *, session: Session, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        self._means = BulkMeans(
            bulk=session.bulk,
            lists=session.lists,
            choices=session.choices,
            unverified=Unverified(session.memory),
        )
        self._tasks = Tasks(messages.report)
        self._tree: TreePanel | None = None
        self._sheets: list[BulkSheet] = []
        self.strip = CascadeStrip()
        self.strip.taken.connect(self._take)
        self._unsubscribe = session.changes.subscribe(self._note)

    def change(self, chosen: Sequence[CustomerId], customer: Selected | None) -> None:
        """Change fields of those *chosen*, where they are several, or of a branch."""
        scopes: list[Scope] = []
        if len(chosen) > 1:
            scopes.append(those(tr("bulk.whom.chosen", count=len(chosen)), tuple(chosen)))
        if customer is not None:
            scopes += self._scopes_of(customer)
        if scopes:
            self._open(scopes)

    def show_above(self, page: QWidget) -> None:
        """Put the offer above all else on *page*."""
        layout = page.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self.strip)

    def hear(self, tree: TreePanel, *cards: CardParts | Beside) -> None:
        """Do what they ask for."""
        self._tree = tree
        tree.asked.connect(self._take_choice)
        for card in cards:
            card.several_asked.connect(lambda ids: self.change(ids, None))

    @property
    def is_unsent(self) -> bool:
        """Whether something of a sheet would be lost."""
        return any(sheet.is_unsent for sheet in self._open_sheets())

    async def may_leave(self) -> bool:
        """Whether all sheets are closed; one with something unsent asks, and may stay."""
        for sheet in self._open_sheets():
            # While another one asks, it may be closed by itself.
            if isValid(sheet) and not await sheet.may_close():
                return False
        return True

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()
        for sheet in self._open_sheets():
            sheet.end()

    # --- How --------------------------------------------------------------------------------

    def _take_choice(self, key: str, row: object) -> None:
        """From the menu of a row, which is one of those selected or stands for its branch."""
        if key != "bulk" or not isinstance(row, CustomerRow) or self._tree is None:
            return
        chosen = self._tree.chosen
        self.change(chosen if row.id in chosen else (), selected(row))

    def _scopes_of(self, customer: Selected) -> list[Scope]:
        async def branch() -> Ids:
            return await self._session.bulk.branch(customer.id)

        async def below() -> Ids:
            return (await branch())[1:]

        return [
            Scope(words=tr("bulk.whom.branch", name=customer.name), ids=branch),
            Scope(words=tr("bulk.whom.below", name=customer.name), ids=below),
            those(tr("bulk.whom.one", name=customer.name), (customer.id,)),
        ]

    def _open(self, scopes: Sequence[Scope]) -> BulkSheet:
        sheet = BulkSheet(
            means=self._means, scopes=scopes, messages=self._messages, parent=self._window
        )
        sheet.customer_asked.connect(self.customer_asked)
        sheet.finished.connect(sheet.deleteLater)
        self._sheets = [*self._open_sheets(), sheet]
        fit_screen(sheet)
        sheet.show()
        return sheet

    def _open_sheets(self) -> list[BulkSheet]:
        return [each for each in self._sheets if isValid(each) and each.isVisible()]

    def _note(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            for sheet in self._open_sheets():
                sheet.show_choices()
        elif change.subject is Subject.CUSTOMERS and change.cause == "saved":
            ids = [CustomerId(id_) for id_ in change.ids]
            if len(ids) == 1 and not self._session.bulk.is_at_work_on(ids[0]):
                self._tasks.start("cascade", self._look_below(ids[0]))

    async def _look_below(self, customer: CustomerId) -> None:
        if offer := await self._session.cascade.offer_for(customer):
            self.strip.show_offer(offer)

    def _take(self, offer: Offer) -> None:
        self._tasks.start("take", self._plan(offer))

    async def _plan(self, offer: Offer) -> None:
        plan: Plan = await self._session.bulk.plan_each(offer.wanted)
        words = tr("bulk.whom.below", name=offer.parent.name)
        self._open([those(words, tuple(offer.wanted))]).show_plan(plan)
