"""The word below a customer number that is already taken."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.domain.records import Customer
from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.texts import tr


class NumberOwner(QFrame):
    """Says who has the number that was typed; there only where someone has.

    Signals:
        go_asked: The user wants to see that customer (CustomerId).
        update_asked: The user wants to update that customer instead.
    """

    go_asked = Signal(object)
    update_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("number_owner")
        self._owner: Customer | None = None
        self._words = QLabel()
        self._words.setObjectName("number_owner_words")
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._go = _button("go_to_owner")
        self._go.clicked.connect(self._ask_to_go)
        self._update = _button("update_owner")
        self._update.clicked.connect(self.update_asked)
        self.setFocusProxy(self._update)
        self._lay_out()
        self._colour()
        self.show_owner(None)

    @property
    def owner(self) -> Customer | None:
        return self._owner

    def show_owner(self, owner: Customer | None) -> None:
        self._owner = owner
        if owner is not None:
            place = f"{owner.text('zip')} {owner.text('city')}".strip()
            name = f"{owner.name}, {place}" if place else owner.name
            words = tr("newcustomer.taken", number=owner.number_text, name=name, id=owner.id)
            self._say(words)
        self._go.setVisible(owner is not None)
        self._update.setVisible(owner is not None)
        self.setVisible(owner is not None)

    def show_unchecked(self) -> None:
        """Whether the number is taken could not be found out."""
        self.show_owner(None)
        self._say(tr("newcustomer.unchecked"))
        self.show()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _say(self, words: str) -> None:
        self._words.setText(words)
        self._words.setAccessibleName(words)

    def _ask_to_go(self) -> None:
        if self._owner is not None:
            self.go_asked.emit(self._owner.id)

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(Severity.WARNING))
        self.setPalette(palette)
        self.setAutoFillBackground(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._go)
        buttons.addWidget(self._update)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 8)
        layout.setSpacing(6)
        layout.addWidget(self._words)
        layout.addLayout(buttons)


def _button(name: str) -> QPushButton:
    button = QPushButton(tr(f"newcustomer.{name}"))
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
