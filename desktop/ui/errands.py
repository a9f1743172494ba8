"""What the user asks for that takes a dialog: new customers, choosing files, what expires soon."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.session import Session
from desktop.ui.around import Around
from desktop.ui.dialogs.expiring import ExpiringSheet
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.dialogs.new_means import Site, new_means
from desktop.ui.importing import leaving
from desktop.ui.importing.sheet import ImportSheet
from desktop.ui.notice import Severity
from desktop.ui.search.means import means_of
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.sheets import Sheets
from desktop.ui.tasks import Tasks
from desktop.ui.uploads.choose import choose_files
from desktop.ui.uploads.paste import Clip, read_clipboard


class Errands(QObject):
    """Opens dialogs and passes on what came of them; nothing waits for one.

    Signals:
        customer_asked: The user wants to go to a customer (CustomerId).
        created: The user has created a customer, or will have (CustomerId).
        files_chosen: Files are to go to a customer (FilesDropped).
    """

    customer_asked = Signal(object)
    created = Signal(object)
    files_chosen = Signal(object)

    def __init__(self, *, session: Session, around: Around, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._around, self._window = session, around, window
        self._messages = around.messages
        self._tasks = Tasks(around.messages.report)
        self._windows = Sheets(self)
        self._windows.customer_asked.connect(self.customer_asked)
        self._sheets: list[NewCustomerSheet] = []
        self._start_in = ""

    def stop(self) -> None:
        # A sheet whose write is under way tells of it when nobody follows any more.
        self.blockSignals(True)  # noqa: FBT003  # Qt has no keyword
        self._tasks.stop()
        for sheet in self._sheets:
            if isValid(sheet):
                sheet.done(NewCustomerSheet.DialogCode.Rejected)
        self._windows.stop()

    async def may_leave(self) -> bool:
        """Whether the user lets this end, where an import is under way."""
        question = leaving.question(self._session.imports.state)
        return question is None or await self._messages.ask(question, self._window) == leaving.QUIT

    def new_customer(self, site: Site) -> None:
        """A sheet for a customer at *site*."""
        sheet = NewCustomerSheet(
            means=new_means(self._session),
            messages=self._messages,
            site=site,
            parent=self._window,
        )
        sheet.customer_stored.connect(self._go_to_stored)
        sheet.customer_queued.connect(lambda draft: self.created.emit(draft.customer))
        sheet.customer_asked.connect(self.customer_asked)
        self._sheets = [each for each in self._sheets if isValid(each)] + [sheet]
        sheet.open()

    def show_expiring(self) -> None:
        """What expires soon, in a sheet that stays while its customers are looked at."""
        self._windows.show("expiring", self._expiring)

    def show_import(self) -> None:
        """Customers out of a table, by number; what is under way goes on without its sheet."""
        self._windows.show("import", self._import)

    def choose_files(self, customer: Selected, folder: str) -> None:
        self._tasks.start("choose", self._choose(customer, folder))

    def paste(self, customer: Selected, folder: str) -> None:
        """Add the files or the picture on the clipboard."""
        clip = read_clipboard(QGuiApplication.clipboard().mimeData())
        for refused in clip.refused:
            self._messages.report(refused)
        if clip.problem:
            self._messages.say(clip.problem, severity=Severity.WARNING)
        else:
            # A picture takes a moment: what goes elsewhere meanwhile does not take its turn.
            self._tasks.start(f"paste {customer.id} {folder}", self._paste(customer, folder, clip))

    async def _choose(self, customer: Selected, folder: str) -> None:
        paths = await choose_files(
            self._window, customer=customer.name, folder=folder, start_in=self._start_in
        )
        if paths:
            self._start_in = str(paths[0].parent)
        self._pass_on(customer, paths, folder)

    async def _paste(self, customer: Selected, folder: str, clip: Clip) -> None:
        self._pass_on(customer, await clip.files(self._session.pasted), folder)

    def _pass_on(self, customer: Selected, paths: tuple[Path, ...], folder: str) -> None:
        if paths:
            self.files_chosen.emit(FilesDropped(target=customer.target, paths=paths, folder=folder))

    def _go_to_stored(self, customer: Customer) -> None:
        self.created.emit(CustomerId(customer.id))

    def _expiring(self) -> ExpiringSheet:
        return ExpiringSheet(
            feeds=self._session.feeds,
            browse=self._session.browse,
            around=self._around,
            parent=self._window,
        )

    def _import(self) -> ImportSheet:
        session = self._session
        return ImportSheet(
            imports=session.imports,
            finding=means_of(session),
            choices=session.choices,
            memory=session.memory,
            messages=self._messages,
            parent=self._window,
        )
