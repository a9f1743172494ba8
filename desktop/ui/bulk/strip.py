"""The offer to change those below a customer too, after it was saved."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.services.editing.cascade import Offer
from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.labels import listed
from desktop.ui.notice import Severity
from desktop.ui.texts import tr


class CascadeStrip(QFrame):
    """One sentence and two buttons above the work; hidden while there is nothing to offer.

    Signals:
        taken: The user wants to change those below (Offer).
    """

    taken = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("cascade")
        self.setAccessibleName(tr("bulk.cascade"))
        self.setAutoFillBackground(True)
        self._offer: Offer | None = None
        self._mark = QLabel()
        self._words = _words()
        self._take = _button("cascade_take")
        self._leave = _button("cascade_leave")
        self._leave.setText(tr("bulk.cascade.leave"))
        self._take.clicked.connect(self._taken)
        self._leave.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self._mark)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._take)
        layout.addWidget(self._leave)
        self._colour()
        self.hide()

    @property
    def offer(self) -> Offer | None:
        return self._offer

    def show_offer(self, offer: Offer) -> None:
        self._offer = offer
        count = len(offer.wanted)
        text = tr("bulk.cascade.words", name=offer.parent.name, fields=listed(offer.fields))
        self._words.setText(text)
        self._words.setAccessibleName(text)
        self._take.setText(tr("bulk.cascade.take", count=count))
        self.show()

    def clear(self) -> None:
        self._offer = None
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _taken(self) -> None:
        offer = self._offer
        self.clear()
        if offer is not None:
            self.taken.emit(offer)

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(Severity.INFO))
        self.setPalette(palette)
        self._mark.setPixmap(icon(Severity.INFO.value).pixmap(16, 16))


def _words() -> QLabel:
    label = QLabel()
    label.setObjectName("cascade_words")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def _button(name: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
