"""The one door to the user: notices, and questions that block nothing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from desktop.domain.errors import AppError
from desktop.ui.asking import answered
from desktop.ui.notice import Notice, Offered, Severity
from desktop.ui.problems import describe
from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its answers, as (key, words); the last is what Escape means."""

    title: str
    text: str
    answers: tuple[tuple[str, str], ...]
    default: str = ""
    details: str = ""


class Messages(QObject):
    """Shows what happened, in the way its kind deserves.

    Signals:
        noticed: There is something to tell the user (Notice).
        reconnected: The server answers again.
        settled: What notices were about is no more (their `about`).
    """

    noticed = Signal(object)
    reconnected = Signal()
    settled = Signal(str)

    def __init__(self, *, record_bug: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._record_bug = record_bug

    def say(
        self,
        text: str,
        *,
        severity: Severity = Severity.INFO,
        details: str = "",
        offered: Offered | None = None,
        about: str = "",
    ) -> None:
        self.tell(
            Notice(text=text, severity=severity, details=details, offered=offered, about=about)
        )

    def tell(self, notice: Notice) -> None:
        self.noticed.emit(notice)

    def report(self, error: BaseException) -> None:
        """Expected errors become a notice, bugs are recorded as well, cancelling is silence."""
        if isinstance(error, asyncio.CancelledError):
            return
        if not isinstance(error, AppError):
            self._record_bug(error)
        self.tell(describe(error))

    async def ask(self, question: Question, parent: QWidget) -> str:
        """Ask, and wait for the answer's key; cancelling the task closes the question."""
        box = QMessageBox(parent)
        # A customer's name may look like markup, and is shown as it is.
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("app.name"))
        box.setText(question.title)
        box.setInformativeText(question.text)
        box.setDetailedText(question.details)
        buttons = _add_answers(box, question)
        async with answered(box):
            clicked = box.clickedButton()
            return next(
                (key for key, button in buttons.items() if button is clicked),
                question.answers[-1][0],
            )


def _add_answers(box: QMessageBox, question: Question) -> dict[str, QPushButton]:
    buttons = {}
    last = question.answers[-1][0]
    for key, words in question.answers:
        role = (
            QMessageBox.ButtonRole.RejectRole if key == last else QMessageBox.ButtonRole.AcceptRole
        )
        buttons[key] = box.addButton(words, role)
        if key == question.default:
            box.setDefaultButton(buttons[key])
    box.setEscapeButton(buttons[last])
    return buttons
