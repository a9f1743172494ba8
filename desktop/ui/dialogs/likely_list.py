"""Who may be the customer that is being created: above the fields, each leading to its place."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop.domain.ids import CustomerId
from desktop.domain.likely import Like
from desktop.ui import theme
from desktop.ui.elided import Link
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr


class LikelyList(QFrame):
    """There only while somebody is like the new one.

    Signals:
        go_asked: The user wants to see one of them (CustomerId).
        resized: It takes more room now, or less.
    """

    go_asked = Signal(object)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("likely")
        self._likes: tuple[Like, ...] = ()
        self._links: list[Link] = []
        self._heading = QLabel()
        self._heading.setObjectName("likely_heading")
        self._heading.setTextFormat(Qt.TextFormat.PlainText)
        self._heading.setWordWrap(True)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._heading)
        self._colour()
        self.hide()

    @property
    def likes(self) -> tuple[Like, ...]:
        return self._likes

    def show_likes(self, likes: Sequence[Like]) -> None:
        """Show these; rows that stay are not made anew, lest the keyboard loses its place."""
        if tuple(likes) == self._likes:
            return
        self._likes = tuple(likes)
        while len(self._links) < len(likes):
            self._links.append(self._link(len(self._links)))
        for at, link in enumerate(self._links):
            link.setVisible(at < len(likes))
            if at < len(likes):
                _dress(link, likes[at])
        words = tr(f"newcustomer.likely.{'one' if len(likes) == 1 else 'many'}", count=len(likes))
        self._heading.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(likes))
        self.resized.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _link(self, at: int) -> Link:
        link = Link()
        link.setObjectName(f"likely_{at}")
        link.clicked.connect(lambda: self._go(at))
        self._layout.addWidget(link)
        return link

    def _go(self, at: int) -> None:
        if at < len(self._likes):
            self.go_asked.emit(CustomerId(self._likes[at].row.id))

    def _colour(self) -> None:
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.Window, theme.tint(Severity.WARNING))
        self.setPalette(palette)
        self.setAutoFillBackground(True)


def _dress(link: Link, like: Like) -> None:
    row = like.row
    name = row.name or f"#{row.id}"
    place = f"{row.zip} {row.city}".strip()
    facts = ", ".join(part for part in (name, row.number, row.address, place) if part)
    words = tr(f"newcustomer.like.{like.likeness.value}", facts=facts)
    if row.is_closed:
        words = tr("newcustomer.like.closed", words=words)
    link.show_words(words)
    link.setAccessibleName(words)
    path = tr("newcustomer.path_step").join((*like.path, name))
    link.setToolTip(tooltip(f"{words}\n{path}"))
