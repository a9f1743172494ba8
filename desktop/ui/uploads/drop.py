"""Taking files that are dragged here from other programs."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from desktop.domain.errors import FileProblem, FileRefused
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.uploads import words

_URLS = "text/uri-list"
_MARGIN = 8.0


def may_take(event: QDropEvent) -> bool:
    """Whether files of this computer are offered, and may be copied.

    A source that only moves would delete its file once we said that we took it.
    """
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return False
    return _URLS in event.mimeData().formats() and bool(files_of(event.mimeData())[0])


def files_of(mime: QMimeData) -> tuple[tuple[Path, ...], tuple[FileRefused, ...]]:
    """The files and folders offered, and what is none of this computer's.

    Nothing is asked of the disk here; what is a folder or gone is found when it is looked at.
    """
    return files_of_urls(mime.urls())


def files_of_urls(urls: list[QUrl]) -> tuple[tuple[Path, ...], tuple[FileRefused, ...]]:
    paths = dict.fromkeys(Path(url.toLocalFile()) for url in urls if _is_local(url))
    foreign = (url.toDisplayString() for url in urls if not _is_local(url))
    return tuple(paths), tuple(
        FileRefused(name=name, problem=FileProblem.NOT_LOCAL) for name in foreign
    )


def take(event: QDropEvent) -> None:
    """Say that we would copy, whatever the source would rather do."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _is_local(url: QUrl) -> bool:
    return url.isLocalFile() and bool(url.toLocalFile())


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTarget:
    """Where files let go over a widget would go."""

    customer: Selected
    folder: str = ""


class DropZone(QObject):
    """Makes a widget take files: while they are over it, it is framed and says what they do.

    *target* is asked when a drag comes; None refuses it.

    Signals:
        files_dropped: Files were let go here (FilesDropped).
        refused: Something among them is no file of this computer (FileRefused).
    """

    files_dropped = Signal(object)
    refused = Signal(object)

    def __init__(self, over: QWidget, *, target: Callable[[], DropTarget | None]) -> None:
        super().__init__(over)
        self._over = over
        self._target = target
        self._aim: DropTarget | None = None
        self._frame = _Frame(over)
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    @property
    def words(self) -> str:
        """What letting go would do; empty while nothing is over the widget."""
        return self._frame.accessibleName() if self._frame.isVisibleTo(self._over) else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDropEvent):
                self._enter(event)
            case QEvent.Type.DragMove if isinstance(event, QDragMoveEvent):
                take(event)
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._drop(event)
            case QEvent.Type.DragLeave:
                self._leave()
            case _:
                return super().eventFilter(watched, event)
        return True

    def _enter(self, event: QDropEvent) -> None:
        self._aim = self._target() if may_take(event) else None
        if self._aim is None:
            event.ignore()
            return
        paths, _ = files_of(event.mimeData())
        names = [path.name for path in paths]
        self._frame.show_words(words.drop(names, self._aim.customer.name, self._aim.folder))
        take(event)

    def _drop(self, event: QDropEvent) -> None:
        aim = self._aim
        self._leave()
        if aim is None:
            event.ignore()
            return
        take(event)
        paths, refused = files_of(event.mimeData())
        self.files_dropped.emit(FilesDropped(customer=aim.customer, paths=paths, folder=aim.folder))
        for each in refused:
            self.refused.emit(each)

    def _leave(self) -> None:
        self._aim = None
        self._frame.hide()


class _Frame(QWidget):
    """Lies over the widget while files are: framed, tinted, with a sentence in the middle."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("drop_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._over = over
        self.hide()

    def show_words(self, text: str) -> None:
        self.setAccessibleName(text)
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt passes it
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().color(QPalette.ColorRole.Highlight)
        tint = QColor(colour)
        tint.setAlphaF(0.15)
        painter.setPen(QPen(colour, 2))
        painter.setBrush(tint)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -2), 4, 4)
        self._paint_words(painter, colour)

    def _paint_words(self, painter: QPainter, colour: QColor) -> None:
        metrics = self.fontMetrics()
        room = int(self.width() - 6 * _MARGIN)
        text = metrics.elidedText(self.accessibleName(), Qt.TextElideMode.ElideMiddle, room)
        pill = QRectF(metrics.boundingRect(text)).adjusted(-12, -6, 12, 6)
        pill.moveCenter(QRectF(self.rect()).center())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        painter.setPen(self.palette().color(QPalette.ColorRole.HighlightedText))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
