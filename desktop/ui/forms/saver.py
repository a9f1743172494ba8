"""Saving what was changed in a form: asking where two changes clash, telling what came of it."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from desktop.domain.checks import Unfit
from desktop.domain.drafts import Draft
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError, ChangedMeanwhile, ReplyLost, SavingStopped
from desktop.domain.ids import CustomerId
from desktop.domain.merge import carried
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.forms.aftermath import Aftermath
from desktop.ui.forms.busy import Busy
from desktop.ui.forms.conflicts import ask_conflicts
from desktop.ui.forms.form import CustomerForm
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.savebar import SaveBar, offers_of_stop
from desktop.ui.forms.told import told_of_absence, told_of_draft, told_of_error
from desktop.ui.problems import describe


class Saver(QObject):
    """Sends what a form has changed; nothing typed is given up before it is stored.

    Signals:
        answered: The server told what it has now (Saved).
    """

    answered = Signal(object)

    def __init__(
        self,
        *,
        form: CustomerForm,
        bar: SaveBar,
        busy: Busy,
        means: FormMeans,
        aftermath: Aftermath,
    ) -> None:
        super().__init__(form)
        self._form, self._fields = form, form.fields
        self._bar, self._busy, self._means = bar, busy, means
        self._aftermath = aftermath
        self._lost: set[CustomerId] = set()
        """Those of whose last save it was told that its answer is not known."""

    async def save(self) -> bool:
        """Whether all that was changed is stored, or waits safely for the connection."""
        self._form.finish()
        try:
            changed = self._fields.changed()
        except Unfit:
            return False
        return await self._send(self._fields.base, changed)

    def tell_late(self, *, is_stored: bool) -> bool:
        """Say what came at last of a save whose answer was lost; whether the user sees it here."""
        customer = self._fields.base.id
        saved = self._means.edits.found.get(customer) if is_stored else None
        went_over = saved is not None and bool(saved.slipped)
        if not self._busy.is_idle:
            # Saved once more, which tells; but not of what went under before.
            return not went_over
        if customer not in self._lost and not went_over:
            return False
        self._lost.discard(customer)
        if saved is not None:
            self._show(saved, saved.sent)
        elif not is_stored:
            self._bar.change(notice=told_of_absence())
        return True

    def tell_draft(self, draft: Draft) -> None:
        """Say that *draft* is back, and that it may be stored where its save is looked for."""
        customer = self._fields.base.id
        until = self._means.edits.looked_for_until(customer)
        if until is not None:
            self._lost.add(customer)
        self._bar.change(notice=told_of_draft(draft, until))

    async def _send(
        self,
        base: Customer,
        changed: Mapping[str, Value],
        decided: Mapping[str, Value] | None = None,
        over: Customer | None = None,
    ) -> bool:
        try:
            with self._busy.with_(base.id):
                done = await self._means.queue.save(base, changed, decided=decided, over=over)
        except ChangedMeanwhile as clash:
            before = carried(decided, over, clash.fresh)
            return await self._decide(base, changed, before, clash)
        except AppError as error:
            if isinstance(error, ReplyLost):
                self._lost.add(base.id)
            self._tell_error(error, changed)
            return False
        self._lost.discard(base.id)
        sent = {**changed, **(decided or {})}
        if self._fields.base.id == base.id:
            self._show(done, sent)
        return isinstance(done, Draft) or not done.not_stored

    async def _decide(
        self,
        base: Customer,
        changed: Mapping[str, Value],
        decided: Mapping[str, Value],
        clash: ChangedMeanwhile,
    ) -> bool:
        """Let the user say what each of the fields is to be."""
        naming = await self._means.naming(clash.conflicts)
        answers = await ask_conflicts(clash.conflicts, naming, self._form)
        if answers is None:
            self._form.show_record(clash.fresh)
            self._bar.change(notice=describe(clash))
            return False
        decided = {**decided, **answers}
        self._fields.put(decided)
        return await self._send(base, changed, decided, clash.fresh)

    def _show(self, done: Saved | Draft, sent: Mapping[str, Value]) -> None:
        if isinstance(done, Draft):
            self._aftermath.show_waiting(done)
            return
        self._fields.settle(done, sent)
        self._form.show_plain(done.after)
        self.answered.emit(done)
        self._aftermath.show_saved(done, sent)

    def _tell_error(self, error: AppError, changed: Mapping[str, Value]) -> None:
        if isinstance(error, SavingStopped):
            self._bar.change(notice=describe(error), offers=offers_of_stop(error.fields))
        else:
            self._bar.change(notice=told_of_error(error, tuple(changed)))
