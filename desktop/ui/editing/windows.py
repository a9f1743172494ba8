"""The windows of editing, opened when asked for, and what is told of saves that waited."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QWidget

from desktop.domain.catalogue import CUSTOMER
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.ui.editing import words
from desktop.ui.editing.means import UnsentMeans
from desktop.ui.editing.rules import RulesSheet
from desktop.ui.editing.unsent import UnsentSheet
from desktop.ui.forms.told import told_of_save
from desktop.ui.labels import label_of
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_GATHERED_FOR_MS = 300


class EditingWindows(QObject):
    """Keeps the status bar true about what is not sent, and tells what went by itself.

    Signals:
        customer_asked: The user wants to go to a customer (CustomerId).
        draft_asked: The user wants to go on with a new customer (Draft).
    """

    customer_asked = Signal(object)
    draft_asked = Signal(object)

    def __init__(
        self, *, session: Session, messages: Messages, status: StatusBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._session, self._messages = session, messages
        self._status, self._window = status, window
        self._tasks = Tasks(messages.report)
        self._unsent: UnsentSheet | None = None
        self._rules: RulesSheet | None = None
        self._told: frozenset[int] = frozenset()
        # A refusal may name a field as the user's language does.
        session.rules.labels = {field.name: label_of(field.name) for field in CUSTOMER}
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._late.timeout.connect(lambda: self._tasks.start("tell", self._tell()))
        self._unsubscribe = session.changes.subscribe(self._note)
        status.unsent_asked.connect(self.show_unsent)

    def start(self) -> None:
        """Tell of what waits from another time."""
        self._show_count()
        self._late.start()

    def show_unsent(self) -> None:
        """What is not sent, in a window that stays while customers are looked at."""
        if self._unsent is None:
            session = self._session
            means = UnsentMeans(
                drafts=session.drafts,
                queue=session.queue,
                browse=session.browse,
                lists=session.lists,
                changes=session.changes,
            )
            self._unsent = UnsentSheet(means=means, messages=self._messages, parent=self._window)
            self._unsent.customer_asked.connect(self.customer_asked)
            self._unsent.draft_asked.connect(self.draft_asked)
            self._unsent.finished.connect(self._forget_unsent)
        _raise(self._unsent)

    def show_rules(self) -> None:
        """What was learned from refusals."""
        if self._rules is None:
            self._rules = RulesSheet(
                rules=self._session.rules, changes=self._session.changes, parent=self._window
            )
            self._rules.finished.connect(self._forget_rules)
        _raise(self._rules)

    def stop(self) -> None:
        self._unsubscribe()
        self._status.unsent_asked.disconnect(self.show_unsent)
        self._status.show_unsent(0)
        self._late.stop()
        self._tasks.stop()
        for sheet in (self._unsent, self._rules):
            if sheet is not None:
                sheet.close()

    # --- telling ------------------------------------------------------------------------------

    def _note(self, change: Change) -> None:
        if change.subject is Subject.DRAFTS:
            self._show_count()
            if not self._late.isActive():
                self._late.start()

    def _show_count(self) -> None:
        self._status.show_unsent(len(self._session.queue.ids()))

    async def _tell(self) -> None:
        """What went, and whatever has come to wait for the user."""
        sent = self._session.queue.take_sent()
        plain = [each for each in sent if not (each.slipped or each.not_stored or each.disturbed)]
        if len(plain) == 1:
            name = plain[0].after.name
            self._messages.say(tr("unsent.told.sent_one", name=name), severity=Severity.DONE)
        elif plain:
            text = tr("unsent.told.sent", count=len(plain))
            self._messages.say(text, severity=Severity.DONE)
        for each in sent:
            if each not in plain:
                told = told_of_save(each, each.sent, self._session.lists)
                text = tr("unsent.told.of", name=each.after.name, words=told.text)
                self._messages.say(text, severity=told.severity, details=told.details)
        await self._tell_waiting()

    async def _tell_waiting(self) -> None:
        """Each that waits for the user once."""
        if not self._session.queue.ids():
            self._told = frozenset()
            return
        rows = await self._session.queue.rows()
        waiting = {each.id: each for each in rows if words.waits_for_user(each)}
        new = [each for id_, each in waiting.items() if id_ not in self._told]
        self._told = frozenset(waiting)
        for each in new:
            text = tr("unsent.told.waits", name=words.name_of(each), state=words.state_words(each))
            self._messages.say(text, severity=Severity.WARNING, details=words.advice(each))

    def _forget_unsent(self) -> None:
        if self._unsent is not None:
            self._unsent.deleteLater()
            self._unsent = None

    def _forget_rules(self) -> None:
        if self._rules is not None:
            self._rules.deleteLater()
            self._rules = None


def _raise(sheet: QDialog) -> None:
    sheet.show()
    sheet.raise_()
    sheet.activateWindow()
