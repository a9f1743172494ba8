"""Taking files that are dragged here from other programs."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui.selection import Aim, FilesDropped, Selected
from desktop.ui.uploads.offer import NOTHING, offer_of, take
from desktop.ui.uploads.target_card import card_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTarget:
    """The customer and folder that files are wanted for."""

    customer: Selected
    folder: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What a point of a widget aims at; `area` is framed, all of the widget where it is None."""

    aim: Aim
    area: QRect | None = None


class DropZone(QObject):
    """Makes a widget take files: what they would go to is framed, and a card tells of it.

    *spot* is asked for the point below the pointer; None refuses the drag, and later keeps what
    was aimed at. An aim that refuses files is told, and gets none.

    Signals:
        files_dropped: Files were let go here (FilesDropped).
        refused: Something among them is no file of this computer (FileRefused).
    """

    files_dropped = Signal(object)
    refused = Signal(object)

    def __init__(self, over: QWidget, *, spot: Callable[[QPoint], Spot | None]) -> None:
        super().__init__(over)
        self._over = over
        self._spot_at = spot
        self._spot: Spot | None = None
        self._offer = NOTHING
        self._spoken_before = ""
        self._frame = _Frame(over)
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    @property
    def words(self) -> str:
        """What letting go would do; empty while nothing is over the widget."""
        return card_of(self._over).words if self._spot is not None else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.DragEnter if isinstance(event, QDropEvent):
                self._enter(event)
            case QEvent.Type.DragMove if isinstance(event, QDragMoveEvent):
                self._move(event)
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._drop(event)
            case QEvent.Type.DragLeave:
                self._leave()
            case _:
                return super().eventFilter(watched, event)
        return True

    def _enter(self, event: QDropEvent) -> None:
        self._offer = offer_of(event)
        spot = self._spot_at(event.position().toPoint()) if self._offer else None
        if spot is None:
            event.ignore()
            return
        self._spoken_before = self._over.accessibleDescription()
        self._aim(spot)
        card_of(self._over).follow(self._over, event.position().toPoint())
        take(event)

    def _move(self, event: QDropEvent) -> None:
        if self._spot is None:
            event.ignore()
            return
        at = event.position().toPoint()
        spot = self._spot_at(at)
        if spot is not None and spot != self._spot:
            self._aim(spot)
        card_of(self._over).follow(self._over, at)
        if self._spot.aim.refusal:
            event.ignore()
        else:
            take(event)

    def _aim(self, spot: Spot) -> None:
        self._spot = spot
        self._frame.lie_over(self._over.rect() if spot.area is None else spot.area)
        card = card_of(self._over)
        card.show_aim(spot.aim, self._offer)
        card.raise_()
        self._over.setAccessibleDescription(card.words)

    def _drop(self, event: QDropEvent) -> None:
        spot, offer = self._spot, self._offer
        self._leave()
        if spot is None or spot.aim.refusal:
            event.ignore()
            return
        take(event)
        if offer.paths:
            aim = spot.aim
            self.files_dropped.emit(
                FilesDropped(target=aim.target, paths=offer.paths, folder=aim.folder)
            )
        for each in offer.refused:
            self.refused.emit(each)

    def _leave(self) -> None:
        if self._spot is not None:
            self._over.setAccessibleDescription(self._spoken_before)
            card_of(self._over).hide()
        self._spot, self._offer = None, NOTHING
        self._frame.hide()


class _Frame(QWidget):
    """Lies over what files would go to, framed and tinted."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("drop_frame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def lie_over(self, area: QRect) -> None:
        self.setGeometry(area)
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
        painter.end()
