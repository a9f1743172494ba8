"""The first line of a strip: how many files for whom, and what to do with them as a whole."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.ui.labels import tooltip
from desktop.ui.texts import tr
from desktop.ui.uploads.review import words
from desktop.ui.uploads.review.digest import Digest
from desktop.ui.uploads.review.plain import Sentence, Sign, button

UNDO, REDIRECT, SEND, ADD, REFUSE, DETAILS = (
    *("undo", "redirect", "send", "add", "refuse"),
    "details",
)
_LEAST_SENTENCE = 150
_WHILE_ASKING: Mapping[str, bool | None] = MappingProxyType(
    {REFUSE: True, ADD: True, UNDO: False, SEND: False}
)
"""Which are there only while a question is open, and which only while none is."""


class Head(QWidget):
    """A sentence and its buttons; none of them is pressed by an Enter that meant something else.

    Signals:
        pressed: One of the buttons, by its name (str); not DETAILS.
    """

    pressed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._sign = Sign("clock")
        self.sentence, self.status = _sentence(), _status()
        self.buttons = {
            name: _button(name) for name in (REFUSE, ADD, UNDO, REDIRECT, SEND, DETAILS)
        }
        self.buttons[DETAILS].setCheckable(True)
        for name, each in self.buttons.items():
            if name != DETAILS:
                each.clicked.connect(lambda _=False, name=name: self.pressed.emit(name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._sign)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.status)
        for each in self.buttons.values():
            row.addWidget(each)

    def put(self, digest: Digest, *, is_looked_at: bool, is_released: bool) -> None:
        """Show how things stand; of a released batch some have gone, and it has its customer."""
        is_asking = bool(digest.batch.asks)
        self._sign.show_picture("warning" if is_asking else "clock")
        self.sentence.say(words.question(digest) if is_asking else words.heading(digest))
        self.sentence.setToolTip(tooltip(words.place(digest.batch.target)))
        is_open = self.buttons[DETAILS].isChecked()
        self.status.say(words.status(digest, is_looked_at=is_looked_at, is_open=is_open))
        self.status.setVisible(bool(self.status.text()))
        for name, is_while_asking in _WHILE_ASKING.items():
            self.buttons[name].setVisible(is_while_asking == is_asking)
        self.buttons[REDIRECT].setVisible(not is_released)
        # What waits for an answer cannot be sent before it has one.
        if len(digest.repeated) == len(digest.rows):
            self.buttons[SEND].hide()
        customer = words.customer(digest.batch.target)
        for name, each in self.buttons.items():
            each.setAccessibleName(tr(f"review.{name}_named", customer=customer))


def _sentence() -> Sentence:
    sentence = Sentence("review_heading")
    font = sentence.font()
    font.setBold(True)
    sentence.setFont(font)
    sentence.setMinimumWidth(_LEAST_SENTENCE)
    return sentence


def _status() -> Sentence:
    """In one line beside the buttons."""
    status = Sentence("review_status")
    status.setWordWrap(False)
    status.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    status.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return status


def _button(name: str) -> QPushButton:
    return button(f"review_{name}", tr(f"review.{name}"))
