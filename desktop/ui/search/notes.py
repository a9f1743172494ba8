"""What there is to know of a search, under its field: what is hidden, and what was searched."""

from dataclasses import dataclass

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from desktop.ui.texts import tr


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the notes say.

    Attributes:
        words: Of what was searched, where that is not everything as it is now.
        hidden_closed: Closed customers that match and are not shown; likewise `hidden_others`,
            those of other main groups.
        shows_closed: The user let them be shown, and may hide them again; likewise `shows_others`.
        most: Hidden ones are counted up to here.
    """

    words: str = ""
    hidden_closed: int = 0
    hidden_others: int = 0
    shows_closed: bool = False
    shows_others: bool = False
    most: int = 1_000


class Notes(QWidget):
    """A line of words and a chip for each kind of hidden customers; nothing where there is none.

    Signals:
        closed_asked: Closed ones are to be shown, or hidden again.
        others_asked: Those of other main groups are to be shown, or hidden again.
    """

    closed_asked = Signal()
    others_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = _quiet_label("search_words")
        self._closed, self._others = _chip("found_closed_chip"), _chip("found_others_chip")
        self._closed.clicked.connect(self.closed_asked)
        self._others.clicked.connect(self.others_asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._words)
        for chip in (self._closed, self._others):
            layout.addWidget(chip, alignment=Qt.AlignmentFlag.AlignLeft)
        self.show_standing(Standing())

    def show_standing(self, standing: Standing) -> None:
        _show(self._words, standing.words)
        count = _up_to(standing.hidden_closed, standing.most)
        words = tr("search.chip.closed_hidden", count=count) if standing.hidden_closed else ""
        _show(self._closed, tr("search.chip.closed_shown") if standing.shows_closed else words)
        count = _up_to(standing.hidden_others, standing.most)
        words = tr("search.chip.others_hidden", count=count) if standing.hidden_others else ""
        _show(self._others, tr("search.chip.others_shown") if standing.shows_others else words)
        self.setVisible(any(not part.isHidden() for part in self._parts()))

    def _parts(self) -> tuple[QWidget, ...]:
        return self._words, self._closed, self._others


def _show(part: QLabel | QToolButton, words: str) -> None:
    """Nothing is laid out anew where nothing changed: this runs with every key."""
    if part.text() != words:
        part.setText(words)
        part.setAccessibleName(words)
    if part.isHidden() == bool(words):
        part.setVisible(bool(words))


def _up_to(count: int, most: int) -> str:
    shown = QLocale().toString(min(count, most))
    return f"{shown}+" if count >= most else shown


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setWordWrap(True)
    return label


def _chip(name: str) -> QToolButton:
    chip = QToolButton()
    chip.setObjectName(name)
    chip.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    chip.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return chip
