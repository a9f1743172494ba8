"""What a form still says and offers after a save: undoing it, putting back, deciding."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError
from desktop.domain.receipts import standing_of, stored_changes
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.forms.busy import Busy
from desktop.ui.forms.conflicts import ask_conflicts
from desktop.ui.forms.form import CustomerForm
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.savebar import Offer, SaveBar, offers_of_stop
from desktop.ui.forms.told import (
    Words,
    told_of_error,
    told_of_restoring,
    told_of_save,
    told_of_stop,
    told_of_theirs,
    told_of_undo,
    told_of_waiting,
)
from desktop.ui.messages import Messages, Question
from desktop.ui.notice import Notice, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

Said = tuple[Notice | None, tuple[Offer, ...]]


class Aftermath(QObject):
    """Fills the bar where nothing is unsaved, and does what its buttons offer."""

    def __init__(
        self,
        *,
        form: CustomerForm,
        bar: SaveBar,
        busy: Busy,
        means: FormMeans,
        messages: Messages,
    ) -> None:
        super().__init__(form)
        self._form, self._bar, self._busy = form, bar, busy
        self._means, self._messages = means, messages
        self._tasks = Tasks(messages.report)
        self._last: Saved | None = None
        self._is_mine = False
        """Whether the last one stored what was typed, and put nothing back."""
        self._said: Notice | None = None
        self._waiting: Draft | None = None
        bar.offer_taken.connect(self._take)

    def show_of(self, record: Customer) -> None:
        """Another customer is shown: what was said is of the one before."""
        self._last, self._waiting = None, None
        stopped = self._means.edits.stopped
        if stopped is None or stopped.before.id != record.id:
            self._tell(None)
        else:
            self._tell(told_of_stop(stopped), *offers_of_stop(stopped.disturbed))
        self.look_for_waiting()

    def show_saved(self, saved: Saved, sent: Mapping[str, Value]) -> None:
        """Tell what came of a save."""
        if self._means.unverified is not None:
            self._means.unverified.saw(saved)
        self._last, self._is_mine, self._waiting = saved, True, None
        self._said = told_of_save(saved, sent, self._form.fields.words)
        offers = offers_of_stop(saved.disturbed) if saved.disturbed else self._offers()
        self._tell(self._said, *offers)

    def show_waiting(self, waiting: Draft | None) -> None:
        """A save waits for the connection or for the user; None for no longer."""
        was, self._waiting = self._waiting, waiting
        self._form.fields.show_waiting(waiting.mine if waiting else {})
        if waiting is not None:
            is_clash = waiting.state is DraftState.CONFLICT
            self._tell(told_of_waiting(waiting), *((Offer.DECIDE,) if is_clash else ()))
        elif was is not None:
            self._tell(Notice(text=tr("forms.waiting_gone"), severity=Severity.DONE))

    def look_for_waiting(self) -> None:
        """Read anew what waits of the customer."""
        customer = self._form.fields.base.id
        if self._waiting is not None or customer in self._means.queue.ids():
            self._tasks.start("waiting", self._read_waiting())

    def lasting(self) -> Said:
        """What there is to say where nothing is unsaved any more."""
        stopped = self._means.edits.stopped
        if stopped is not None and Offer.ALLOW_SAVING in self._bar.state.offers:
            return told_of_stop(stopped), offers_of_stop(stopped.disturbed)
        if self._waiting is not None:
            is_clash = self._waiting.state is DraftState.CONFLICT
            return told_of_waiting(self._waiting), (Offer.DECIDE,) if is_clash else ()
        offers = self._offers()
        return (self._said if offers else None), offers

    def recheck(self) -> None:
        """The server shows something else; what can no longer be undone is not offered."""
        if Offer.UNDO_SAVE in self._bar.state.offers and not self._offers():
            self._bar.change(offers=())

    def lifted(self) -> None:
        """Saving goes on again."""
        self._tell(None)

    def stop(self) -> None:
        self._tasks.stop()

    # --- How --------------------------------------------------------------------------------

    def _offers(self) -> tuple[Offer, ...]:
        """What can be done about the last save, while the server still shows it."""
        saved = self._last
        if saved is None or saved.disturbed or saved.after.id != self._form.fields.base.id:
            return ()
        changes = stored_changes(saved.before, saved.after, saved.sent)
        standing = standing_of(changes, self._form.fields.base)
        if standing.moved or not standing.still:
            return ()
        if not saved.slipped or saved.is_late:
            return (Offer.UNDO_SAVE,)
        mine = (Offer.KEEP_MINE,) if self._is_mine else ()
        return (Offer.PUT_THEIRS_BACK, *mine, Offer.UNDO_SAVE)

    def _tell(self, notice: Notice | None, *offers: Offer) -> None:
        self._bar.change(notice=notice, offers=offers)

    def _take(self, offer: Offer) -> None:
        works: Mapping[Offer, Callable[[], Coroutine[Any, Any, None]]] = {
            Offer.RESTORE: self._restore,
            Offer.ALLOW_SAVING: self._allow,
            Offer.UNDO_SAVE: self._undo,
            Offer.PUT_THEIRS_BACK: self._put_theirs_back,
            Offer.KEEP_MINE: self._keep_mine,
            Offer.DECIDE: self._decide,
        }
        if self._busy.is_idle:
            self._tasks.start("offer", works[offer]())

    async def _restore(self) -> None:
        stopped = self._means.edits.stopped
        if stopped is None:
            return
        with self._busy.with_(stopped.before.id):
            try:
                restored = await self._means.edits.restore(stopped)
            except AppError as error:
                self._bar.change(notice=told_of_error(error))
                return
        self._show_record(restored)
        self._bar.change(
            notice=told_of_restoring(restored, stopped), offers=offers_of_stop(restored.not_stored)
        )

    async def _allow(self) -> None:
        question = Question(
            title=tr("forms.allow.title"),
            text=tr("forms.allow.text"),
            answers=(("allow", tr("forms.allow.yes")), ("stay", tr("forms.allow.no"))),
            default="stay",
        )
        if await self._messages.ask(question, self._form) == "allow":
            await self._means.edits.lift_stop()

    async def _undo(self) -> None:
        if (saved := self._last) is not None:
            await self._write_back(saved, self._means.edits.undo(saved), told_of_undo)

    async def _put_theirs_back(self) -> None:
        if (saved := self._last) is not None:
            work = self._means.edits.put_back_theirs(saved)
            await self._write_back(saved, work, told_of_theirs)

    async def _write_back(
        self, saved: Saved, work: Awaitable[Saved], told: Callable[[Saved, Words], Notice]
    ) -> None:
        try:
            with self._busy.with_(saved.after.id):
                done = await work
        except AppError as error:
            self._bar.change(notice=told_of_error(error, tuple(saved.sent)))
            return
        # What the server did not take can be tried again.
        self._last = done if done.slipped else saved if done.not_stored else None
        self._is_mine = self._is_mine and self._last is saved
        self._show_record(done)
        self._said = told(done, self._form.fields.words)
        offers = offers_of_stop(done.disturbed) if done.disturbed else self._offers()
        self._tell(self._said, *offers)

    async def _keep_mine(self) -> None:
        if (saved := self._last) is not None:
            self.show_saved(replace(saved, slipped=()), saved.sent)

    async def _decide(self) -> None:
        """Answer for a save that waits because somebody changed the same fields."""
        waiting = self._waiting
        if waiting is None:
            return
        naming = await self._means.naming(waiting.conflicts)
        answers = await ask_conflicts(waiting.conflicts, naming, self._form)
        if answers is not None:
            await self._means.queue.answers.decide(waiting, answers)

    async def _read_waiting(self) -> None:
        customer = self._form.fields.base.id
        rows = await self._means.queue.rows()
        found = next((each for each in rows if each.customer == customer), None)
        if customer == self._form.fields.base.id:
            self.show_waiting(found)

    def _show_record(self, done: Saved) -> None:
        if done.after.id == self._form.fields.base.id:
            self._form.show_record(done.after)
            self._form.fields.edited.emit()
