"""What changed on one customer, field by field: seen of others, and saved from here."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import AppError, CannotUndo, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt, standing
from desktop.domain.records import Customer
from desktop.services.browse import Browse
from desktop.services.changes import Change, Subject
from desktop.services.editing.choices import Choices
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui.around import Around
from desktop.ui.formats import Format
from desktop.ui.forms.told import told_of_error, told_of_undo
from desktop.ui.labels import all_listed, listed
from desktop.ui.messages import Question
from desktop.ui.notice import Notice
from desktop.ui.panes.change_lines import (
    ChangeLine,
    Telling,
    parents_in,
    saved_lines,
    seen_lines,
    without_saved,
)
from desktop.ui.panes.columns import Column, Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.receipt_foot import ReceiptFoot
from desktop.ui.panes.receipt_sheet import ReceiptSheet, report
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.table_pane import TablePane
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_TROUBLE = frozenset({"refused", "unknown", "wrong_customer"})


class ChangesPane(TablePane[ChangeLine]):
    """What others did in the last thirty days, and all that was saved from here; newest first."""

    def __init__(
        self,
        *,
        marks: Marks,
        browse: Browse,
        lists: Lists,
        choices: Choices,
        edits: Edits,
        around: Around,
    ) -> None:
        model = RecordTable(_columns(), key=lambda line: line.place, mark=_mark)
        table = RecordView(
            model, name="changes_table", title=tr("panes.changes.table"), grows="before after"
        )
        self._foot = ReceiptFoot()
        super().__init__(table, name="changes", around=around, content=_page(table, self._foot))
        self._marks, self._browse, self._edits = marks, browse, edits
        self._telling = Telling(lists=lists, choices=choices, names={})
        # Apart from what is read: an undo under way is told of although another is looked at.
        self._undoing = Tasks(around.messages.report)
        self._now: Customer | None = None
        self._is_busy = False
        table.sortByColumn(model.column_of("at"), Qt.SortOrder.DescendingOrder)
        self._connect()

    def stop(self) -> None:
        """End all reads, for good; an undo under way goes on in its service."""
        self._undoing.stop()
        super().stop()

    # --- reading ------------------------------------------------------------------------------

    async def _load(self, selected: Selected) -> None:
        found = await self._marks.changes_of(selected.id)
        receipts = await self._receipts(selected.id)
        now = await self._browse.kept(selected.id)
        names = await self._browse.rows(parents_in(found, receipts))
        telling = self._telling = Telling(
            lists=self._telling.lists,
            choices=self._telling.choices,
            names={row.id: row.name for row in names},
        )
        self._now = now
        seen = list(without_saved(found, receipts))
        self._table.put((*saved_lines(receipts, telling), *seen_lines(seen, telling)))
        if not (self._table.chosen() and self._is_at_work):
            # Whoever comes here by keyboard can undo the newest save at once.
            self._table.selectRow(0)
        is_any = bool(seen or receipts)
        self._show(empty="" if is_any else tr("panes.changes.none"), is_mirrored=True)
        self._fit()

    async def _receipts(self, customer: CustomerId) -> tuple[Receipt, ...]:
        """No receipts where the journal cannot be read, which is told elsewhere."""
        try:
            return await self._edits.receipts(customer)
        except StorageFailed:
            return ()

    def _note(self, change: Change) -> None:
        if self.selected is None:
            return
        if change.subject is Subject.CUSTOMERS and self._concerns(change):
            self._refresh_for(change)
            return
        is_of_save = change.subject is Subject.SAVING and self.selected.id in change.ids
        if is_of_save or change.subject in {Subject.MARKS, Subject.LISTS}:
            self._refresh()

    def _forget(self) -> None:
        super()._forget()
        self._now = None

    # --- doing --------------------------------------------------------------------------------

    @property
    def _is_at_work(self) -> bool:
        """Whether the user is in here, so that what is selected was meant."""
        # Of this window: a question about what is selected has the keyboard itself.
        return self.isAncestorOf(self.window().focusWidget())

    @property
    def _chosen(self) -> Receipt | None:
        """The save of the chosen lines, where they are of one."""
        found = {line.receipt.id: line.receipt for line in self._table.chosen() if line.receipt}
        return next(iter(found.values())) if len(found) == 1 else None

    def _fit(self) -> None:
        self._foot.show_receipt(self._chosen, self._now, is_busy=self._is_busy)

    def _show_details(self) -> None:
        if (receipt := self._chosen) is not None:
            ReceiptSheet(report(receipt, self._telling), self).show()

    def _undo(self) -> None:
        if (receipt := self._chosen) is not None and not self._is_busy:
            self._undoing.start("undo", self._undo_it(receipt))

    async def _undo_it(self, receipt: Receipt) -> None:
        self._is_busy = True
        self._fit()
        try:
            self._tell(await self._try_to_undo(receipt))
        finally:
            self._is_busy = False
            self._fit()

    async def _try_to_undo(self, receipt: Receipt) -> Notice | None:
        try:
            return told_of_undo(await self._edits.undo(receipt), self._telling.value)
        except CannotUndo as moved:
            rest = standing(receipt, moved.fresh).still
            if not rest:
                return told_of_error(moved)
            if not await self._wants_rest(moved, rest):
                return None
        except AppError as error:
            return told_of_error(error, tuple(receipt.sent))
        try:
            return told_of_undo(
                await self._edits.undo(receipt, skip_moved=True), self._telling.value
            )
        except AppError as error:
            return told_of_error(error, tuple(receipt.sent))

    async def _wants_rest(self, moved: CannotUndo, rest: tuple[str, ...]) -> bool:
        question = Question(
            title=tr("panes.changes.rest.title", fields=listed(moved.fields)),
            text=tr("panes.changes.rest.text", fields=listed(rest)),
            answers=(
                ("rest", tr("panes.changes.rest.yes")),
                ("stay", tr("panes.changes.rest.no")),
            ),
            default="rest",
            details=all_listed(rest),
        )
        return await self._messages.ask(question, self) == "rest"

    def _tell(self, notice: Notice | None) -> None:
        if notice is not None:
            self._messages.tell(notice)

    def _connect(self) -> None:
        self._table.selectionModel().selectionChanged.connect(self._fit)
        self._table.record_chosen.connect(lambda _line: self._show_details())
        self._foot.undo_asked.connect(self._undo)
        self._foot.details_asked.connect(self._show_details)


def _page(table: QWidget, foot: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.addWidget(table, 1)
    layout.addWidget(foot)
    return page


def _columns() -> tuple[Column[ChangeLine], ...]:
    def text(key: str, width: int) -> Column[ChangeLine]:
        return Column(
            key=key,
            title=tr(f"panes.changes.{key}"),
            value=lambda line: str(getattr(line, key)),
            width=width,
        )

    at: Column[ChangeLine] = Column(
        key="at",
        title=tr("panes.changes.at"),
        value=lambda line: line.at,
        format=Format.MOMENT,
        width=17,
    )
    shown = (("by", 7), ("field", 11), ("before", 13), ("after", 13), ("outcome", 14))
    return (at, *(text(key, width) for key, width in shown))


def _mark(line: ChangeLine) -> Mark:
    """What others did stands out, and what went wrong."""
    if line.receipt is None:
        return Mark(tone=Tone.DIMMED if line.is_own else Tone.PLAIN)
    is_bad = line.receipt.outcome in _TROUBLE or line.outcome != tr("panes.changes.outcome.stored")
    if is_bad and line.receipt.outcome != "pending":
        return Mark(tone=Tone.WARNING, only=frozenset({"outcome"}))
    return Mark(tone=Tone.DIMMED)
