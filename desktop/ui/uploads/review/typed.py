"""A line that keeps what was typed until it is taken."""

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLineEdit

from desktop.ui import theme
from desktop.ui.notice import Severity


class TypedLine(QLineEdit):
    """Shows what is so, unless something else was typed that nobody could take yet.

    Signals:
        told: What is wrong with what was typed, "" for nothing (str).
        touched: What is `typed` may be another text now, or nothing.

    Attributes:
        is_unfit: What stands here cannot be taken.
    """

    told = Signal(str)
    touched = Signal()

    def __init__(self, name: str, spoken: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.is_unfit = False
        self._taken = ""
        self.textChanged.connect(self.touched)

    @property
    def is_typed(self) -> bool:
        """Whether something stands here that is not taken, or not yet."""
        # What is chosen from a list of completions is another text that Qt calls unmodified.
        return self.isModified() or self.text() != self._taken

    @property
    def typed(self) -> str | None:
        """What stands here and is not taken, or not yet; None for nothing of the kind."""
        return self.text() if self.is_typed else None

    def type_again(self, text: str) -> None:
        """Have *text* stand here as if it was typed just now."""
        self.setText(text)
        self.setModified(True)

    def show_text(self, text: str) -> None:
        """Show what is so now, unless the user is typing."""
        if not self.is_typed:
            self.put(text)

    def put(self, text: str) -> None:
        """Have *text* stand here, whatever was typed; nothing is wrong with it."""
        was_typed, self._taken = self.is_typed, text
        if text != self.text():
            with QSignalBlocker(self):
                self.setText(text)
        self.setModified(False)
        if self.is_unfit:
            self._mark("")
        if was_typed:
            self.touched.emit()

    def put_back(self) -> bool:
        """Give up what cannot be taken; whether there was any."""
        was_unfit = self.is_unfit
        if was_unfit:
            self.put(self._taken)
        return was_unfit

    def refuse(self, words: str) -> None:
        """What was typed stays, and *words* say why it is not taken."""
        self.setModified(True)
        self._mark(words)
        self.touched.emit()

    def _mark(self, words: str) -> None:
        self.is_unfit = bool(words)
        palette = QPalette()
        if words:
            palette.setColor(QPalette.ColorRole.Base, theme.tint(Severity.PROBLEM))
        self.setPalette(palette)
        self.setAccessibleDescription(words)
        self.told.emit(words)
