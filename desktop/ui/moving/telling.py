"""What is told after a move, or after closing and blocking; and how it is taken back."""

from collections.abc import Callable

from desktop.domain.edits import Saved
from desktop.services.edits import Edits
from desktop.ui.messages import Messages
from desktop.ui.notice import Offered, Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr


class Told:
    """Tells of a save that it was done, with the way back beside it."""

    def __init__(self, *, edits: Edits, messages: Messages) -> None:
        self._edits = edits
        self._messages = messages
        self._tasks = Tasks(messages.report)
        self.stop = self._tasks.stop

    def done(self, words: str, saved: Saved, undone: Callable[[], str]) -> None:
        """Say *words*, and what *undone* gives once it was taken back."""
        offered = None
        if saved.sent:
            offered = Offered(words=tr("move.undo"), act=lambda: self._undo(saved, undone))
        self._messages.say(words, severity=Severity.DONE, offered=offered)

    def ignored(self, words: str) -> None:
        """The server did not take it."""
        self._messages.say(words, severity=Severity.WARNING)

    def waits(self, words: str) -> None:
        """It goes when the server can be reached."""
        self._messages.say(words)

    def _undo(self, saved: Saved, undone: Callable[[], str]) -> None:
        self._tasks.start(f"undo {saved.receipt}", self._take_back(saved, undone))

    async def _take_back(self, saved: Saved, undone: Callable[[], str]) -> None:
        await self._edits.undo(saved)
        self._messages.say(undone(), severity=Severity.DONE)
