"""The command that pins who is at hand."""

from collections.abc import Callable

from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.marks import Marks
from desktop.ui.at_hand import AtHand
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks


class Pinning:
    """Pins who is at hand or does so no longer; *tick* shows which it would be."""

    def __init__(
        self,
        *,
        marks: Marks,
        changes: ChangeFeed,
        at_hand: AtHand,
        tick: Callable[[bool], None],
        messages: Messages,
    ) -> None:
        self._marks, self._at_hand, self._tick = marks, at_hand, tick
        self._tasks = Tasks(messages.report)
        at_hand.changed.connect(self.show)
        self._unsubscribe = changes.subscribe(self._changed)

    def toggle(self) -> None:
        """Go by what is so now: the tick may be of who was at hand a moment ago."""
        if (customer := self._at_hand.customer) is not None:
            self._tasks.start(f"toggle {customer.id}", self._toggle(customer.id))
        self.show()

    def show(self) -> None:
        self._tasks.start("show", self._show())

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()

    async def _toggle(self, customer: CustomerId) -> None:
        pins = await self._marks.pins()
        self._marks.pin(customer, pinned=customer not in pins)

    async def _show(self) -> None:
        pins = await self._marks.pins()
        customer = self._at_hand.customer
        self._tick(customer is not None and customer.id in pins)

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.MARKS:
            self.show()
