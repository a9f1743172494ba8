"""What the window says and asks about the local copy of all customers."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.domain.errors import StorageFailed
from desktop.domain.sync import Doubted, Phase
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.ui.copy_words import check_question, doubt_question, rebuild_question
from desktop.ui.messages import Messages, Question
from desktop.ui.notice import Severity
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class LocalCopy:
    """Tells how the copy stands, and asks before anything large is done to it."""

    def __init__(
        self, *, session: Session, messages: Messages, status: StatusBar, window: QWidget
    ) -> None:
        self._copy, self._messages = session.sync, messages
        self._status, self._window = status, window
        self._tasks = Tasks(messages.report)
        self._asked: Doubted | None = None
        self._told: BaseException | None = None
        self._told_of = ""
        self._unsubscribe = session.changes.subscribe(self._changed)
        self._show()

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()

    def check(self) -> None:
        """Compare everything with the server, if the user still wants it when asked."""
        self._tasks.start("check", self._if_wanted(check_question(), self._copy.check_all))

    def rebuild(self) -> None:
        """Read everything anew, if the user still wants it when asked."""
        self._tasks.start("rebuild", self._if_wanted(rebuild_question(), self._copy.rebuild))

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.SYNC:
            self._show()

    def _show(self) -> None:
        state = self._copy.state
        self._status.show_copy(state)
        if state.doubted is not None and state.doubted != self._asked:
            self._tasks.start("doubt", self._ask(state.doubted))
        self._asked = state.doubted
        # Being offline is the status bar's to say; what stands in the way of everything is not.
        is_grave = state.phase is Phase.FAILED or isinstance(state.problem, StorageFailed)
        if is_grave and state.problem not in (None, self._told):
            self._messages.report(state.problem)
        self._told = state.problem
        self._tell_of(self._copy.set_aside)

    def _tell_of(self, set_aside: str) -> None:
        """A copy by a newer program is no damage, which is told as a problem."""
        if set_aside != self._told_of and ".newer-" in set_aside:
            words = tr("copy.newer_set_aside", file=Path(set_aside).name)
            self._messages.say(words, severity=Severity.WARNING, details=set_aside)
        self._told_of = set_aside

    async def _ask(self, doubted: Doubted) -> None:
        answer = await self._messages.ask(doubt_question(doubted), self._window)
        self._copy.settle(believe=answer == "believe")

    async def _if_wanted(self, question: Question, do: Callable[[], None]) -> None:
        if await self._messages.ask(question, self._window) == "yes":
            do()
