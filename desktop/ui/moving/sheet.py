"""The sheet before a move: from where to where, who moves along, and what to think of."""

from collections.abc import Collection
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import AppError, ChangedMeanwhile
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import Verdict
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.services.browse import Browse
from desktop.services.editing.moving import Moving
from desktop.services.editing.queue import Queue
from desktop.services.lists import Lists
from desktop.ui.asking import answered
from desktop.ui.dialogs.work_sheet import WorkSheet
from desktop.ui.forms.note import Note
from desktop.ui.forms.told import told_of_error
from desktop.ui.messages import Messages
from desktop.ui.moving.choosing import NewParentDialog
from desktop.ui.moving.words import (
    below_words,
    name_of,
    path_words,
    refusal_words,
    warnings,
    where_words,
)
from desktop.ui.notice import Notice, Severity
from desktop.ui.search.means import Means
from desktop.ui.texts import tr

_WIDTH = 460


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMeans:
    """The services of one account that a move takes."""

    moving: Moving
    queue: Queue
    browse: Browse
    lists: Lists
    finding: Means


class MoveSheet(WorkSheet):
    """Asks before it moves *customer*; below whom is searched for where that was not said.

    Signals:
        moved: It was, or will be once the server can be reached (Saved or Draft).
    """

    moved = Signal(object)

    def __init__(
        self, *, means: MoveMeans, messages: Messages, customer: CustomerRow, parent: QWidget
    ) -> None:
        super().__init__("move", messages=messages, parent=parent)
        self.setObjectName("move_sheet")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._means, self._customer = means, customer
        self._goal: CustomerId | None = None
        self._over: Customer | None = None
        self._lines = {key: _value_label(f"move_{key}") for key in ("from", "to", "along")}
        self._warning = Note("move_warning")
        self._move, self._cancel = _button("move"), _button("cancel")
        self._another = _button("another")
        self._lay_out()
        self._connect()

    @property
    def goal(self) -> CustomerId | None:
        """Below whom it is to be put, 0 for the top; None until that is known."""
        return self._goal

    def ask_for(self, parent: CustomerId) -> None:
        """Show what moving it below *parent* would do."""
        self._tasks.start("look", self._look(parent))
        self.open()

    def choose(self) -> None:
        """Have the user search for a parent; the sheet goes where none is chosen at first."""
        self._tasks.start("choose", self._choose())

    def reject(self) -> None:
        if not self._is_busy:
            super().reject()

    def done(self, result: int) -> None:
        self._tasks.stop()
        super().done(result)

    # --- Where to ---------------------------------------------------------------------------

    async def _choose(self) -> None:
        owner = self if self.isVisible() else self.parentWidget()
        dialog = NewParentDialog(
            finding=self._means.finding,
            messages=self._messages,
            parent=owner or self,
            customer=self._customer,
            barred=self._barred,
        )
        to_top: list[bool] = []
        dialog.top_taken.connect(lambda: to_top.append(True))
        async with answered(dialog):
            target = dialog.target
        if target is not None or to_top:
            self.ask_for(NO_CUSTOMER if target is None else target.id)
        elif self._goal is None:
            self.reject()
            self.deleteLater()

    async def _barred(self, parents: Collection[CustomerId]) -> Collection[CustomerId]:
        """Where it can only be refused: itself, below it, and where it is."""
        below = await self._means.moving.barred(self._customer.id, parents)
        return below | {self._customer.parent}

    async def _look(self, parent: CustomerId) -> None:
        self._over = None
        place = await self._means.browse.place(self._customer.id)
        verdict = await self._means.moving.check(self._customer.id, parent)
        self._goal = parent
        self._lines["from"].setText(path_words(place.parents if place else ()))
        self._lines["to"].setText(path_words(verdict.path))
        self._lines["along"].setText(below_words(verdict.below))
        self._show_verdict(verdict)

    def _show_verdict(self, verdict: Verdict) -> None:
        customer, groups = self._customer, self._means.lists.maingroups
        self._warning.say("\n".join(warnings(customer, verdict, groups)), Severity.WARNING)
        goal = verdict.path[-1] if verdict.path else None
        refusal = ""
        if verdict.problem is not None:
            refusal = refusal_words(verdict.problem, customer, goal)
        self._say(refusal, Severity.PROBLEM)
        self._move.setEnabled(verdict.problem is None)
        (self._another if refusal else self._move).setFocus()

    # --- Moving -----------------------------------------------------------------------------

    async def _store(self, goal: CustomerId) -> None:
        browse = self._means.browse
        kept = await browse.kept(self._customer.id)
        base = kept or await browse.customer(self._customer.id)
        try:
            saved = await self._means.queue.save(base, {"parentcust": goal}, over=self._over)
        except ChangedMeanwhile as error:
            self._over = error.fresh
            path, where = await self._place_words(error.fresh.parent_id)
            self._lines["from"].setText(path)
            self._say(tr("move.moved_meanwhile", where=where), Severity.WARNING)
            return
        self.moved.emit(saved)
        self.accept()

    async def _place_words(self, parent: CustomerId) -> tuple[str, str]:
        """The path down to *parent*, and the same in a sentence; by its id where it is unknown."""
        place = await self._means.browse.place(parent) if parent != NO_CUSTOMER else None
        if place is None and parent != NO_CUSTOMER:
            return f"#{parent}", tr("move.under", path=f"#{parent}")
        path = (*place.parents, place.row) if place else ()
        return path_words(path), where_words(path)

    def _move_it(self) -> None:
        if self._goal is not None and not self._is_busy:
            self._begin(self._store(self._goal))

    def _set_busy(self, *, is_busy: bool) -> None:
        super()._set_busy(is_busy=is_busy)
        for button in (self._move, self._cancel, self._another):
            button.setEnabled(not is_busy)
        if not is_busy:
            self._move.setFocus()

    def _told_of(self, error: AppError) -> Notice:
        return told_of_error(error, ("parentcust",))

    def _grow(self) -> None:
        """As high as its words are, at its width; Qt goes by what they were before."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    # --- Parts ------------------------------------------------------------------------------

    def _connect(self) -> None:
        self._move.clicked.connect(self._move_it)
        self._cancel.clicked.connect(self.reject)
        self._another.clicked.connect(self.choose)

    def _lay_out(self) -> None:
        name = _value_label("move_name")
        name.setText(name_of(self._customer))
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, (key, value) in enumerate(self._lines.items()):
            label = QLabel(tr(f"move.{key}"))
            label.setBuddy(value)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, row, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._another)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._move)
        self._move.setDefault(True)
        self._move.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.addWidget(name)
        layout.addLayout(grid)
        layout.addWidget(self._warning)
        layout.addWidget(self._note)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.setWindowTitle(tr("move.title"))
        self.setMinimumWidth(_WIDTH)


def _value_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _button(name: str) -> QPushButton:
    button = QPushButton(tr(f"move.button.{name}"))
    button.setObjectName(f"move_{name}")
    button.setAutoDefault(False)
    return button
