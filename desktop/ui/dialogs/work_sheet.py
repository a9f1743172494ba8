"""A sheet that does one thing at a time, and says in place what comes in the way."""

from collections.abc import Coroutine
from typing import Any

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.domain.errors import AppError
from desktop.ui.entered import EnterDialog
from desktop.ui.forms.note import Note
from desktop.ui.messages import Messages
from desktop.ui.notice import Notice, Severity
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks


class WorkSheet(EnterDialog):
    """Its note, named *name*, tells problems; *messages* only bugs."""

    def __init__(self, name: str, *, messages: Messages, parent: QWidget) -> None:
        super().__init__(parent)
        self._messages = messages
        self._tasks = Tasks(self._report)
        self._note = Note(name)
        self._is_busy = False

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Nothing else can be begun until *work* is over."""
        self._say("", Severity.INFO)
        focused = self.focusWidget()
        self._set_busy(is_busy=True)
        self._tasks.start("work", self._run(work, focused))

    async def _run(self, work: Coroutine[Any, Any, None], focused: QWidget | None) -> None:
        try:
            await work
        finally:
            # Cancelled because the sheet went, there is nothing left to be shown on.
            if isValid(self):
                self._set_busy(is_busy=False)
                # What is disabled loses the keyboard.
                if focused is not None and isValid(focused) and focused.isVisible():
                    focused.setFocus()

    def _report(self, error: BaseException) -> None:
        if isinstance(error, AppError):
            notice = self._told_of(error)
            self._say(notice.text, notice.severity)
        else:
            self._messages.report(error)

    def _say(self, words: str, severity: Severity) -> None:
        self._note.say(words, severity)
        self._note.setAccessibleName(words)
        self._grow()

    # --- What each sheet has its own way of -------------------------------------------------

    def _set_busy(self, *, is_busy: bool) -> None:
        self._is_busy = is_busy

    def _told_of(self, error: AppError) -> Notice:
        return describe(error)

    def _grow(self) -> None:
        """Make room for what is said."""
