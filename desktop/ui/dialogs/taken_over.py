"""The line that says what was taken over from another customer, with the way to clear it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.ui.forms.rows import Mark
from desktop.ui.texts import tr


class TakenOver(QWidget):
    """There only while a field holds what was taken over.

    Signals:
        clear_asked: The user wants none of it.
    """

    clear_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source = ""
        mark = Mark()
        mark.show_on(True)  # noqa: FBT003 - its own signature is positional
        self._words = QLabel()
        self._words.setObjectName("taken_over_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._clear = QPushButton(tr("newcustomer.clear"))
        self._clear.setObjectName("clear_taken_over")
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self.clear_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for part in (mark, self._words, self._clear):
            layout.addWidget(part, 1 if part is self._words else 0)
        self.hide()

    def show_count(self, count: int) -> None:
        key = "newcustomer.took_over.one" if count == 1 else "newcustomer.took_over.many"
        self._words.setText(tr(key, count=count, source=self.source))
        self._clear.setAccessibleDescription(self._words.text())
        self.setVisible(bool(count))
