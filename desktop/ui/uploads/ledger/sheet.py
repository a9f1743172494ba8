"""The ledger's window: what went where and when, searched, told in full and taken along."""

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.ledger import Sought
from desktop.domain.uploads import Upload
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.uploads.ledger import PAGE, Kind, Ledger
from desktop.ui.entered import EnterDialog
from desktop.ui.faces import Faces
from desktop.ui.formats import Format, words
from desktop.ui.forms.note import Note
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.ledger.exporting import choose_export
from desktop.ui.uploads.ledger.filters import Filters
from desktop.ui.uploads.ledger.model import LedgerModel
from desktop.ui.uploads.ledger.report import report
from desktop.ui.uploads.ledger.view import Foot, LedgerView, Story
from desktop.ui.uploads.words import advice

_GATHERED_FOR_MS = 1000
"""Whoever looks at the ledger can wait a second for what just happened."""
_MOST_READ_ANEW = 1000


class LedgerSheet(EnterDialog):
    """Every upload of the account; it may stay open beside the window.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        ledger: Ledger,
        changes: ChangeFeed,
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ledger, self._messages = ledger, messages
        self._tasks = Tasks(messages.report)
        self._filters, self._foot, self._story = Filters(), Foot(), Story()
        # The window's notices lie behind the sheet.
        self._written = Note("ledger")
        self._model = LedgerModel()
        self._view = LedgerView(self._model)
        self.faces = Faces(self._view)
        self._is_reading = self._goes_to_list = False
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._unsubscribe: Callable[[], None] | None = changes.subscribe(self._note)
        self._lay_out()
        self._connect()
        self.faces.show_loading()
        self.reload()

    def reload(self) -> None:
        """Read anew what is sought, from its beginning."""
        self._is_reading, self._goes_to_list = True, False
        self._tasks.cancel("more")
        self._tasks.start("read", self._read(self._filters.sought))

    def refresh(self) -> None:
        """Read anew what is shown; whoever has scrolled far down stays there."""
        self._tasks.start("read", self._read(self._filters.sought, keeps_rest=True))

    def stop(self) -> None:
        """End all reads, for good; closing the sheet does."""
        self._tasks.stop()
        self._late.stop()
        self._filters.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    # --- reading ------------------------------------------------------------------------------

    async def _read(self, sought: Sought, *, keeps_rest: bool = False) -> None:
        limit = min(max(PAGE, self._model.rowCount()), _MOST_READ_ANEW)
        try:
            found = await self._ledger.search(sought, limit=limit)
            count = await self._ledger.count(sought)
        except AppError as error:
            self.faces.show_problem(error)
            self._is_reading = False
            return
        rest: tuple[Upload, ...] = ()
        if keeps_rest and len(found) == limit:
            rest = tuple(row for row in self._model.rows if row.id < found[-1].id)
        self._model.put_first((*found, *rest), may_be_more=len(found) + len(rest) < count)
        self._foot.say(tr("ledger.count", count=words(count, Format.NUMBER)))
        self._show_face(is_any=bool(found), sought=sought)
        self._tell()
        self._is_reading = False
        if self._goes_to_list:
            self._go_to_list()

    def _go_to_list(self) -> None:
        """Bring the keyboard to what was found, once it is there."""
        self._goes_to_list = self._is_reading
        if not self._goes_to_list and self._model.rowCount():
            self._view.setFocus()
            if self._view.chosen() is None:
                self._view.selectRow(0)

    async def _read_more(self, sought: Sought) -> None:
        before = self._model.rows[-1].id
        found = await self._ledger.search(sought, limit=PAGE, before=before)
        self._model.add(found, may_be_more=len(found) == PAGE)

    def _show_face(self, *, is_any: bool, sought: Sought) -> None:
        if is_any:
            self.faces.show_content()
        elif sought == Sought():
            self.faces.show_empty(tr("ledger.empty"))
        else:
            self.faces.show_empty(tr("ledger.nothing"))

    def _tell(self) -> None:
        """What happened to the chosen one."""
        chosen = self._view.chosen()
        self._foot.allow(is_chosen=chosen is not None)
        if chosen is None:
            self._story.clear()
            self._tasks.cancel("story")
        else:
            self._tasks.start("story", self._tell_of(chosen))

    async def _tell_of(self, row: Upload) -> None:
        happened = await self._ledger.events(row.id)
        self._story.show_text(advice(row), report(row, happened))

    def _note(self, change: Change) -> None:
        if change.subject is Subject.UPLOADS and not self._late.isActive():
            self._late.start()

    # --- doing --------------------------------------------------------------------------------

    def _go(self) -> None:
        chosen = self._view.chosen()
        if chosen is not None and chosen.customer_id != NO_CUSTOMER:
            self.customer_asked.emit(chosen.customer_id)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._story.report)

    def _export(self, kind: Kind, is_all: bool) -> None:
        sought = Sought() if is_all else self._filters.sought
        self._written.tell("", Severity.INFO)
        self._tasks.start("export", self._write(sought, kind))

    async def _write(self, sought: Sought, kind: Kind) -> None:
        to = await choose_export(self, self._messages, kind)
        if to is None:
            return
        try:
            count = await self._ledger.export(sought, to)
        except AppError as error:
            notice = describe(error)
            self._written.tell(notice.text, notice.severity, more=notice.details)
        else:
            text = tr("ledger.exported", count=count, file=to.path.name)
            self._written.tell(text, Severity.DONE, more=str(to.path))

    # --- arranging ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.finished.connect(self.stop)
        self.faces.retry_asked.connect(self.reload)
        self._filters.changed.connect(self.reload)
        self._filters.list_asked.connect(self._go_to_list)
        self._late.timeout.connect(self.refresh)
        self._model.more_wanted.connect(
            lambda: self._tasks.start("more", self._read_more(self._filters.sought))
        )
        self._model.rowsRemoved.connect(self._tell)
        self._view.selectionModel().selectionChanged.connect(self._tell)
        self._view.activated.connect(self._go)
        self._foot.go_asked.connect(self._go)
        self._foot.copy_asked.connect(self._copy)
        self._foot.export_asked.connect(self._export)
        self._foot.close_asked.connect(self.reject)

    def _lay_out(self) -> None:
        self.setObjectName("ledger_sheet")
        self.setWindowTitle(tr("ledger.title"))
        layout = QVBoxLayout(self)
        layout.addWidget(self._filters)
        layout.addWidget(self.faces, 3)
        layout.addWidget(self._story, 1)
        layout.addWidget(self._written)
        layout.addWidget(self._foot)
        self.resize(1000, 640)
