"""The card beside the pointer that says who would get the files."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QDragLeaveEvent,
    QFont,
    QFontMetrics,
    QHideEvent,
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.notice import Severity
from desktop.ui.selection import Aim
from desktop.ui.tree import badge
from desktop.ui.tree.look import Kind, Look, short_letter
from desktop.ui.uploads import drop_words
from desktop.ui.uploads.offer import NOTHING, Offer

_NAME = "target_card"
_WIDEST = 340
_PADDING, _GAP = 10, 6
_ICON = 16
_BESIDE = QPoint(26, 22)
"""From the pointer: clear of it, and mostly of the picture that file managers hang on it."""
_LONGEST_TEXT = 400
_AFTER_A_DRAG = frozenset({QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel})
"""What no window is told of while something is dragged over it."""


class _Line(NamedTuple):
    """One line or paragraph of the card."""

    text: str
    font: QFont
    colour: QColor
    picture: QIcon | None = None
    picture_size: int = _ICON
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight
    severity: Severity | None = None

    @property
    def indent(self) -> int:
        return 0 if self.picture is None else self.picture_size + _GAP


class _Placed(NamedTuple):
    line: _Line
    rect: QRect
    shown: str


def card_of(widget: QWidget) -> "TargetCard":
    """The card of the window that *widget* is in; there is one, for there is one pointer."""
    window = widget.window()
    found = window.findChild(TargetCard, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, TargetCard) else TargetCard(window)


class TargetCard(QWidget):
    """Shows an Aim; never below the pointer, never outside of the window.

    A child of the window and no window of its own, which could not be placed everywhere. Opaque,
    so that only what it uncovers is painted anew when it moves.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(_NAME)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._window = window
        self._aim: Aim | None = None
        self._offer = NOTHING
        self._placed: list[_Placed] = []
        self.hide()

    @property
    def words(self) -> str:
        """All it says, as a sentence or two."""
        return self.accessibleName()

    def show_aim(self, aim: Aim, offer: Offer) -> None:
        """Say what letting go of *offer* would do; *follow* brings it to the pointer."""
        if (aim, offer) == (self._aim, self._offer):
            return
        self._aim, self._offer = aim, offer
        self.setAccessibleName(drop_words.spoken(aim, offer))
        self._put(list(self._lines(aim, offer, self._room)))

    def say(self, text: str) -> None:
        """Say this instead, a sentence or two, while nobody would get anything."""
        self._aim = None
        self.setAccessibleName(text)
        colour = self.palette().color(QPalette.ColorRole.Text)
        self._put([_Line(text, self.font(), colour, icon("info"), severity=Severity.INFO)])

    def follow(self, over: QWidget, at: QPoint) -> None:
        """Stand beside the point *at* of the widget *over*, and be seen."""
        place = beside(over.mapTo(self._window, at), self.size(), self._window.size())
        if place is None:
            self.hide()
            return
        self.move(place)
        if self.isHidden():
            self.raise_()
            self.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            # Its lines have colours and sizes of their own.
            self._aim = None
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if (handle := self._window.windowHandle()) is not None:
            handle.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if (handle := self._window.windowHandle()) is not None:
            handle.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """End a drag whose program has died: nobody else says that it has left."""
        if event.type() in _AFTER_A_DRAG:
            # To the window, which knows over which of its parts the drag was.
            QCoreApplication.sendEvent(watched, QDragLeaveEvent())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt passes it
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(self.rect(), palette.color(QPalette.ColorRole.Base))
        painter.setPen(palette.color(QPalette.ColorRole.Highlight))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        for placed in self._placed:
            _paint(painter, placed)
        painter.end()

    @property
    def _room(self) -> int:
        """How wide a line can be."""
        return min(_WIDEST, self._window.width() - 2 * _PADDING) - 2 * _PADDING

    def _put(self, lines: list[_Line]) -> None:
        self._placed, size = _laid_out(lines, self._room)
        self.resize(size)
        self.update()

    # --- What it says -------------------------------------------------------------------------

    def _lines(self, aim: Aim, offer: Offer, room: int) -> Iterator[_Line]:
        font, target = self.font(), aim.target
        text, muted = self.palette().color(QPalette.ColorRole.Text), theme.muted()
        if target.path:
            small = _smaller(font)
            yield _Line(_path_within(target.path, QFontMetrics(small), room), small, muted)
        name = _bold(font)
        name.setStrikeOut(target.is_closed)
        yield _Line(target.name, name, text, self._badge(aim), badge.SIZE)
        if about := drop_words.about(aim):
            yield _Line(about, font, muted, QIcon(), badge.SIZE)
        if aim.folder:
            elide = Qt.TextElideMode.ElideLeft
            yield _Line(aim.folder, font, text, icon("folder"), badge.SIZE, elide)
        if not aim.refusal and (count := drop_words.count(offer)):
            yield _Line(count, font, text, icon("attach"), badge.SIZE)
        for warning in drop_words.warnings(aim, offer):
            yield _Line(warning, font, text, icon("warning"), severity=Severity.WARNING)

    def _badge(self, aim: Aim) -> QIcon:
        look = Look(
            Kind.CUSTOMER,
            letter=short_letter(aim.letter),
            colour=aim.colour,
            is_closed=aim.target.is_closed,
            is_blocked=aim.target.is_blocked,
            is_customer=True,
        )
        return badge.badge(look, self.devicePixelRatio())


def beside(pointer: QPoint, size: QSize, window: QSize) -> QPoint | None:
    """Where a card of *size* stands beside *pointer*: within *window*, not below the pointer.

    To the right of it and below, where there is room; None where there is none at all.
    """
    x = _on_one_side(pointer.x(), size.width(), _BESIDE.x(), window.width())
    y = _on_one_side(pointer.y(), size.height(), _BESIDE.y(), window.height())
    if x is None and y is None:
        return None
    if x is None:
        x = _within(pointer.x(), size.width(), window.width())
    if y is None:
        y = _within(pointer.y(), size.height(), window.height())
    return QPoint(x, y)


def _on_one_side(at: int, length: int, gap: int, room: int) -> int | None:
    """After the pointer, or before it, or in neither place."""
    if at + gap + length <= room:
        return at + gap
    return at - gap - length if at - gap - length >= 0 else None


def _within(at: int, length: int, room: int) -> int:
    return max(0, min(at, room - length))


def _laid_out(lines: list[_Line], room: int) -> tuple[list[_Placed], QSize]:
    """The lines below each other, as wide as the widest, but not wider than *room*."""
    wanted = max(line.indent + _advance(line) for line in lines)
    width = max(1, min(room, wanted))
    placed, y = [], _PADDING
    for line in lines:
        metrics, left = QFontMetrics(line.font), width - line.indent
        if line.severity is not None:
            box = QRect(0, 0, left, 10_000)
            height = metrics.boundingRect(box, _WRAPPED, line.text).height() + _GAP
            shown = line.text
        else:
            height = max(metrics.height(), line.picture_size if line.picture else 0)
            shown = metrics.elidedText(line.text, line.elide, left)
        placed.append(_Placed(line, QRect(_PADDING, y, width, height), shown))
        y += height + _GAP // 2
    return placed, QSize(width + 2 * _PADDING, y - _GAP // 2 + _PADDING)


_WRAPPED = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignVCenter)
_ONE_LINE = int(Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


def _path_within(path: Sequence[str], metrics: QFontMetrics, room: int) -> str:
    """The path without as many of its upper names as there is no room for."""
    for start in range(len(path)):
        shown = drop_words.path(("…", *path[start:]) if start else path)
        if metrics.horizontalAdvance(shown) <= room:
            return shown
    return drop_words.path(("…", path[-1]) if len(path) > 1 else path)


def _advance(line: _Line) -> int:
    # And a point more, for the width is rounded, and what is as wide as its room may be cut.
    return QFontMetrics(line.font).horizontalAdvance(line.text[:_LONGEST_TEXT]) + 1


def _paint(painter: QPainter, placed: _Placed) -> None:
    line, rect = placed.line, placed.rect
    if line.severity is not None:
        painter.fillRect(rect.adjusted(-_GAP, 0, _GAP, 0), theme.tint(line.severity))
    if line.picture is not None:
        side = QRect(rect.left(), rect.top(), line.picture_size, rect.height())
        square = QRect(0, 0, _size(line), _size(line))
        square.moveCenter(side.center())
        line.picture.paint(painter, square)
    painter.setFont(line.font)
    painter.setPen(line.colour)
    text = rect.adjusted(line.indent, 0, 0, 0)
    painter.drawText(text, _ONE_LINE if line.severity is None else _WRAPPED, placed.shown)


def _size(line: _Line) -> int:
    """Badges are larger than icons."""
    return line.picture_size if line.font.bold() else _ICON


def _smaller(font: QFont) -> QFont:
    made = QFont(font)
    made.setPointSizeF(font.pointSizeF() * 0.9)
    return made


def _bold(font: QFont) -> QFont:
    made = QFont(font)
    made.setBold(True)
    return made
