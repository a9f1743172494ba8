"""The Details tab: the form of one customer, and saving it."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.edits import Saved
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.services.changes import Change, Subject
from desktop.ui.age import AgeLine
from desktop.ui.around import Around
from desktop.ui.faces import Face, Faces
from desktop.ui.forms.aftermath import Aftermath
from desktop.ui.forms.busy import Busy
from desktop.ui.forms.drafting import Drafting
from desktop.ui.forms.form import CustomerForm
from desktop.ui.forms.guard import Guard
from desktop.ui.forms.means import FormMeans
from desktop.ui.forms.parent_choice import ParentChoice
from desktop.ui.forms.savebar import Offer, SaveBar
from desktop.ui.forms.saver import Saver
from desktop.ui.late_saves import about_save
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

    def __init__(self, *, means: FormMeans, around: Around) -> None:
        super().__init__()
        self._means = means
        self._messages = around.messages
        self._tasks = Tasks(around.messages.report)
        self._count = 0
        self._form = CustomerForm(means)
        self._fields = self._form.fields
        self._bar = SaveBar()
        self._faces = Faces(_stacked(self._form, self._bar))
        self._age = AgeLine(around)
        self._make_helpers(around)
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
        return bool(self._fields.dirty)

    def show_record(self, record: Customer | None, *, read_at: datetime | None = None) -> None:
        """Show *record*, read from the server then; None for no customer.

        Without a time it comes from the local copy, and is as new as that is.
        """
        if record is None:
            self._faces.show_empty(tr("forms.no_customer"))
            self._age.show_none()
        elif not record.id == self._fields.base.id == self._busy.customer:
            # Of the one being saved the answer comes by itself, compared with what was sent.
            self._show(record)
            self._faces.show_content()
            self._age.show_age(read_at, is_mirrored=True)
            self._count_changes()

    def show_parent(self, parent: CustomerRow | None) -> None:
        """The parent of the customer shown, once it is known."""
        self._form.show_parent(parent)
        self._tasks.start("above", self._compare_with(parent))

    async def _compare_with(self, parent: CustomerRow | None) -> None:
        kept = self._means.kept
        above = await kept(parent.id) if parent is not None and kept is not None else None
        self._form.show_above(above)

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
        """Save what was changed; where something is wrong, lead to it instead."""
        self._form.finish()
        if self._bar.state.can_save:
            self._tasks.start("save", self._save())
        elif self._busy.is_idle:
            self._form.show_fault()

    def revert(self) -> None:
        """Show all fields as the server has them."""
        self._fields.revert()

    async def may_leave(self) -> bool:
        """Whether the form may go; asks where there are unsaved changes."""
        return await self._guard.may_leave()

    def stop(self) -> None:
        """End for good; a save under way goes on in its service, and so does a draft."""
        self._unsubscribe()
        self._drafting.stop()
        self._aftermath.stop()
        self._parents.stop()
        self._age.stop()
        self._tasks.stop()

    # --- How --------------------------------------------------------------------------------

    def _make_helpers(self, around: Around) -> None:
        form, bar, means, messages = self._form, self._bar, self._means, around.messages
        busy = self._busy = Busy(bar)
        self._aftermath = Aftermath(form=form, bar=bar, busy=busy, means=means, messages=messages)
        self._saver = Saver(form=form, bar=bar, busy=busy, means=means, aftermath=self._aftermath)
        self._drafting = Drafting(fields=self._fields, drafts=means.drafts, messages=messages)
        self._parents = ParentChoice(form=form, means=means, messages=messages)
        self._guard = Guard(
            fields=self._fields,
            busy=busy,
            drafting=self._drafting,
            save=self._saver.save,
            messages=messages,
            window=self,
        )

    async def _save(self) -> None:
        await self._saver.save()

    def _show(self, record: Customer) -> None:
        is_new = record.id != self._fields.base.id
        if is_new:
            self._drafting.leave()
        self._form.show_record(record)
        if is_new:
            self._aftermath.show_of(record)
            self._drafting.look()
        else:
            self._aftermath.recheck()

    def _edited(self) -> None:
        """What was said of the last save is of yesterday once the user types on."""
        if self._busy.is_idle and self.is_dirty:
            offers = self._bar.state.offers
            kept = offers if Offer.ALLOW_SAVING in offers else ()
            self._bar.change(notice=None, offers=kept)
        self._count_changes()

    def _count_changes(self) -> None:
        count = len(self._fields.dirty)
        self._bar.change(changes=count, faults=self._fields.faults())
        if count == self._count:
            return
        if not count:
            notice, offers = self._aftermath.lasting()
            self._bar.change(notice=notice, offers=offers)
        was_dirty, self._count = bool(self._count), count
        self.title_changed.emit(
            tr("forms.title_dirty", count=count) if count else tr("forms.title")
        )
        if bool(count) != was_dirty:
            self.dirty_changed.emit(bool(count))

    def _show_answered(self, saved: Saved) -> None:
        self._age.show_age(saved.at, is_mirrored=True)

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            self._form.show_choices()
        elif change.subject is Subject.SAVING and change.cause == "lifted":
            self._aftermath.lifted()
        elif change.subject is Subject.SAVING and change.cause in {"found", "absent"}:
            self._tell_late(change)
        elif change.subject is Subject.DRAFTS and self._fields.base.id in change.ids:
            self._aftermath.look_for_waiting()
            if change.cause == "kept":
                self._drafting.look_again()

    def _tell_late(self, change: Change) -> None:
        customer = self._fields.base.id
        is_shown = customer in change.ids
        if is_shown and self._saver.tell_late(is_stored=change.cause == "found"):
            self._messages.settled.emit(about_save(customer))

    def _connect(self) -> None:
        self._faces.retry_asked.connect(self.retry_asked)
        self._fields.edited.connect(self._edited)
        self._form.customer_asked.connect(self.customer_asked)
        self._bar.save_asked.connect(self.save)
        self._bar.revert_asked.connect(self.revert)
        self._saver.answered.connect(self._show_answered)
        self._drafting.loaded.connect(self._saver.tell_draft)
        self._parents.refused.connect(lambda notice: self._bar.change(notice=notice))


def _stacked(form: QWidget, bar: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addWidget(form, 1)
    layout.addWidget(bar)
    return page
