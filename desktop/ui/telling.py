"""What the window says by itself of connection, transfers and saves."""

from collections.abc import Callable

from desktop.domain.importing import Phase
from desktop.services.changes import Change, Subject
from desktop.services.connection import Reach
from desktop.services.session import Session
from desktop.ui.late_saves import LateSaves
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.problems import SIGN_IN
from desktop.ui.status_bar import StatusBar
from desktop.ui.texts import tr
from desktop.ui.unsettled import Unsettled

_IMPORT = "unfinished import"
_SAVED = frozenset({"saved", "created"})


class Telling:
    """Keeps the status bar true, and says what the user should know of.

    *search* looks for what was typed.
    """

    def __init__(
        self,
        *,
        session: Session,
        messages: Messages,
        status: StatusBar,
        search: Callable[[str], None],
    ) -> None:
        self._session, self._messages, self._status = session, messages, status
        self._reach = session.connection.reach
        self._is_refused = session.connection.is_refused
        self._unsettled = Unsettled(session=session, messages=messages, search=search)
        self._late = LateSaves(session=session, messages=messages, search=search)
        self._unsubscribe = session.changes.subscribe(self._changed)

    def start(self) -> None:
        """Say how things stand, and what the last run left that the user should know of."""
        self._show_work()
        self._tell_of_journal()
        self._tell_of_import()
        self._unsettled.start()

    def stop(self) -> None:
        self._unsubscribe()
        self._unsettled.stop()
        self._late.stop()

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.CONNECTION:
            connection = self._session.connection
            self._status.show_connection(connection)
            if connection.reach is Reach.CONNECTED and self._reach is Reach.CUT_OFF:
                self._messages.reconnected.emit()
            if self._is_refused and not connection.is_refused:
                self._messages.settled.emit(SIGN_IN)
            self._reach, self._is_refused = connection.reach, connection.is_refused
        elif change.subject is Subject.CUSTOMERS and change.cause in _SAVED:
            self._session.connection.saved()
        elif change.subject is Subject.IMPORTS and change.cause != Phase.PAUSED.value:
            self._messages.settled.emit(_IMPORT)
        elif change.subject in {Subject.UPLOADS, Subject.SAVING}:
            self._show_work()
            self._tell_failures()

    def _tell_of_journal(self) -> None:
        """That it was damaged, or cannot be used; the strip above the transfers says more."""
        journal = self._session.journal
        if journal.trouble is not None:
            self._messages.report(journal.trouble)
        if journal.set_aside is None or journal.salvaged is None:
            return
        found, file = journal.salvaged, journal.set_aside
        if found.uploads or found.saves:
            text = tr(
                "uploads.set_aside.salvaged",
                uploads=found.uploads,
                saves=found.saves,
                unsure=found.unsure,
                file=file.name,
            )
        else:
            text = tr("uploads.set_aside.unreadable", file=file.name)
        self._messages.say(text, severity=Severity.PROBLEM, details=str(file))

    def _tell_of_import(self) -> None:
        """That one was broken off by the end of the program; it goes on only on the user's word."""
        state = self._session.imports.state
        if state is not None and state.phase is Phase.PAUSED:
            words = [tr("work.import_left", file=state.file)]
            if state.lost:
                words.append(tr("import.lost", count=state.lost))
            self._messages.say(" ".join(words), severity=Severity.WARNING, about=_IMPORT)

    def _tell_failures(self) -> None:
        """Saves that failed when the form that asked for them had gone."""
        for error in self._session.edits.take_failures():
            self._messages.say(tr("work.save_failed"), severity=Severity.PROBLEM)
            self._messages.report(error)

    def _show_work(self) -> None:
        count = self._session.uploads.unfinished_count
        words = [tr("work.uploads", count=count)] if count else []
        if self._session.edits.stopped is not None:
            words.append(tr("work.saving_stopped"))
        self._status.show_work(" · ".join(words))
