"""What the last run of the program began to save and did not learn the end of."""

from collections.abc import Callable
from functools import partial

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.receipts import Receipt
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.ui.messages import Messages
from desktop.ui.notice import Offered, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_SAVES = "unsettled saves"
_SETTLED = ("found", "absent")


class Unsettled:
    """Tells of it by name, until it is settled; *search* looks for what was typed."""

    def __init__(
        self, *, session: Session, messages: Messages, search: Callable[[str], None]
    ) -> None:
        self._edits, self._messages, self._search = session.edits, messages, search
        self._tasks = Tasks(messages.report)
        self._told: set[int] = set()
        self._saves: frozenset[CustomerId] = frozenset()
        self._unsubscribe = session.changes.subscribe(self._note)

    def start(self) -> None:
        unsettled = self._edits.unsettled
        self._saves = frozenset(unsettled) - {NO_CUSTOMER}
        if self._saves:
            known = ", ".join(f"#{id_}" for id_ in unsettled if id_ in self._saves)
            words = tr("work.unsettled", customers=known)
            self._messages.say(words, severity=Severity.WARNING, about=_SAVES)
        if NO_CUSTOMER in unsettled:
            self._tasks.start("tell", self._tell_of_new())

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()

    async def _tell_of_new(self) -> None:
        """Customers are created one after the other, so it is the newest only."""
        for receipt in (await self._open())[:1]:
            self._told.add(receipt.id)
            name, number = (
                str(receipt.sent.get(each) or "") for each in ("name", "customernumber")
            )
            whom = f"{name} ({number})" if number else name
            self._messages.say(
                tr("work.unsettled_new", name=whom),
                severity=Severity.WARNING,
                offered=Offered(words=tr("work.unsettled_search"), act=partial(self._search, name)),
                about=_about(receipt.id),
            )

    async def _open(self) -> tuple[Receipt, ...]:
        """The creates of which nobody knows what they made; one that is settled is its own."""
        receipts = await self._edits.receipts(NO_CUSTOMER)
        return tuple(
            each for each in receipts if each.outcome == "unknown" and not each.is_saved_again
        )

    def _note(self, change: Change) -> None:
        if change.subject is Subject.SAVING and change.cause in _SETTLED and self._saves:
            self._saves -= change.ids
            if not self._saves:
                self._messages.settled.emit(_SAVES)
        is_saved = change.subject is Subject.CUSTOMERS and change.cause == "created"
        if self._told and (is_saved or change.subject is Subject.SAVING):
            self._tasks.start("look", self._look())

    async def _look(self) -> None:
        gone = self._told - {each.id for each in await self._open()}
        self._told -= gone
        for receipt in gone:
            self._messages.settled.emit(_about(receipt))


def _about(receipt: int) -> str:
    return f"create {receipt}"
