"""What came at last of writes whose answers were lost, told where no form says it."""

from collections.abc import Callable
from functools import partial
from itertools import count

from PySide6.QtCore import QTimer

from desktop.domain.edits import Saved
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.ui.messages import Messages
from desktop.ui.notice import Offered, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_TOLD_AFTER_MS = 800
"""What is found together is told together; and what a queue sends on by then, that tells."""
_MOST_NAMED = 3
_ABOUT = "late save "


class LateSaves:
    """Gathers what came, leaves out what can be seen anyway, and says the rest in one notice.

    *search* looks for what was typed.
    """

    def __init__(
        self, *, session: Session, messages: Messages, search: Callable[[str], None]
    ) -> None:
        self._session, self._messages, self._search = session, messages, search
        self._tasks = Tasks(messages.report)
        self._stored: dict[CustomerId, Saved] = {}
        self._absent: set[CustomerId] = set()
        self._said: set[str] = set()
        # Those of earlier runs are what the next create like them gives.
        self._known = set(session.edits.unclaimed)
        self._made: dict[int, Customer] = {}
        self._became: set[int] = set()
        self._missed: set[int] = set()
        self._numbers = count()
        self._late = QTimer(messages, singleShot=True, interval=_TOLD_AFTER_MS)
        self._late.timeout.connect(self._start)
        self._unsubscribe = session.changes.subscribe(self._note)
        messages.settled.connect(self._seen)

    def stop(self) -> None:
        self._unsubscribe()
        self._messages.settled.disconnect(self._seen)
        self._late.stop()
        self._tasks.stop()

    def _note(self, change: Change) -> None:
        if change.subject is Subject.DRAFTS and change.cause == "made":
            self._became |= change.ids
        if change.subject is not Subject.SAVING or change.cause not in {"found", "absent"}:
            return
        unclaimed = self._session.edits.unclaimed
        self._made |= {r: made for r, made in unclaimed.items() if r not in self._known}
        self._known |= unclaimed.keys()
        found = self._session.edits.found if change.cause == "found" else {}
        for id_ in map(CustomerId, change.ids):
            if (saved := found.get(id_)) is not None and (saved.slipped or self._is_ours(id_)):
                self._stored[id_] = saved
            elif saved is None and self._is_ours(id_):
                self._absent.add(id_)
        self._late.start()

    def _is_ours(self, customer: CustomerId) -> bool:
        """Whether nobody is about to tell of it: a batch or a queue that sends it once more."""
        session = self._session
        is_sent_again = customer in session.queue.ids() or session.bulk.is_at_work_on(customer)
        return customer != NO_CUSTOMER and not is_sent_again

    def _seen(self, about: str) -> None:
        """A form has said it, perhaps before we have heard of it."""
        if about.startswith(_ABOUT):
            self._said.add(about)
            self._late.start()

    def _start(self) -> None:
        # Under a name of its own: one that still reads from the copy has taken its news along.
        self._tasks.start(f"tell {next(self._numbers)}", self._tell())

    async def _tell(self) -> None:
        found = [each for id_, each in self._stored.items() if about_save(id_) not in self._said]
        absent = {id_ for id_ in self._absent if about_save(id_) not in self._said}
        new = [made for receipt, made in self._made.items() if self._is_news(receipt, made)]
        for each in (self._stored, self._absent, self._said, self._made, self._became):
            each.clear()
        absent &= self._kept()
        drafts = await self._drafts_missed()
        said = {
            "late.went_over": [each.after.name for each in found if each.slipped],
            "late.stored": [each.after.name for each in found if not each.slipped],
            "late.made": [each.name for each in new],
            "late.not_made": drafts,
            "late.absent": [row.name for row in await self._session.browse.rows(absent)],
        }
        told = [tr(key, customers=_named(names)) for key, names in said.items() if names]
        if not told:
            return
        names = [name for each in said.values() for name in each]
        self._messages.say(
            " ".join(told),
            severity=Severity.WARNING,
            details="\n".join(names) if len(names) > _MOST_NAMED else "",
            # A draft is in no copy, and found in the tree alone.
            offered=None if drafts else self._way_to(names),
        )

    def _is_news(self, receipt: int, made: Customer) -> bool:
        """Not where a create like it was given that one, who is shown."""
        return receipt in self._session.edits.unclaimed or made.id in self._became

    async def _drafts_missed(self) -> list[str]:
        """What those are called that were not created; what waits to be sent goes by itself."""
        names = []
        for draft in await self._session.drafts.all():
            if not draft.is_new:
                continue
            missed = self._session.edits.create_missed(draft.mine, draft.parent or NO_CUSTOMER)
            if missed and missed not in self._missed:
                self._missed.add(missed)
                names.append(str(draft.mine.get("name") or ""))
        return names

    def _kept(self) -> set[CustomerId]:
        """Those whose user would think it done: something typed is kept, or the last run ended."""
        return {*self._session.drafts.ids(), *self._session.edits.unsettled}

    def _way_to(self, names: list[str]) -> Offered | None:
        if len(names) != 1:
            return None
        return Offered(words=tr("work.unsettled_search"), act=partial(self._search, names[0]))


def about_save(customer: CustomerId) -> str:
    """What a notice of a late save of *customer* is about."""
    return f"{_ABOUT}{customer}"


def _named(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    row = ", ".join(sorted(names)[:_MOST_NAMED])
    return tr("late.and_more", customers=row, count=more) if more > 0 else row
