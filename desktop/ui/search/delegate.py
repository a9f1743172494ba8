"""How the lines of the result list are painted: two lines for each customer, one for a title."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QIcon, QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.search.face import Face, Marked
from desktop.ui.search.model import FACE_ROLE, TITLE_ROLE
from desktop.ui.search.words import STEP
from desktop.ui.tree import badge

_SIDE = 8
_ABOVE = 5
_BETWEEN = 2
_GAP = 8
_SIGN = 14
"""The side of the small clock and of the pin."""
_SMALLER = 0.92
_MOST_PLACE = 0.5
"""Of the second line's room: what the address may take where the path needs it too."""
_MOST_NUMBER = 0.4
_LEAST_LETTERS = 6
"""Less of a name says nothing."""
_FADED = 0.3

# Looking members of enumerations up costs a paint.
_SELECTED = QStyle.StateFlag.State_Selected
_ACTIVE = QStyle.StateFlag.State_Active
_PANEL = QStyle.PrimitiveElement.PE_PanelItemViewItem
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ELIDE_RIGHT = Qt.TextElideMode.ElideRight
_DOTS = "\N{HORIZONTAL ELLIPSIS}"


class _Cut(NamedTuple):
    """A font, with what is measured of it."""

    font: QFont
    metrics: QFontMetrics


class _Type(NamedTuple):
    """A font, plain and emphasised."""

    plain: _Cut
    bold: _Cut
    dots: int

    @property
    def height(self) -> int:
        return self.plain.metrics.height()


class _Inks(NamedTuple):
    """The colours of one row."""

    text: QColor
    muted: QColor


class ResultDelegate(QStyledItemDelegate):
    """Paints what the model's Face says; works fonts out once, not per row."""

    _font: QFont | None = None
    _large: _Type
    _small: _Type
    _struck: _Type

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        self._use(option.font)
        if index.data(TITLE_ROLE):
            return QSize(0, self._small.height + 2 * _ABOVE)
        height = self._large.height + _BETWEEN + self._small.height + 2 * _ABOVE
        return QSize(0, max(height, badge.SIZE + 2 * _ABOVE))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        self._use(option.font)
        face = index.data(FACE_ROLE)
        painter.save()
        if isinstance(face, Face):
            self._paint_result(painter, option, face)
        else:
            self._paint_title(painter, option, str(index.data()))
        painter.restore()

    def _use(self, font: QFont) -> None:
        if font == self._font:
            return
        self._font = QFont(font)
        self._large = _type(font)
        struck = QFont(font)
        struck.setStrikeOut(True)
        self._struck = _type(struck)
        small = QFont(font)
        small.setPointSizeF(font.pointSizeF() * _SMALLER)
        self._small = _type(small)

    def _paint_title(self, painter: QPainter, option: QStyleOptionViewItem, words: str) -> None:
        """Words, and a line that goes on to the right."""
        room = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        painter.setPen(_inks(option).muted)
        font, metrics = self._small.bold
        painter.setFont(font)
        words = metrics.elidedText(words, _ELIDE_RIGHT, room.width())
        painter.drawText(room, _LEFT, words)
        begin = room.left() + metrics.horizontalAdvance(words) + _GAP
        if begin < room.right():
            painter.setOpacity(_FADED)
            painter.drawLine(begin, room.center().y(), room.right(), room.center().y())

    def _paint_result(self, painter: QPainter, option: QStyleOptionViewItem, face: Face) -> None:
        option.widget.style().drawPrimitive(_PANEL, option, painter, option.widget)
        inks = _inks(option)
        room = option.rect.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE)
        sign = QRect(room.left(), 0, badge.SIZE, badge.SIZE)
        sign.moveTop(room.center().y() - badge.SIZE // 2)
        scale = option.widget.devicePixelRatio()
        badge.badge(face.look, scale).paint(painter, sign)
        room.setLeft(sign.right() + 1 + _GAP)
        upper, lower = QRect(room), QRect(room)
        if face.path or face.place.text:
            upper.setHeight(self._large.height)
        lower.setTop(room.bottom() + 1 - self._small.height)
        self._paint_who(painter, upper, face, inks, is_selected=_is_selected(option))
        self._paint_where(painter, lower, face, inks)

    def _paint_who(
        self, painter: QPainter, room: QRect, face: Face, inks: _Inks, *, is_selected: bool
    ) -> None:
        """The name; at the right the number, and signs for a pin and for recent use."""
        painter.setPen(inks.muted)
        most = int(room.width() * _MOST_NUMBER)
        number = _measured(face.number, self._small)
        room = _paint_at_right(painter, room, number, self._small, most)
        for name in (name for name, shown in _signs(face) if shown):
            _paint_sign(painter, room, name, is_selected=is_selected)
            room.setRight(room.right() - _SIGN - _GAP // 2)
        painter.setPen(inks.muted if face.look.is_closed else inks.text)
        font = self._struck if face.look.is_closed else self._large
        _paint_measured(painter, room, _measured(face.name, font), font)

    def _paint_where(self, painter: QPainter, room: QRect, face: Face, inks: _Inks) -> None:
        """The path of parents; at the right the address, or alone at the left."""
        painter.setPen(inks.muted)
        small = self._small
        if not face.path:
            _paint_measured(painter, room, _measured(face.place, small), small)
            return
        font, metrics = small.plain
        path = STEP.join(face.path)
        wanted = metrics.horizontalAdvance(path)
        left = room.width() - wanted - _GAP
        # Each has what the other does not need, and half where both need more.
        most = max(int(room.width() * _MOST_PLACE), left)
        place = _measured(face.place, small)
        if not face.place.spans and _width(place) > most:
            # The town alone, unless it was the street that was looked for.
            place = _measured(face.town, small)
        room = _paint_at_right(painter, room, place, small, most)
        if wanted > room.width():
            path = shortened_path(face.path, metrics, room.width())
        painter.setFont(font)
        painter.drawText(room, _LEFT, path)


class _Piece(NamedTuple):
    """A part of a text in one font."""

    text: str
    font: QFont
    metrics: QFontMetrics
    width: int


def _measured(marked: Marked, font: _Type) -> list[_Piece]:
    """The parts of a text, the marked ones bold; measuring is what costs most."""
    return [
        _Piece(text, cut.font, cut.metrics, cut.metrics.horizontalAdvance(text))
        for text, is_marked in _pieces(marked)
        for cut in (font.bold if is_marked else font.plain,)
    ]


def _pieces(marked: Marked) -> Iterator[tuple[str, bool]]:
    done = 0
    for first, last in marked.spans:
        if first > done:
            yield marked.text[done:first], False
        yield marked.text[first:last], True
        done = last
    if done < len(marked.text):
        yield marked.text[done:], False


def _width(pieces: list[_Piece]) -> int:
    return sum(piece.width for piece in pieces)


def _paint_at_right(
    painter: QPainter, room: QRect, pieces: list[_Piece], font: _Type, most: int
) -> QRect:
    """What is left of *room*, of which at most *most* is taken."""
    width = min(_width(pieces), most)
    if not width:
        return QRect(room)
    place = QRect(room)
    place.setLeft(room.right() + 1 - width)
    _paint_measured(painter, place, pieces, font)
    return room.adjusted(0, 0, -width - _GAP, 0)


def _paint_measured(painter: QPainter, room: QRect, pieces: list[_Piece], font: _Type) -> None:
    """The text, cut with an ellipsis where the room ends."""
    left, end = room.left(), room.right() + 1
    dots = font.dots if _width(pieces) > room.width() else 0
    for piece in pieces:
        # A part that fits is cut too where the dots behind it would not.
        is_cut = dots > 0 and piece.width > end - dots - left
        shown = _cut(piece, end - left) if is_cut else piece.text
        painter.setFont(piece.font)
        painter.drawText(QRect(left, room.top(), end - left + 1, room.height()), _LEFT, shown)
        if is_cut:
            return
        left += piece.width


def _cut(piece: _Piece, room: int) -> str:
    """The text's beginning, and dots in any case."""
    return piece.metrics.elidedText(f"{piece.text}{_DOTS}{_DOTS}", _ELIDE_RIGHT, room) or _DOTS


def shortened_path(path: Sequence[str], metrics: QFontMetrics, room: int) -> str:
    """What is least missed is left out first, the nearest parent last."""
    first, last = path[0], path[-1]
    if len(path) == 1:
        return metrics.elidedText(first, _ELIDE_RIGHT, room)
    end = STEP.join(("", _DOTS, last) if len(path) > 2 else ("", last))
    left = room - metrics.horizontalAdvance(end)
    if left >= metrics.averageCharWidth() * _LEAST_LETTERS:
        return metrics.elidedText(first, _ELIDE_RIGHT, left) + end
    return metrics.elidedText(STEP.join((_DOTS, last)), _ELIDE_RIGHT, room)


def _signs(face: Face) -> tuple[tuple[str, bool], ...]:
    return ("pin", face.is_pinned), ("clock", face.is_recent and not face.is_pinned)


def _paint_sign(painter: QPainter, room: QRect, name: str, *, is_selected: bool) -> None:
    place = QRect(room.right() + 1 - _SIGN, 0, _SIGN, _SIGN)
    place.moveTop(room.center().y() - _SIGN // 2)
    painter.setOpacity(1 - _FADED)
    mode = QIcon.Mode.Selected if is_selected else QIcon.Mode.Normal
    icon(name).paint(painter, place, mode=mode)
    painter.setOpacity(1.0)


def _inks(option: QStyleOptionViewItem) -> _Inks:
    palette = option.palette
    group = QPalette.ColorGroup.Normal if option.state & _ACTIVE else QPalette.ColorGroup.Inactive
    role, behind = QPalette.ColorRole.Text, QPalette.ColorRole.Base
    if _is_selected(option):
        role, behind = QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight
    text = palette.color(group, role)
    return _Inks(text, theme.mixed(text, palette.color(group, behind), _FADED))


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & _SELECTED)


def _type(font: QFont) -> _Type:
    # A copy: an option's own font goes with the option.
    plain, bold = QFont(font), QFont(font)
    bold.setBold(True)
    metrics = QFontMetrics(bold)
    return _Type(
        _Cut(plain, QFontMetrics(plain)), _Cut(bold, metrics), metrics.horizontalAdvance(_DOTS)
    )
