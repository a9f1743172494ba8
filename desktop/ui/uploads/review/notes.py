"""The lines below a strip's first: what the user should know, each with its answer."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.ui.uploads.review.plain import Sentence, Sign, button
from desktop.ui.uploads.review.words import NoteWords


class Notes(QWidget):
    """As many lines as there are notes.

    Signals:
        answered: The button of a note was pressed (its key).
    """

    answered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[str, _Line] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(line.sentence.text() for line in self._lines.values() if not line.isHidden())

    def put(self, notes: Sequence[NoteWords]) -> None:
        """Show these; a line stays in its place while it is there."""
        for note in notes:
            if note.key not in self._lines:
                self._lines[note.key] = self._make(note)
            self._lines[note.key].put(note)
        wanted = {note.key for note in notes}
        for key, line in self._lines.items():
            line.setVisible(key in wanted)
        self.setVisible(bool(notes))

    def _make(self, note: NoteWords) -> "_Line":
        line = _Line(note.key)
        line.answer.clicked.connect(lambda: self.answered.emit(note.key))
        self._layout.addWidget(line)
        return line


class _Line(QWidget):
    """A sign, a sentence, perhaps a button."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._sign = Sign("info")
        self.sentence = Sentence(f"review_note_{key}")
        self.answer: QPushButton = button(f"review_note_{key}_answer", "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.answer)

    def put(self, note: NoteWords) -> None:
        self._sign.show_picture("warning" if note.is_warning else "info")
        self.sentence.say(note.text)
        self.answer.setText(note.answer)
        self.answer.setAccessibleName(f"{note.answer}: {note.text}" if note.answer else "")
        self.answer.setVisible(bool(note.answer))
