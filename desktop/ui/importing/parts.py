"""Small parts of the window's pages."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
)


def plain_label(name: str, text: str = "") -> QLabel:
    """A label for what may be anybody's words."""
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label


def button(name: str, text: str) -> QPushButton:
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAutoDefault(False)
    return made


def button_row(*buttons: QPushButton) -> QHBoxLayout:
    """To the right; what leads on comes last."""
    row = QHBoxLayout()
    row.addStretch(1)
    for each in buttons:
        row.addWidget(each)
    return row


def button_foot(buttons: Mapping[str, QPushButton], on_the_left: Collection[str]) -> QHBoxLayout:
    """In their order; those *on_the_left* are for chosen rows, the others lead on."""
    row = QHBoxLayout()
    for key in buttons:
        if key in on_the_left:
            row.addWidget(buttons[key])
    row.addStretch(1)
    for key in buttons:
        if key not in on_the_left:
            row.addWidget(buttons[key])
    return row


def filter_head(note: QLabel, words: str, box: QComboBox) -> QHBoxLayout:
    """What is said of the rows below, and which of them are shown."""
    label = QLabel(words)
    label.setBuddy(box)
    row = QHBoxLayout()
    row.addWidget(note, 1)
    row.addWidget(label)
    row.addWidget(box)
    return row


def thin_progress(name: str, spoken: str) -> QProgressBar:
    bar = QProgressBar()
    bar.setObjectName(name)
    bar.setAccessibleName(spoken)
    bar.setTextVisible(False)
    bar.setMaximumHeight(8)
    return bar
