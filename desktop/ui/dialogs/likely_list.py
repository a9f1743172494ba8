"""Who may be the customer that is being created: above the fields, each leading to its place."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.likely import Like, Sought
from desktop.services.editing.likely import Likely
from desktop.ui import theme
from desktop.ui.elided import Link
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_LOOKS_AFTER_MS = 150
"""After the last key."""


class LikelyList(QFrame):
    """Looks while it is typed, in the local copy; there only while somebody is like it.

    Signals:
        go_asked: The user wants to see one of them (CustomerId).
        resized: It takes more room now, or less.
    """

    go_asked = Signal(object)
    resized = Signal()

    def __init__(
        self,
        *,
        likely: Likely,
        sought: Callable[[], Sought],
        report: Callable[[BaseException], None],
    ) -> None:
        super().__init__()
        self.setObjectName("likely")
        self._likely, self._sought = likely, sought
        self._tasks = Tasks(report)
        self._soon = QTimer(self, singleShot=True, interval=_LOOKS_AFTER_MS)
        self._soon.timeout.connect(lambda: self._tasks.start("look", self._look()))
        self._left_out: CustomerId | None = None
        self._likes: tuple[Like, ...] = ()
        self._links: list[Link] = []
        self._heading = _heading()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 6, 8, 6)
        self._layout.setSpacing(2)
        self._layout.addWidget(self._heading)
        self._colour()
        self.hide()

    def look_soon(self) -> None:
        """What is sought has changed."""
        self._soon.start()

    def leave_out(self, customer: CustomerId | None) -> None:
        """Somebody else tells of this one."""
        self._left_out = customer
        self._show_likes([each for each in self._likes if each.row.id != customer])

    def stop(self) -> None:
        self._soon.stop()
        self._tasks.stop()

    async def _look(self) -> None:
        # Without the copy nobody can be told of; the server is asked for the number all the same.
        with suppress(StorageFailed):
            likes = await self._likely.like(self._sought())
            self._show_likes([each for each in likes if each.row.id != self._left_out])

    def _show_likes(self, likes: Sequence[Like]) -> None:
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


def _heading() -> QLabel:
    label = QLabel()
    label.setObjectName("likely_heading")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _dress(link: Link, like: Like) -> None:
    row = like.row
    name = row.name or f"#{row.id}"
    called = tr("newcustomer.like.closed", name=name) if row.is_closed else name
    place = f"{row.zip} {row.city}".strip()
    facts = ", ".join(part for part in (called, row.number, row.address, place) if part)
    # What makes them alike comes first: the end of a line may have no room.
    words = tr(f"newcustomer.like.{like.likeness.value}", facts=facts)
    link.show_words(words)
    link.setAccessibleName(words)
    path = tr("newcustomer.path_step").join((*like.path, name))
    link.setToolTip(tooltip(f"{words}\n{path}"))
