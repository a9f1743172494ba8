"""The Details tab: the form of one customer, and saving it."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.checks import Unfit
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError, ChangedMeanwhile, SavingStopped
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.domain.values import Value
from desktop.services.changes import Change, Subject
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.ui.age import AgeLine
from desktop.ui.around import Around
from desktop.ui.faces import Face, Faces
from desktop.ui.forms.form import CustomerForm
from desktop.ui.forms.meanwhile import Clash, Decision, ask_meanwhile
from desktop.ui.forms.savebar import SaveBar
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.labels import all_listed, label_of, listed
from desktop.ui.messages import Question
from desktop.ui.notice import Notice, Severity
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class DetailsPane(QWidget):
    """Shows a customer's fields and saves what the user changed in them.

    The card gives it the record; a record of the same customer never touches what was typed.

    Signals:
        title_changed: The tab's title, with the number of changes (str).
        dirty_changed: There are unsaved changes now, or none (bool).
        retry_asked: The user wants the record read again after a problem.
        customer_asked: The user wants to go to the parent (CustomerId).
    """

    title_changed = Signal(str)
    dirty_changed = Signal(bool)
    retry_asked = Signal()
    customer_asked = Signal(object)

    def __init__(self, *, edits: Edits, lists: Lists, around: Around) -> None:
        super().__init__()
        self._edits, self._lists, self._messages = edits, lists, around.messages
        self._tasks = Tasks(around.messages.report)
        self._is_idle = asyncio.Event()
        self._is_idle.set()
        self._saving: CustomerId | None = None
        self._is_asking = False
        self._count = 0
        self._form = CustomerForm(lists)
        self._bar = SaveBar()
        self._faces = Faces(_stacked(self._form, self._bar))
        self._age = AgeLine(around)
        self._unsubscribe = around.changes.subscribe(self._changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._faces, 1)
        layout.addWidget(self._age)
        self._connect()
        self.show_record(None)

    @property
    def is_dirty(self) -> bool:
        return bool(self._form.dirty)

    def show_record(self, record: Customer | None, *, read_at: datetime | None = None) -> None:
        """Show *record*, read from the server then; None for no customer.

        Without a time it comes from the local copy, and is as new as that is.
        """
        if record is None:
            self._faces.show_empty(tr("forms.no_customer"))
            self._age.show_none()
        elif not record.id == self._form.base.id == self._saving:
            # Of the one being saved the answer comes by itself, compared with what was sent.
            if record.id != self._form.base.id:
                self._show_stop_of(record)
            self._form.show_record(record)
            self._faces.show_content()
            self._age.show_age(read_at, is_mirrored=True)
            self._count_changes()

    def show_parent(self, parent: CustomerRow | None) -> None:
        """The parent of the customer shown, once it is known."""
        self._form.show_parent(parent)

    def show_loading(self) -> None:
        if not self.is_dirty:
            self._faces.show_loading()
            self._age.show_none()

    def show_problem(self, error: BaseException) -> None:
        """In place of the form, but never in place of what was typed."""
        if self.is_dirty and self._faces.face is Face.CONTENT:
            self._bar.change(notice=describe(error))
        else:
            self._faces.show_problem(error)
            self._age.show_none()

    def save(self) -> None:
        """Save what was changed; nothing happens where nothing was, or something is wrong."""
        if self._bar.state.can_save:
            self._tasks.start("save", self._save_now())

    def revert(self) -> None:
        """Show all fields as the server has them."""
        self._form.revert()

    async def may_leave(self) -> bool:
        """Whether the form may go; asks where there are unsaved changes."""
        await self._is_idle.wait()
        # More than once where the user types on while what was there is saved.
        while self.is_dirty:
            if self._is_asking:
                return False
            answer = await self._ask_to_leave()
            if answer == "discard":
                self.revert()
            elif answer != "save" or not await self._save():
                return False
        return True

    def stop(self) -> None:
        """End for good; a save under way goes on in its service."""
        self._unsubscribe()
        self._age.stop()
        self._tasks.stop()

    # --- Saving -----------------------------------------------------------------------------

    async def _save_now(self) -> None:
        await self._save()

    async def _save(self, over: Customer | None = None) -> bool:
        """Whether all that was changed is stored; what is wrong is said in the bar."""
        base = self._form.base
        try:
            changed = self._form.changed()
        except Unfit:
            return False
        self._show_saving(base.id)
        try:
            saved = await self._edits.save(base, changed, over=over)
        except ChangedMeanwhile as clash:
            self._show_saving(None)
            return await self._decide(base, changed, clash)
        except AppError as error:
            stopped = isinstance(error, SavingStopped)
            self._bar.change(notice=describe(error), offers_restoring=stopped)
            return False
        finally:
            self._show_saving(None)
        if self._form.base.id == base.id:
            self._show_saved(saved, changed)
        return not saved.not_stored

    async def _decide(
        self, base: Customer, changed: Mapping[str, Value], clash: ChangedMeanwhile
    ) -> bool:
        """Let the user choose between theirs and ours."""
        fields = tuple(clash.fields)
        clashes = [
            Clash(
                label=label_of(name),
                opened=in_a_sentence(name, base.value(name), self._lists),
                theirs=in_a_sentence(name, clash.fresh.value(name), self._lists),
                mine=in_a_sentence(name, changed[name], self._lists),
            )
            for name in fields
        ]
        decision = await ask_meanwhile(clashes, self)
        if decision is Decision.MINE:
            return await self._save(over=clash.fresh)
        if decision is Decision.THEIRS:
            self._form.take(clash.fresh, fields)
            if self.is_dirty:
                return await self._save()
            return True
        self._form.show_record(clash.fresh)
        self._count_changes()
        self._bar.change(notice=describe(clash))
        return False

    def _show_saving(self, customer: CustomerId | None) -> None:
        """Show that *customer* is being saved; None when that has ended."""
        self._saving = customer
        if customer is None:
            self._is_idle.set()
        else:
            self._is_idle.clear()
        self._bar.change(is_saving=customer is not None)

    def _show_saved(self, saved: Saved, changed: Mapping[str, Value]) -> None:
        self._form.settle(saved, changed)
        self._age.show_age(saved.at, is_mirrored=True)
        self._bar.change(notice=_told(saved, changed), offers_restoring=bool(saved.disturbed))

    def _show_stop_of(self, record: Customer) -> None:
        """What was said is of another customer; what a save did to this one is said again."""
        stopped = self._edits.stopped
        if stopped is None or stopped.before.id != record.id:
            self._bar.change(notice=None, offers_restoring=False)
        else:
            self._bar.change(notice=_told_of_stop(stopped), offers_restoring=True)

    def _restore(self) -> None:
        if (stopped := self._edits.stopped) is not None and self._is_idle.is_set():
            self._tasks.start("restore", self._put_back(stopped))

    async def _put_back(self, stopped: Saved) -> None:
        self._show_saving(stopped.before.id)
        try:
            restored = await self._edits.restore(stopped)
        except AppError as error:
            self._bar.change(notice=describe(error))
            return
        finally:
            self._show_saving(None)
        if restored.after.id == self._form.base.id:
            self._form.show_record(restored.after)
            self._count_changes()
        self._bar.change(notice=_told_of_restoring(restored, stopped))

    async def _allow(self) -> None:
        question = Question(
            title=tr("forms.allow.title"),
            text=tr("forms.allow.text"),
            answers=(("allow", tr("forms.allow.yes")), ("stay", tr("forms.allow.no"))),
            default="stay",
        )
        if await self._messages.ask(question, self) == "allow":
            await self._edits.lift_stop()

    # --- How --------------------------------------------------------------------------------

    async def _ask_to_leave(self) -> str:
        self._is_asking = True
        try:
            return await self._messages.ask(self._leaving_question(), self)
        finally:
            self._is_asking = False

    def _leaving_question(self) -> Question:
        faults = self._form.faults()
        save = () if faults else (("save", tr("forms.leave.save")),)
        return Question(
            title=tr("forms.leave.title", name=self._form.base.name),
            text=tr("forms.leave.faulty") if faults else tr("forms.leave.text"),
            answers=(
                *save,
                ("discard", tr("forms.leave.discard")),
                ("stay", tr("forms.leave.stay")),
            ),
            default="stay" if faults else "save",
            details="\n".join(faults),
        )

    def _edited(self) -> None:
        """What was said of the last save is of yesterday once the user types on."""
        if self._is_idle.is_set() and self._form.dirty:
            self._bar.change(notice=None)
        self._count_changes()

    def _count_changes(self) -> None:
        count = len(self._form.dirty)
        self._bar.change(changes=count, faults=self._form.faults())
        if count == self._count:
            return
        if not count:
            self._bar.change(notice=self._lasting_notice())
        was_dirty, self._count = bool(self._count), count
        self.title_changed.emit(
            tr("forms.title_dirty", count=count) if count else tr("forms.title")
        )
        if bool(count) != was_dirty:
            self.dirty_changed.emit(bool(count))

    def _lasting_notice(self) -> Notice | None:
        """What there is to say where nothing is unsaved any more: whom "Put back" is about."""
        stopped = self._edits.stopped if self._bar.state.offers_restoring else None
        return None if stopped is None else _told_of_stop(stopped)

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            self._form.show_choices()
        elif change.subject is Subject.SAVING and change.cause == "lifted":
            self._bar.change(notice=None, offers_restoring=False)

    def _connect(self) -> None:
        self._faces.retry_asked.connect(self.retry_asked)
        self._form.edited.connect(self._edited)
        self._form.customer_asked.connect(self.customer_asked)
        self._bar.save_asked.connect(self.save)
        self._bar.revert_asked.connect(self.revert)
        self._bar.restore_asked.connect(self._restore)
        self._bar.allow_asked.connect(lambda: self._tasks.start("allow", self._allow()))


def _told(saved: Saved, changed: Mapping[str, Value]) -> Notice:
    """What came of a save, in a sentence."""
    if saved.disturbed:
        return _told_of_stop(saved)
    if saved.not_stored:
        count = len(changed)
        stored = count - len(saved.not_stored)
        fields = listed(saved.not_stored)
        text = tr("forms.partly", stored=stored, count=count, fields=fields)
        return Notice(text=text, severity=Severity.WARNING)
    clock = saved.at.astimezone().strftime("%H:%M")
    return Notice(text=tr("forms.saved", clock=clock), severity=Severity.DONE)


def _told_of_stop(saved: Saved) -> Notice:
    """What that save disturbed, for which saving has stopped."""
    return describe(SavingStopped(fields=saved.disturbed, customer=saved.before))


def _told_of_restoring(restored: Saved, stopped: Saved) -> Notice:
    """What came of putting back what *stopped* had disturbed."""
    name = stopped.before.name
    if missed := restored.not_stored:
        text = tr("forms.restored_but", name=name, fields=listed(missed))
        return Notice(text=text, details=all_listed(missed), severity=Severity.WARNING)
    text = tr("forms.restored", name=name, fields=listed(stopped.disturbed))
    return Notice(text=text, details=all_listed(stopped.disturbed), severity=Severity.DONE)


def _stacked(form: QWidget, bar: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(form, 1)
    layout.addWidget(bar)
    return page
