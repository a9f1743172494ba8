"""The sheet for a new customer, or for updating the one that has the number already."""

from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.drafts import Draft, values_as_json
from desktop.domain.edits import Preview, not_stored_of
from desktop.domain.errors import (
    AppError,
    CommandRefused,
    CreateLost,
    CreateUnsure,
    NumberMoved,
    NumberTaken,
    NumberUnchecked,
    StorageFailed,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.dialogs.create_questions import ask_to_leave, is_to_be_two, is_to_share
from desktop.ui.dialogs.keeping import Keeping
from desktop.ui.dialogs.likely_list import LikelyList
from desktop.ui.dialogs.lost_create import LostCreate
from desktop.ui.dialogs.missed import keep_missed
from desktop.ui.dialogs.new_fields import NewFields
from desktop.ui.dialogs.new_means import NewMeans, Site, holds_all, said_of
from desktop.ui.dialogs.number_owner import NumberOwner
from desktop.ui.dialogs.sheet_parts import MARGIN, Scrolled, button_row, place_label, sheet_button
from desktop.ui.dialogs.taken_over import TakenOver
from desktop.ui.dialogs.update_preview import UpdatePreview, told_of_update
from desktop.ui.dialogs.work_sheet import WorkSheet
from desktop.ui.entered import activate_behind
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.told import told_of_error
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice, Severity
from desktop.ui.problems import describe
from desktop.ui.texts import tr

_SETTLED_AFTER_MS = 300
_LIKENED = frozenset({"name", "customernumber", "vat", "address", "zip"})
_WIDTH = 500


class NewCustomerSheet(WorkSheet):
    """Asks for the first fields of a customer; stays with all that was typed until it is stored.

    Signals:
        customer_stored: It was created, or the one with its number updated (Customer).
        customer_queued: It is created once the server can be reached (Draft).
        customer_asked: The user wants to see another customer (CustomerId).
    """

    customer_stored = Signal(object)
    customer_queued = Signal(object)
    customer_asked = Signal(object)

    def __init__(self, *, means: NewMeans, messages: Messages, site: Site, parent: QWidget) -> None:
        super().__init__("new_customer", messages=messages, parent=parent)
        self.setObjectName("new_customer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._means, self._site = means, site
        self._candidate = NO_CUSTOMER
        self._make_parts()
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER_MS)
        self._lay_out()
        self._connect()
        self._begin_with_what_is_there()

    def reject(self) -> None:
        """Ask before what was typed is lost; a write under way is waited for."""
        if self._is_busy:
            return
        if self._is_as_it_was():
            if not self._has_draft_of_its_own():
                self._keeping.drop()
            super().reject()
        else:
            self._tasks.start("leave", self._ask_to_leave())

    def done(self, result: int) -> None:
        self._settled.stop()
        self._likely.stop()
        self._lost.stop()
        self._tasks.stop()
        self._keeping.flush()
        super().done(result)

    # --- What is there already --------------------------------------------------------------

    def _begin_with_what_is_there(self) -> None:
        site, draft, shown = self._site, self._site.draft, self._site.shown
        if draft is not None and shown is not None:
            self._fields.put(shown.mine, shown.typed)
            words = [said_of(draft)]
            if site.kept is not None:
                words.append(tr("newcustomer.typed_since"))
            if not site.is_waiting:
                words.append(self._lost.take_up(draft.mine, site.parent_id))
            if any(words):
                self._say(" ".join(filter(None, words)), Severity.WARNING)
            self._likely.look_soon()
            if not self._site.is_waiting:
                self._settled.start()
        else:
            beside = None if site.beside is None else site.beside.id
            self._tasks.start("propose", self._propose(beside))
        self._fields.first.setFocus()
        self._show_whether_ready()

    async def _propose(self, beside: CustomerId | None) -> None:
        # Without it, all is as it would be for somebody who has nothing in common.
        with suppress(StorageFailed):
            proposal = await self._means.likely.proposal(self._site.parent_id, beside)
            self._taken_over.source = proposal.source or tr("newcustomer.the_other")
            self._fields.propose(proposal)

    def _is_as_it_was(self) -> bool:
        """Whether nothing would be lost."""
        shown = self._site.shown
        if shown is None:
            return not self._fields.is_own
        return holds_all(shown, self._fields.filled(), self._fields.typed())

    def _has_draft_of_its_own(self) -> bool:
        """Whether there is anything that is not stored, nor waits as it is."""
        return self._site.kept is not None if self._site.is_waiting else self._fields.is_own

    def _held(self) -> tuple[dict[str, Value], dict[str, str]]:
        filled = dict.fromkeys(self._site.waiting) | self._fields.filled()
        return filled, self._fields.typed()

    # --- Creating and updating --------------------------------------------------------------

    async def _store(self, *, may_share_number: bool = False, all_the_same: bool = False) -> None:
        # Creating asks for the owner of the number anew.
        self._forget_check()
        draft = self._site.draft
        if draft is not None and self._site.is_waiting and self._is_there(draft.customer):
            await self._store_waiting(draft)
            return
        fields, parent = self._fields.filled(), self._site.parent_id
        try:
            created = await self._means.queue.create(
                fields, parent, may_share_number=may_share_number, all_the_same=all_the_same
            )
        except CreateUnsure as error:
            self._show_unsure(error)
            return
        except CreateLost as error:
            await self._tell_lost(error, fields, may_share_number=may_share_number)
            return
        except (NumberTaken, NumberUnchecked) as error:
            self._show_doubt(error)
            if await is_to_share(self._messages, error, self):
                await self._store(may_share_number=True, all_the_same=all_the_same)
            return
        if isinstance(created, Draft):
            self._finish_queued(created)
        else:
            await self._finish_created(created, fields)

    def _show_unsure(self, error: CreateUnsure) -> None:
        self._say(describe(error).text, Severity.WARNING)
        self._candidate = error.candidate.id
        self._show_candidate.show()

    async def _tell_lost(
        self, error: CreateLost, fields: dict[str, Value], *, may_share_number: bool
    ) -> None:
        """It may be made yet: wait for that, unless the user would rather have it twice."""
        self._say(describe(error).text, Severity.WARNING)
        if not error.was_sent and await is_to_be_two(self._messages, error, self):
            await self._store(may_share_number=may_share_number, all_the_same=True)
        else:
            self._lost.wait_for(fields, self._site.parent_id)

    def _finish_found(self, made: Customer, fields: dict[str, Value]) -> None:
        if self._fields.filled() == fields:
            self._begin(self._finish_created(made, fields))
        else:  # It has not what was typed since.
            self._show_unsure(CreateUnsure(candidate=made))

    def _is_there(self, local: CustomerId) -> bool:
        """Whether it waits still, or was made; not where the user has dropped it elsewhere."""
        queue = self._means.queue
        return local in queue.ids() or queue.real_id(local) is not None

    async def _store_waiting(self, draft: Draft) -> None:
        """Change what waits; where it went up meanwhile, this is an edit of the real one."""
        base, (mine, _) = Customer(values_as_json(draft.mine)), self._held()
        self._finish_queued(await self._means.queue.put(draft.customer, base, mine))

    async def _finish_created(self, created: Customer, fields: dict[str, Value]) -> None:
        if missed := not_stored_of(fields, created):
            self._messages.tell(await keep_missed(self._means.drafts, created, fields, missed))
        self._finish(created)

    def _finish_queued(self, draft: Draft) -> None:
        self._keeping.drop()
        name = str(draft.mine.get("name") or "")
        self._messages.say(tr("newcustomer.queued", name=name), severity=Severity.INFO)
        self.customer_queued.emit(draft)
        self.accept()

    async def _show_preview(self) -> None:
        # What was taken over was meant for a new one.
        preview = self._means.edits.preview_update(self._fields.number(), self._fields.own())
        self._preview.show_preview(await preview)
        self._pages.setCurrentWidget(self._preview)

    def _go_back(self) -> None:
        self._pages.setCurrentIndex(0)
        self._owner.setFocus()

    async def _update(self, preview: Preview) -> None:
        try:
            saved = await self._means.edits.update_by_number(preview)
        except WrongCustomerAnswered as error:
            self._preview.show_before(preview.before, describe(error).text)
            return
        except AppError as error:
            self._pages.setCurrentIndex(0)
            if isinstance(error, NumberMoved):
                self._show_owner(error.owner)
            raise
        naming = Naming(lists=self._means.lists, choices=self._means.choices)
        if told := told_of_update(saved, naming):
            self._messages.tell(told)
        self._finish(saved.after)

    async def _check_number(self) -> None:
        try:
            if number := self._fields.number():
                self._show_owner(await self._means.edits.find_by_number(number))
        except AppError:
            self._show_owner(None, is_unchecked=True)

    async def _ask_to_leave(self) -> None:
        answer = await ask_to_leave(self._messages, self, self._left())
        if answer == "keep":
            await self._keeping.kept()
        elif answer == "discard":
            self._keeping.drop()
        if answer != "stay":
            super().reject()
            activate_behind(self)

    def _left(self) -> str:
        """What is left behind: what waits, what may be in Microbizz in some way, or a draft."""
        if self._site.is_waiting:
            return "waiting"
        if self._candidate != NO_CUSTOMER:
            return "unsure"
        is_lost = self._lost.is_looked_for(self._fields.filled(), self._site.parent_id)
        return "lost" if is_lost else "draft"

    def _finish(self, stored: object) -> None:
        self._keeping.drop()
        self.customer_stored.emit(stored)
        self.accept()

    # --- How --------------------------------------------------------------------------------

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._lost.stop()
        self._show_candidate.hide()
        super()._begin(work)

    def _told_of(self, error: AppError) -> Notice:
        return told_of_error(error, self._fields.filled(), is_new=_is_of_new(error))

    def _grow(self) -> None:
        """Make room for what has just appeared, as far as the screen has any."""
        if self._pages.currentIndex() == 0:
            self._scrolled.make_room(self)

    def _set_busy(self, *, is_busy: bool) -> None:
        super()._set_busy(is_busy=is_busy)
        self._preview.set_busy(is_busy)
        self._owner.setEnabled(not is_busy)
        self._likely.setEnabled(not is_busy)
        self._taken_over.setEnabled(not is_busy)
        self._fields.set_usable(is_usable=not is_busy)
        self._show_whether_ready()

    def _show_whether_ready(self) -> None:
        is_ready = self._fields.is_ready
        self._create.setEnabled(is_ready and not self._is_busy)
        self._create.setToolTip("" if is_ready else tr("newcustomer.not_ready"))

    def _show_owner(self, owner: Customer | None, *, is_unchecked: bool = False) -> None:
        """With an owner there, Enter is not to create a second one."""
        self._owner.show_owner(owner)
        if is_unchecked:
            self._owner.show_unchecked()
        self._likely.leave_out(None if owner is None else owner.id)
        self._create.setDefault(owner is None)
        self._grow()

    def _show_doubt(self, error: NumberTaken | NumberUnchecked) -> None:
        owner = error.owner if isinstance(error, NumberTaken) else None
        self._show_owner(owner, is_unchecked=owner is None)

    def _forget_check(self) -> None:
        self._settled.stop()
        self._tasks.cancel("number")

    def _edited(self, name: str) -> None:
        self._show_whether_ready()
        self._taken_over.show_count(len(self._fields.proposed))
        if self._fields.is_own or self._keeping.local:
            self._keeping.keep_soon()
        if name in _LIKENED:
            self._likely.look_soon()
        if name == "customernumber":
            self._forget_check()
            self._show_owner(None)
            self._settled.start()

    # --- Parts ------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        means, draft = self._means, self._site.draft
        self._owner = NumberOwner()
        self._fields = NewFields(means, below={"customernumber": self._owner})
        self._likely = LikelyList(
            likely=means.likely, sought=self._fields.sought, report=self._report
        )
        self._taken_over = TakenOver()
        self._scrolled = Scrolled(self._fields)
        self._keeping = Keeping(
            drafts=means.drafts,
            site=self._site.parent_id,
            held=self._held,
            local=None if draft is None else draft.customer,
            waiting=self._site.waiting,
            parent=self,
        )
        self._lost = LostCreate(edits=means.edits, report=self._report, parent=self)
        self._show_candidate = sheet_button("show_candidate")
        self._create = sheet_button("create", "save" if self._site.is_waiting else "create")
        self._create.setDefault(True)
        self._cancel = sheet_button("cancel")
        self._preview = UpdatePreview(means.lists)
        self._pages = QStackedWidget()

    def _connect(self) -> None:
        self._settled.timeout.connect(lambda: self._tasks.start("number", self._check_number()))
        self._fields.edited.connect(self._edited)
        self._fields.resized.connect(self._grow)
        self._likely.resized.connect(self._grow)
        self._likely.go_asked.connect(self.customer_asked)
        self._taken_over.clear_asked.connect(self._fields.clear_proposals)
        self._owner.go_asked.connect(self.customer_asked)
        self._owner.update_asked.connect(lambda: self._begin(self._show_preview()))
        self._lost.found.connect(self._finish_found)
        self._lost.doubted.connect(self._show_unsure)
        self._lost.missed.connect(
            lambda: self._say(tr("newcustomer.lost_absent"), Severity.WARNING)
        )
        self._show_candidate.clicked.connect(lambda: self.customer_asked.emit(self._candidate))
        self._create.clicked.connect(lambda: self._begin(self._store()))
        self._cancel.clicked.connect(self.reject)
        self._preview.back_asked.connect(self._go_back)
        self._preview.update_asked.connect(lambda preview: self._begin(self._update(preview)))

    def _lay_out(self) -> None:
        buttons = button_row(self._show_candidate, self._cancel, self._create)
        self._show_candidate.hide()
        fields = QWidget()
        inner = QVBoxLayout(fields)
        inner.setSpacing(10)
        inner.setContentsMargins(0, 0, 0, 0)
        for part in (place_label(self._site.words), self._taken_over):
            inner.addWidget(part)
        inner.addWidget(self._scrolled, 1)
        inner.addWidget(self._likely)
        inner.addLayout(buttons)
        self._pages.addWidget(fields)
        self._pages.addWidget(self._preview)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 12)
        layout.addWidget(self._note)
        layout.addWidget(self._pages, 1)
        self.setWindowTitle(tr("newcustomer.title"))
        self.resize(_WIDTH, self.sizeHint().height())


def _is_of_new(error: AppError) -> bool:
    """Whether it was creating that was refused, and not an update by number."""
    return isinstance(error, CommandRefused) and error.command == "CreateUpdateCustomerByID"
