"""The transfers and all that belongs to them, tied together."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.services.uploads.ledger import Ledger
from desktop.services.uploads.tags import Tags
from desktop.ui.dialogs.upload_settings import UploadSettingsDialog
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.search.means import Means
from desktop.ui.selection import FilesDropped
from desktop.ui.sheets import Sheets
from desktop.ui.uploads import leaving
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.ledger.sheet import LedgerSheet
from desktop.ui.uploads.receiving import Receiving
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.strips import ReviewStrips
from desktop.ui.uploads.through import Through

_GATHERED_FOR_MS = 200


class UploadParts(QObject):
    """Takes files, shows what becomes of them, and tells each batch that came through once.

    Signals:
        customer_asked: The user wants to go to the customer of an upload (CustomerId).
        taken: Files are on their way, so that the transfers are worth showing.

    Attributes:
        dock: What is to be shown; the others are parts of it.
    """

    customer_asked = Signal(object)
    taken = Signal()

    def __init__(
        self, *, session: Session, messages: Messages, finding: Means, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._messages, self._window = session, messages, window
        uploads = session.uploads
        self._review = ReviewStrips(_review_means(session, finding, messages))
        self.dock = TransfersDock(uploads=uploads, changes=session.changes, review=self._review)
        self._receiving = Receiving(
            uploads=uploads, browse=session.browse, messages=messages, window=window
        )
        self._through = Through()
        self._through.look(uploads.live, uploads.get)
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._sheets = Sheets(self)
        self._settings: UploadSettingsDialog | None = None
        self._unsubscribe = session.changes.subscribe(self._note)
        self._late.timeout.connect(self._tell_through)
        self._receiving.taken.connect(lambda _batch: self.taken.emit())
        self.dock.told.connect(lambda words: messages.say(words, severity=Severity.WARNING))
        for asker in (self.dock, self._sheets):
            asker.customer_asked.connect(self.customer_asked)

    def receive(self, dropped: FilesDropped) -> None:
        """Take what was dropped, chosen or pasted."""
        self._receiving.receive(dropped)

    def review(self) -> None:
        """Bring the keyboard to what can still be undone."""
        self._review.focus_strip()

    def show_ledger(self) -> None:
        """What went where and when, in a window that stays while customers are looked at."""
        self._sheets.show("ledger", self._ledger)

    def show_settings(self) -> None:
        """How uploads are to go."""
        self._settings = UploadSettingsDialog(
            settings=self._session.uploads.settings, parent=self._window
        )
        self._settings.finished.connect(self._settings.deleteLater)
        self._settings.open()

    async def may_leave(self) -> bool:
        """Whether the user lets this end, where something is between sent and confirmed."""
        question = leaving.question(self._session.uploads.live)
        return question is None or await self._messages.ask(question, self._window) == leaving.QUIT

    def stop(self) -> None:
        self._unsubscribe()
        self._late.stop()
        self._receiving.stop()
        self.dock.stop()
        self._sheets.stop()

    def _note(self, change: Change) -> None:
        if change.subject is Subject.UPLOADS and not self._late.isActive():
            self._late.start()

    def _tell_through(self) -> None:
        uploads = self._session.uploads
        news = self._through.look(uploads.live, uploads.get)
        for about in news.settled:
            self._messages.settled.emit(about)
        for notice in news.notices:
            self._messages.say(notice.text, severity=notice.severity, about=notice.about)

    def _ledger(self) -> LedgerSheet:
        return LedgerSheet(
            ledger=Ledger(self._session.journal),
            changes=self._session.changes,
            messages=self._messages,
            parent=self._window,
        )


def _review_means(session: Session, finding: Means, messages: Messages) -> ReviewMeans:
    return ReviewMeans(
        uploads=session.uploads,
        thumbnail=session.uploads.thumbnail,
        changes=session.changes,
        documents=session.documents,
        pictures=session.pictures,
        tags=Tags(session.memory),
        finding=finding,
        messages=messages,
    )
