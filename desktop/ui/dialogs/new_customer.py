"""The sheet for a new customer, or for updating the one that has the number already."""

from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop.domain.edits import Preview, not_stored_of
from desktop.domain.errors import (
    AppError,
    CreateUnsure,
    NumberMoved,
    NumberTaken,
    NumberUnchecked,
    WrongCustomerAnswered,
)
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.ui.dialogs.number_owner import NumberOwner
from desktop.ui.dialogs.update_preview import UpdatePreview
from desktop.ui.forms.editors import ChoiceEditor
from desktop.ui.forms.rows import EditRow, Note, new_grid, widest_label
from desktop.ui.forms.words import choices_of
from desktop.ui.labels import all_listed, listed
from desktop.ui.messages import Messages, Question
from desktop.ui.notice import Severity
from desktop.ui.problems import describe
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

FIELDS = (
    "name",
    "customernumber",
    "typeid",
    "maingroupid",
    "address",
    "address2",
    "zip",
    "city",
    "country",
    "phone",
    "email",
    "vat",
)
_SETTLED_AFTER_MS = 300
_WIDTH = 480


class NewCustomerSheet(QDialog):
    """Asks for the first fields of a customer; stays with all that was typed until it is stored.

    Signals:
        customer_stored: It was created, or the one with its number updated (Customer).
        customer_asked: The user wants to see another customer (CustomerId).
    """

    customer_stored = Signal(object)
    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        edits: Edits,
        lists: Lists,
        messages: Messages,
        under: Selected | None,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("new_customer")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._edits, self._lists, self._messages = edits, lists, messages
        self._under, self._candidate = under, NO_CUSTOMER
        self._tasks = Tasks(self._report)
        self._is_busy = False
        self._rows = {name: self._row(name) for name in FIELDS}
        self._owner, self._note = NumberOwner(), Note("new_customer")
        self._show_candidate = _button("show_candidate")
        self._create, self._cancel = _button("create"), _button("cancel")
        self._preview = UpdatePreview(lists)
        self._pages = QStackedWidget()
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER_MS)
        self._lay_out()
        self._connect()

    def reject(self) -> None:
        """Ask before what was typed is lost; a write under way is waited for."""
        if self._is_busy:
            return
        if self._filled():
            self._tasks.start("leave", self._ask_to_leave())
        else:
            super().reject()

    def done(self, result: int) -> None:
        self._settled.stop()
        self._tasks.stop()
        super().done(result)

    # --- Creating and updating --------------------------------------------------------------

    async def _store(self, *, may_share_number: bool = False) -> None:
        # Creating asks for the owner of the number anew.
        self._forget_check()
        fields = self._filled()
        parent = self._under.id if self._under is not None else NO_CUSTOMER
        try:
            created = await self._edits.create(fields, parent, may_share_number=may_share_number)
        except CreateUnsure as error:
            self._say(describe(error).text, Severity.WARNING)
            self._candidate = error.candidate.id
            self._show_candidate.show()
            return
        except (NumberTaken, NumberUnchecked) as error:
            self._show_doubt(error)
            if await self._is_to_share(error):
                await self._store(may_share_number=True)
            return
        if missed := not_stored_of(fields, created):
            words = tr("newcustomer.created_but", name=created.name, fields=listed(missed))
            self._messages.say(words, severity=Severity.WARNING, details=all_listed(missed))
        self._finish(created)

    async def _show_preview(self) -> None:
        number = str(self._rows["customernumber"].value() or "")
        self._preview.show_preview(await self._edits.preview_update(number, self._filled()))
        self._pages.setCurrentWidget(self._preview)

    async def _update(self, preview: Preview) -> None:
        try:
            saved = await self._edits.update_by_number(preview)
        except WrongCustomerAnswered as error:
            self._preview.show_before(preview.before, describe(error).text)
            return
        except AppError as error:
            self._pages.setCurrentIndex(0)
            if isinstance(error, NumberMoved):
                self._show_owner(error.owner)
            raise
        if missed := (*saved.not_stored, *saved.disturbed):
            words = tr("newcustomer.updated_but", name=saved.after.name, fields=listed(missed))
            self._messages.say(words, severity=Severity.WARNING, details=all_listed(missed))
        self._finish(saved.after)

    async def _is_to_share(self, error: NumberTaken | NumberUnchecked) -> bool:
        """Whether it is to be created all the same; there may be reasons for that."""
        notice = describe(error)
        question = Question(
            title=tr("newcustomer.share.title", number=error.number),
            text=" ".join(
                filter(None, (notice.text, notice.details, tr("newcustomer.share.text")))
            ),
            answers=(
                ("create", tr("newcustomer.share.create")),
                ("back", tr("newcustomer.share.back")),
            ),
            default="back",
        )
        return await self._messages.ask(question, self) == "create"

    async def _check_number(self, number: str) -> None:
        try:
            self._show_owner(await self._edits.find_by_number(number))
        except AppError:
            self._show_unchecked()

    async def _ask_to_leave(self) -> None:
        question = Question(
            title=tr("newcustomer.leave.title"),
            text=tr("newcustomer.leave.text"),
            answers=(
                ("discard", tr("newcustomer.leave.discard")),
                ("stay", tr("newcustomer.leave.stay")),
            ),
            default="stay",
        )
        if await self._messages.ask(question, self) == "discard":
            super().reject()

    def _finish(self, stored: object) -> None:
        self.customer_stored.emit(stored)
        self.accept()

    # --- How --------------------------------------------------------------------------------

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """One thing at a time, with its problem told in place."""
        self._show_candidate.hide()
        self._say("", Severity.INFO)
        focused = self.focusWidget()
        self._set_busy(is_busy=True)
        self._tasks.start("work", self._run(work, focused))

    async def _run(self, work: Coroutine[Any, Any, None], focused: QWidget | None) -> None:
        try:
            await work
        finally:
            # Cancelled because the sheet went, there is nothing left to be shown on.
            if isValid(self):
                self._set_busy(is_busy=False)
                # What is disabled loses the keyboard.
                if focused is not None and isValid(focused) and focused.isVisible():
                    focused.setFocus()

    def _report(self, error: BaseException) -> None:
        if isinstance(error, AppError):
            notice = describe(error)
            self._say(notice.text, notice.severity)
        else:
            self._messages.report(error)

    def _say(self, words: str, severity: Severity) -> None:
        self._note.say(words, severity)
        self._note.setAccessibleName(words)
        self._grow()

    def _grow(self) -> None:
        """Make room for what has just appeared."""
        layout = self.layout()
        needed = layout.totalHeightForWidth(self.width()) if layout is not None else 0
        if needed > self.height():
            self.resize(self.width(), needed)

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._preview.set_busy(is_busy)
        self._owner.setEnabled(not is_busy)
        for row in self._rows.values():
            row.editor.setEnabled(not is_busy)
        self._show_whether_ready()

    def _show_whether_ready(self) -> None:
        fault = any(row.fault is not None for row in self._rows.values())
        self._create.setEnabled(not fault and not self._is_busy)
        self._create.setToolTip(tr("newcustomer.not_ready") if fault else "")

    def _filled(self) -> dict[str, Value]:
        """What was filled in and can be sent."""
        return {
            name: row.value()
            for name, row in self._rows.items()
            if row.is_dirty and row.fault is None
        }

    def _show_owner(self, owner: Customer | None) -> None:
        """With an owner there, Enter is not to create a second one."""
        self._owner.show_owner(owner)
        self._create.setDefault(owner is None)
        self._grow()

    def _show_doubt(self, error: NumberTaken | NumberUnchecked) -> None:
        if isinstance(error, NumberTaken):
            self._show_owner(error.owner)
        else:
            self._show_unchecked()

    def _show_unchecked(self) -> None:
        self._show_owner(None)
        self._owner.show_unchecked()
        self._grow()

    def _forget_check(self) -> None:
        self._settled.stop()
        self._tasks.cancel("number")

    def _number_edited(self) -> None:
        self._forget_check()
        self._show_owner(None)
        self._settled.start()

    def _number_settled(self) -> None:
        row = self._rows["customernumber"]
        if row.fault is None and (number := str(row.value() or "")):
            self._tasks.start("number", self._check_number(number))

    def _row(self, name: str) -> EditRow:
        row = EditRow(name, parent=self, required=name == "name", is_new=True)
        if isinstance(row.editor, ChoiceEditor) and row.field.choice is not None:
            row.editor.set_choices(choices_of(row.field.choice, self._lists))
        row.show_value(None)
        row.edited.connect(self._show_whether_ready)
        return row

    def _connect(self) -> None:
        self._settled.timeout.connect(self._number_settled)
        self._rows["customernumber"].edited.connect(self._number_edited)
        self._owner.go_asked.connect(self.customer_asked)
        self._owner.update_asked.connect(lambda: self._begin(self._show_preview()))
        self._show_candidate.clicked.connect(lambda: self.customer_asked.emit(self._candidate))
        self._create.clicked.connect(lambda: self._begin(self._store()))
        self._cancel.clicked.connect(self.reject)
        self._preview.back_asked.connect(lambda: self._pages.setCurrentIndex(0))
        self._preview.update_asked.connect(lambda preview: self._begin(self._update(preview)))
        self._show_whether_ready()

    def _lay_out(self) -> None:
        page = QWidget()
        grid = new_grid(page, widest_label(list(FIELDS), self.font()))
        for name, row in self._rows.items():
            row.put_into(grid)
            if name == "customernumber":
                grid.addWidget(self._owner, grid.rowCount(), 2)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self._show_candidate, self._cancel, self._create):
            buttons.addWidget(button)
        self._show_candidate.hide()
        self._create.setDefault(True)
        fields = QWidget()
        inner = QVBoxLayout(fields)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(10)
        inner.addWidget(page)
        inner.addStretch(1)
        inner.addLayout(buttons)
        self._pages.addWidget(fields)
        self._pages.addWidget(self._preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(_place(self._under))
        layout.addWidget(self._pages, 1)
        layout.insertWidget(1, self._note)
        self.setWindowTitle(tr("newcustomer.title"))
        self.resize(_WIDTH, self.sizeHint().height())


def _place(under: Selected | None) -> QLabel:
    label = QLabel()
    label.setObjectName("new_customer_place")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(
        tr("newcustomer.at_the_top")
        if under is None
        else tr("newcustomer.under", name=under.name or f"#{under.id}")
    )
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _button(name: str) -> QPushButton:
    button = QPushButton(tr(f"newcustomer.{name}"))
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
