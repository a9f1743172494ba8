"""The windows of editing, opened when asked for, and what is told of saves that waited."""

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.importing import Phase
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.ui.editing import leaving, words
from desktop.ui.editing.means import UnsentMeans
from desktop.ui.editing.rules import RulesSheet
from desktop.ui.editing.sent import Sent
from desktop.ui.editing.unsent import UnsentSheet
from desktop.ui.labels import label_of
from desktop.ui.messages import Messages, Question
from desktop.ui.notice import Severity
from desktop.ui.sheets import Sheets
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_GATHERED_FOR_MS = 300
_UNDER_WAY = frozenset({Phase.RUNNING, Phase.PAUSED})


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
        self._sent = Sent(session=session, messages=messages)
        self._sheets = Sheets(self)
        self._sheets.customer_asked.connect(self.customer_asked)
        self._rules: RulesSheet | None = None
        self._told: frozenset[int] = frozenset()
        # A refusal may name a field as the user's language does.
        session.rules.labels = {field.name: label_of(field.name) for field in CUSTOMER}
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._late.timeout.connect(self._catch_up)
        self._unsubscribe = session.changes.subscribe(self._note)
        status.unsent_asked.connect(self.show_unsent)

    def start(self) -> None:
        """Tell of what waits from another time."""
        self._show_count()
        self._late.start()

    def show_unsent(self) -> None:
        """What is not sent, in a window that stays while customers are looked at."""
        self._sheets.show("unsent", self._make_unsent)

    def show_rules(self) -> None:
        """What was learned from refusals."""
        rules, changes = self._session.rules, self._session.changes
        self._rules = RulesSheet(rules=rules, changes=changes, parent=self._window)
        self._rules.finished.connect(self._rules.deleteLater)
        self._rules.open()

    async def may_leave(self) -> bool:
        """Whether the user lets this end, where something is not sent."""
        session = self._session
        question = leaving.question(
            len(session.queue.ids()), session.imports.state, session.account.user
        )
        return question is None or await self._may_end(question)

    async def may_end_demo(self, *, is_unsaved: bool) -> bool:
        """The same where nothing is kept; *is_unsaved*: something is that this does not know of."""
        session = self._session
        state = session.imports.state
        is_unsent = bool(
            session.drafts.ids()
            or session.queue.ids()
            or session.uploads.unfinished_count
            or (state is not None and state.phase in _UNDER_WAY)
        )
        is_any = is_unsaved or is_unsent
        return not is_any or await self._may_end(leaving.question_of_demo())

    async def _may_end(self, question: Question) -> bool:
        return await self._messages.ask(question, self._window) == leaving.LEAVE

    def stop(self) -> None:
        self._unsubscribe()
        self._status.unsent_asked.disconnect(self.show_unsent)
        self._status.show_unsent(0)
        self._late.stop()
        self._tasks.stop()
        self._sent.stop()
        self._sheets.stop()
        if self._rules is not None and isValid(self._rules):
            self._rules.close()

    def _make_unsent(self) -> UnsentSheet:
        session = self._session
        means = UnsentMeans(
            drafts=session.drafts,
            queue=session.queue,
            browse=session.browse,
            lists=session.lists,
            changes=session.changes,
            choices=session.choices,
        )
        sheet = UnsentSheet(means=means, messages=self._messages, parent=self._window)
        sheet.draft_asked.connect(self.draft_asked)
        return sheet

    # --- telling ------------------------------------------------------------------------------

    def _note(self, change: Change) -> None:
        if change.subject is Subject.DRAFTS:
            self._show_count()
            if not self._late.isActive():
                self._late.start()

    def _catch_up(self) -> None:
        # Told of before the queue has counted anew, so it is asked again.
        self._show_count()
        self._tasks.start("tell", self._tell())

    def _show_count(self) -> None:
        self._status.show_unsent(len(self._session.queue.ids()))

    async def _tell(self) -> None:
        """What went, and whatever has come to wait for the user."""
        await self._sent.tell(self._session.queue.take_sent())
        for covered in self._session.drafts.take_covered():
            self._sent.tell_covered(covered)
        await self._tell_waiting()

    async def _tell_waiting(self) -> None:
        """Each that waits for the user once, for as long as it does."""
        rows = await self._session.queue.rows() if self._session.queue.ids() else ()
        waiting = {each.id: each for each in rows if words.waits_for_user(each)}
        new = [each for id_, each in waiting.items() if id_ not in self._told]
        gone, self._told = self._told - waiting.keys(), frozenset(waiting)
        for id_ in gone:
            self._messages.settled.emit(_about(id_))
        for each in new:
            key = "unsent.told.waits_new" if each.is_new else "unsent.told.waits"
            text = tr(key, name=words.name_of(each), state=words.state_words(each))
            self._messages.say(
                text,
                severity=Severity.WARNING,
                details=words.advice(each),
                about=_about(each.id),
            )


def _about(row: int) -> str:
    return f"unsent {row}"
