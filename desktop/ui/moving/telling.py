"""What is told after a move, or after closing and blocking; and how it is taken back."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from desktop.domain.conflicts import Conflict
from desktop.domain.edits import Saved, customer_field, is_met
from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.edits import Edits
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.told import told_of_done, told_of_error
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice, Offered, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a save of `customer` was to do with `field`.

    In words: where it did it, where it did not, and where that was undone.
    """

    customer: CustomerId
    field: str
    done: str
    ignored: str
    undone: str

    @property
    def back(self) -> "Step":
        """Undoing it."""
        ignored = tr("move.not_undone", words=self.done)
        return replace(self, done=self.undone, ignored=ignored, undone=self.done)

    @property
    def about(self) -> str:
        """That it was not done stands until more is told of the same."""
        return about(self.customer, self.field)


class Told:
    """Tells what came of a save, with the way back beside it; *naming* is asked what ids mean.

    That something was not done is told until it is so after all, by whomever; *kept* is asked how
    a customer is in the local copy.
    """

    def __init__(
        self,
        *,
        edits: Edits,
        messages: Messages,
        naming: Callable[[Iterable[Conflict]], Awaitable[Naming]],
        changes: ChangeFeed,
        kept: Callable[[CustomerId], Awaitable[Customer | None]],
    ) -> None:
        self._edits, self._messages, self._naming, self._kept = edits, messages, naming, kept
        self._tasks = Tasks(messages.report)
        self._ignored: dict[str, tuple[Step, Value]] = {}
        self._unsubscribe = changes.subscribe(self._note)

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()

    async def of(self, step: Step, saved: Saved) -> None:
        """Say what came of it, and offer to undo what was stored."""
        is_any = bool(saved.sent.keys() - set(saved.not_stored))
        await self._say(step, saved, (step.back, saved) if is_any else None)

    def waits(self, words: str) -> None:
        """It goes when the server can be reached."""
        self._messages.say(words)

    def refused(self, error: AppError, fields: Iterable[str], about: str) -> None:
        """Nothing of *fields* was stored."""
        notice = told_of_error(error, tuple(fields))
        self._tell(replace(notice, about=notice.about or about), about)

    async def _take_back(self, step: Step, saved: Saved) -> None:
        try:
            back = await self._edits.undo(saved)
        except AppError as error:
            self.refused(error, saved.sent, step.about)
            return
        again = (step, saved) if step.field in back.not_stored else None
        # Undone once more, what it went over is there again.
        is_odd = bool(back.slipped) or back.makes_circle
        await self._say(step, back, (step.back, back) if is_odd else again)

    async def _say(self, step: Step, saved: Saved, next_: tuple[Step, Saved] | None) -> None:
        naming = await self._naming(saved.slipped)
        notice = _notice(step, saved, naming)
        self._tell(replace(notice, offered=next_ and self._offer(*next_)), step.about)
        if step.field in saved.not_stored:
            self._ignored[step.about] = (step, saved.sent[step.field])

    def _tell(self, notice: Notice, about: str) -> None:
        """In place of what was told of a try before."""
        self._settle(about)
        self._messages.tell(notice)

    def _settle(self, about: str) -> None:
        self._ignored.pop(about, None)
        self._messages.settled.emit(about)

    def _note(self, change: Change) -> None:
        if change.subject is not Subject.CUSTOMERS:
            return
        for step, wanted in self._ignored.values():
            if not change.ids or step.customer in change.ids:
                self._tasks.start(f"look {step.about}", self._look(step, wanted))

    async def _look(self, step: Step, wanted: Value) -> None:
        """Whether it is done by now, from the form, or by somebody else."""
        customer = await self._kept(step.customer)
        if customer is None or self._ignored.get(step.about) != (step, wanted):
            return
        if is_met(customer_field(step.field), wanted, customer.held(step.field)):
            self._settle(step.about)

    def _offer(self, step: Step, saved: Saved) -> Offered:
        def act() -> None:
            self._tasks.start(f"undo {saved.receipt}", self._take_back(step, saved))

        return Offered(words=tr("move.undo"), act=act)


def about(customer: CustomerId, field: str) -> str:
    """What a notice of a change of *field* is about."""
    return f"{field} of {customer}"


def _notice(step: Step, saved: Saved, naming: Naming) -> Notice:
    if step.field not in saved.not_stored:
        return told_of_done(step.done, saved, naming.value)
    if len(saved.sent) == 1 and not saved.refused_by:
        # That is what `ignored` says.
        saved = replace(saved, not_stored=())
    told = told_of_done(step.ignored, saved, naming.value)
    if told.severity is Severity.PROBLEM:
        return told
    # Whose change it went over stays to be read.
    is_of_others = bool(saved.slipped) or saved.makes_circle
    return replace(told, severity=Severity.WARNING, about="" if is_of_others else step.about)
