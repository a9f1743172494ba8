"""Small parts of the sheet for a new customer."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QWidget

from desktop.ui.texts import tr

MARGIN = 16
"""Left and right of all there is in the sheet."""
_OF_THE_SCREEN = 0.9


class Scrolled(QScrollArea):
    """Scrolls up and down alone, and would like to be as high as what is in it."""

    def __init__(self, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(inner)
        # The window's own colour goes on behind the fields.
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._inner.sizeHint().height() + 2)

    def make_room(self, sheet: QWidget) -> None:
        """Let *sheet*, which it is in, grow until it shows all, as far as the screen has room."""
        # What changes inside is not told to the layouts around a scroll area.
        part: QWidget | None = self
        while part is not None and part is not sheet:
            part.updateGeometry()
            part = part.parentWidget()
        layout = sheet.layout()
        if layout is not None:
            wanted = self._room_wanted(sheet.width() - 2 * MARGIN)
            needed = layout.totalHeightForWidth(sheet.width()) + wanted
            most = round(sheet.screen().availableGeometry().height() * _OF_THE_SCREEN)
            sheet.resize(sheet.width(), max(sheet.height(), min(needed, most)))
            _move_up(sheet)

    def _room_wanted(self, width: int) -> int:
        """Pixels that show all of it at this width, beyond those of its size hint."""
        layout = self._inner.layout()
        whole = 0 if layout is None else layout.totalHeightForWidth(width)
        return max(0, whole - self._inner.sizeHint().height())


def _move_up(sheet: QWidget) -> None:
    """Bring the buttons at its foot back onto the screen; before it is shown, Qt places it."""
    screen, frame = sheet.screen().availableGeometry(), sheet.frameGeometry()
    below = frame.bottom() - screen.bottom()
    if sheet.isVisible() and below > 0:
        sheet.move(frame.left(), max(screen.top(), frame.top() - below))


def place_label(words: str) -> QLabel:
    """Where the customer is to be, above all fields."""
    label = QLabel()
    label.setObjectName("new_customer_place")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(words)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def sheet_button(name: str, words: str = "") -> QPushButton:
    """A button that only Enter in the sheet presses by itself, where it is the default."""
    button = QPushButton(tr(f"newcustomer.{words or name}"))
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def button_row(*buttons: QPushButton) -> QHBoxLayout:
    """These at the right."""
    row = QHBoxLayout()
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row
