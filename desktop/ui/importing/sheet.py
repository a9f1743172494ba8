"""The window of an import: file, columns, what would happen, what came of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.errors import AppError, StorageFailed
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.importing import ImportRow, Phase, Reading, Sheet, SheetRefused, Sought
from desktop.services.changes import Change, Subject
from desktop.services.editing.choices import Choices
from desktop.services.editing.importing.mapping import Guesses, Memory, Remembered
from desktop.services.editing.importing.reading import read_sheet
from desktop.services.editing.importing.service import PAGE, Imports
from desktop.ui.asking import answered
from desktop.ui.entered import EnterDialog
from desktop.ui.forms.naming import Naming, customer_words
from desktop.ui.importing import words
from desktop.ui.importing.exporting import choose_result, choose_table, columns
from desktop.ui.importing.pages import ColumnsPage, FilePage
from desktop.ui.importing.rows_page import RowsPage
from desktop.ui.importing.steps import Step, Steps
from desktop.ui.keyboard import Backtrack
from desktop.ui.messages import Messages, Question
from desktop.ui.moving.choosing import NewParentDialog
from desktop.ui.notice import Severity
from desktop.ui.problems import describe
from desktop.ui.search.means import Means
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_GATHERED_FOR_MS = 300
_MOST_READ_ANEW = 1500


@dataclass
class _Chosen:
    """The file at hand, and the folder the next one is looked for in."""

    path: Path | None = None
    sheet: Sheet | None = None
    start_in: str = field(default="")


class ImportSheet(EnterDialog):
    """One import from its file to its result; it may stay open beside the window, or be closed.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        imports: Imports,
        finding: Means,
        memory: Memory,
        messages: Messages,
        choices: Choices | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._imports, self._finding, self._messages = imports, finding, messages
        # What is found out of customers while their rows are read.
        self._names: dict[CustomerId, str] = {}
        self._naming = Naming(lists=finding.lists, choices=choices, names=self._names)
        self._remembered = Remembered(memory)
        self._chosen = _Chosen()
        self._tasks, self._backtrack = Tasks(messages.report), Backtrack(self)
        self._steps, self._pages = Steps(), QStackedWidget()
        self._file, self._columns, self._rows = FilePage(), ColumnsPage(), RowsPage(self._naming)
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._unsubscribe: Callable[[], None] | None = finding.changes.subscribe(self._note)
        self._lay_out()
        self._connect()
        self._show_what_is_there()

    def choose(self) -> None:
        """Ask for a file."""
        self._tasks.start("file", self._choose())

    def read(self, path: Path, how: Reading | None = None) -> None:
        """Read a file, and ask what its columns mean."""
        self._tasks.start("file", self._read(path, how))

    def stop(self) -> None:
        """End all reads, for good; an import that runs goes on."""
        self._tasks.stop()
        self._late.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # as Qt has it
        return self._backtrack.take() or super().focusNextPrevChild(forward)

    # --- the file and its columns ---------------------------------------------------------------

    async def _choose(self) -> None:
        path = await choose_table(self, self._chosen.start_in)
        if path is not None:
            await self._read(path, None)

    async def _read(self, path: Path, how: Reading | None) -> None:
        before = self._chosen.sheet if how is not None else None
        self._chosen = _Chosen(path=path, start_in=str(path.parent))
        self._show(Step.FILE)
        self._file.show_busy(tr("import.reading_file", file=path.name))
        try:
            sheet = await read_sheet(path, how)
            guessed = await Guesses.load()
        except SheetRefused as error:
            self._refuse(describe(error).text, before)
            return
        self._chosen.sheet = sheet
        known = self._remembered.columns(sheet.header)
        if how is None:
            self._columns.show_parent(None)
        self._columns.show_sheet(sheet, known or guessed.columns(sheet.header))
        self._file.show_ready()
        self._show(Step.COLUMNS)

    def _refuse(self, problem: str, before: Sheet | None) -> None:
        """Say so; where it could only not be read in another way, what was done to it stays."""
        self._file.show_ready("" if before is not None else problem)
        if before is not None:
            self._chosen.sheet = before
            self._columns.keep(before, problem)
            self._show(Step.COLUMNS)

    def _read_again(self, how: Reading) -> None:
        if self._chosen.path is not None:
            self.read(self._chosen.path, how)

    async def _check(self, sheet: Sheet) -> None:
        chosen = self._columns.columns
        self._remembered.keep(sheet.header, chosen)
        self._show(Step.CHECK)
        self._rows.faces.show_loading(tr("import.checking"))
        self._rows.allow(is_busy=True)
        try:
            await self._imports.check(sheet, chosen, words.titles(self._finding.lists))
        except AppError:
            self._show(Step.COLUMNS)
            raise
        await self._refresh()

    def _start_check(self) -> None:
        if self._chosen.sheet is not None:
            self._tasks.start("check", self._check(self._chosen.sheet))

    # --- the rows -------------------------------------------------------------------------------

    async def _refresh(self) -> None:
        """Read anew what is shown; whoever has scrolled far down stays there."""
        state = self._imports.state
        if state is None or state.phase is Phase.CHECKING:
            return
        counts = await self._imports.counts()
        self._rows.show_state(state, counts, describe(state.trouble).text if state.trouble else "")
        self._rows.allow(is_busy=False)
        self._show(Step.CHECK if state.phase is Phase.CHECKED else Step.RESULT)
        await self._read_rows()

    def _refresh_if_shown(self) -> None:
        # Whoever went back to the columns is not led away from them.
        if self._pages.currentWidget() is self._rows:
            self._tasks.start("refresh", self._refresh())

    async def _read_rows(self) -> None:
        sought, shown = self._rows.sought, self._rows.model.rows
        limit = min(max(PAGE, len(shown)), _MOST_READ_ANEW)
        rows = await self._imports.search(sought, limit=limit)
        await self._learn_names(rows)
        is_full = len(rows) == limit
        rest = tuple(row for row in shown if row.line > rows[-1].line) if is_full else ()
        self._rows.model.put((*rows, *rest), may_be_more=is_full)
        if rows:
            self._rows.faces.show_content()
        else:
            self._rows.faces.show_empty(tr("import.nothing"))
        self._rows.tell()

    async def _read_more(self) -> None:
        shown = self._rows.model.rows
        after = shown[-1].line if shown else 0
        rows = await self._imports.search(self._rows.sought, after=after)
        await self._learn_names(rows)
        self._rows.model.add(rows, may_be_more=len(rows) == PAGE)

    async def _learn_names(self, rows: Sequence[ImportRow]) -> None:
        """Of the customers that *rows* refer to; where the copy cannot be read, ids stay ids."""
        unknown = words.customers_of(rows) - self._names.keys()
        if unknown:
            with suppress(StorageFailed):
                for each in await self._finding.browse.rows(unknown):
                    self._names[each.id] = customer_words(each.name, each.number, each.id)

    async def _choose_parent(self) -> None:
        dialog = NewParentDialog(finding=self._finding, messages=self._messages, parent=self)
        to_top: list[bool] = []
        dialog.top_taken.connect(lambda: to_top.append(True))
        async with answered(dialog):
            target = dialog.target
        if target is not None:
            called = customer_words(target.name, target.number, target.id)
            self._columns.show_parent(target.id, called)
        elif to_top:
            self._columns.show_parent(NO_CUSTOMER, tr("forms.at_the_top"))

    def _show_sought(self) -> None:
        self._tasks.cancel("more")
        self._rows.model.put((), may_be_more=False)
        self._tasks.start("rows", self._read_rows())

    def _note(self, change: Change) -> None:
        if change.subject is Subject.IMPORTS and not self._late.isActive():
            self._late.start()

    # --- doing ----------------------------------------------------------------------------------

    def _do(self, key: str) -> None:
        work = {
            "run": self._imports.run,
            "pause": self._imports.pause,
            "stop": self._ask_to_stop,
            "again": self._look_again,
            "export": self._export,
            "new": self._begin_anew,
        }
        if key in work:
            self._rows.written.tell("", Severity.INFO)
            self._tasks.start("do", self._done(work[key]()))
        elif key == "back":
            self._show(Step.COLUMNS if self._chosen.sheet is not None else Step.FILE)
        else:
            self.reject()

    async def _done(self, work: object) -> None:
        """While it is being done, nothing else can be begun."""
        self._rows.allow(is_busy=True)
        try:
            await work  # type: ignore[misc]  # one of the coroutines above
        finally:
            await self._refresh()

    async def _ask_to_stop(self) -> None:
        question = Question(
            title=tr("import.stop.title"),
            text=tr("import.stop.text"),
            answers=(("yes", tr("import.stop.yes")), ("no", tr("import.stop.no"))),
            default="no",
        )
        if await self._messages.ask(question, self) == "yes":
            await self._imports.stop()

    async def _look_again(self) -> None:
        chosen = [row.line for row in self._rows.view.chosen() if words.can_be_looked_at(row)]
        await self._imports.look_again(chosen)

    async def _export(self) -> None:
        path = await choose_result(self, self._messages)
        if path is None:
            return
        after = 0
        while rows := await self._imports.search(Sought(), limit=_MOST_READ_ANEW, after=after):
            await self._learn_names(rows)
            after = rows[-1].line
        try:
            count = await self._imports.export(Sought(), path, columns(self._naming))
        except AppError as error:
            notice = describe(error)
            self._rows.written.tell(notice.text, notice.severity, more=notice.details)
            return
        key = "import.exported_one" if count == 1 else "import.exported"
        text = tr(key, count=count, file=path.name)
        self._rows.written.tell(text, Severity.DONE, more=str(path))

    async def _begin_anew(self) -> None:
        await self._imports.drop()
        self._show(Step.FILE)

    def _go(self) -> None:
        chosen = self._rows.view.chosen()
        if chosen and chosen[0].customer != NO_CUSTOMER:
            self.customer_asked.emit(chosen[0].customer)

    # --- arranging ------------------------------------------------------------------------------

    def _show_what_is_there(self) -> None:
        """An import that is under way or over, else the way to a file."""
        state = self._imports.state
        if state is not None and state.phase not in {Phase.CHECKING, Phase.CHECKED}:
            self._rows.faces.show_loading()
            self._show(Step.RESULT)
            self._tasks.start("refresh", self._refresh())
        else:
            self._show(Step.FILE)

    def _show(self, step: Step) -> None:
        page = {Step.FILE: self._file, Step.COLUMNS: self._columns}.get(step, self._rows)
        self._steps.show_step(step)
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            page.setFocus()

    def _connect(self) -> None:
        self.finished.connect(self.stop)
        self._late.timeout.connect(self._refresh_if_shown)
        self._file.choose_asked.connect(self.choose)
        self._file.close_asked.connect(self.reject)
        self._columns.back_asked.connect(lambda: self._show(Step.FILE))
        self._columns.read_asked.connect(self._read_again)
        self._columns.check_asked.connect(self._start_check)
        self._columns.parent_asked.connect(
            lambda: self._tasks.start("parent", self._choose_parent())
        )
        self._rows.asked.connect(self._do)
        self._rows.sought_changed.connect(self._show_sought)
        self._rows.view.activated.connect(self._go)
        self._rows.model.more_wanted.connect(lambda: self._tasks.start("more", self._read_more()))

    def _lay_out(self) -> None:
        self.setObjectName("import_sheet")
        self.setWindowTitle(tr("import.title"))
        for page in (self._file, self._columns, self._rows):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.addWidget(self._steps)
        layout.addWidget(self._pages, 1)
        self.resize(1040, 640)
