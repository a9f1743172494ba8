"""Files dragged over the tree: the row they would land on, and what happens while they hover."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import QLabel, QTreeView

from desktop.domain.rows import CustomerRow
from desktop.ui.texts import tr
from desktop.ui.tree import words
from desktop.ui.tree.rows import VALUE_ROLE

OPENS_AFTER_MS = 700
_SCROLL_EVERY_MS = 20
_EDGE = 28
"""So near to an edge the tree begins to scroll, in pixels."""
_FASTEST = 36
"""Pixels a step at the very edge."""
_MARGIN = 8
_FILL_ALPHA = 70


class Hover(QObject):
    """What files hover over; opens a branch they rest on, and scrolls at the edges."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._at: QPoint | None = None
        self._files = 0
        self._target = QPersistentModelIndex()
        self._words = _words_label(view)
        self._opening = _timer(self, OPENS_AFTER_MS, self._open)
        self._opening.setSingleShot(True)
        self._scrolling = _timer(self, _SCROLL_EVERY_MS, self._scroll)

    @property
    def customer(self) -> CustomerRow | None:
        """The one that would get the files."""
        return _customer_at(self._target)

    @property
    def words(self) -> str:
        """What the window says would happen."""
        return "" if self._words.isHidden() else self._words.accessibleName()

    def enter(self, files: int) -> None:
        """So many files came, which could be taken."""
        self._files = files

    def move(self, at: QPoint) -> bool:
        """Follow the pointer; whether there is a customer below it."""
        self._at = at
        self.look_again()
        if self._speed() and not self._scrolling.isActive():
            self._scrolling.start()
        return self.customer is not None

    def look_again(self) -> None:
        """The rows may have moved below a pointer that stands still."""
        if self._at is None:
            return
        index = self._view.indexAt(self._at).siblingAtColumn(0)
        if self._view.viewport().rect().contains(self._at) and index != self._target:
            self._aim(index)

    def leave(self) -> None:
        self._at = None
        self._opening.stop()
        self._scrolling.stop()
        self._aim(QModelIndex())

    def paint(self, painter: QPainter) -> None:
        """Mark the whole row."""
        if self.customer is None:
            return
        colour = self._view.palette().color(QPalette.ColorRole.Highlight)
        fill = QColor(colour)
        fill.setAlpha(_FILL_ALPHA)
        painter.setBrush(fill)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(self._row().adjusted(1, 1, -1, -1))

    def _aim(self, index: QModelIndex) -> None:
        self._target = QPersistentModelIndex(index)
        self._opening.stop()
        if index.isValid():
            self._opening.start()
        self._say()
        self._view.viewport().update()

    def _say(self) -> None:
        customer = self.customer
        self._words.setVisible(customer is not None)
        if customer is None:
            self._view.setAccessibleDescription("")
            return
        key = "tree.drop.one" if self._files == 1 else "tree.drop.many"
        said = tr(key, count=self._files, customer=words.short(customer))
        self._words.setAccessibleName(said)
        # Those who hear a tree are told of its rows, and of nothing that lies over it.
        self._view.setAccessibleDescription(said)
        area = self._view.viewport().geometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        self._words.setText(self._fitted(said, area.width()))
        self._words.resize(self._words.sizeHint())
        self._words.move(area.left(), self._height_of_words(area))
        self._words.raise_()

    def _fitted(self, said: str, width: int) -> str:
        """*said* in as many lines as it needs at *width*, two at most."""
        metrics = self._words.fontMetrics()
        inside = width - 2 * _MARGIN
        if metrics.horizontalAdvance(said) <= inside:
            return said
        first = said[: said.rfind(" ", 0, _letters_within(metrics, said, inside))]
        second = said[len(first) :].strip()
        return f"{first}\n{metrics.elidedText(second, Qt.TextElideMode.ElideMiddle, inside)}"

    def _height_of_words(self, area: QRect) -> int:
        """At the bottom, but not in the way of the pointer."""
        bottom = area.bottom() - self._words.height()
        top = self._view.viewport().y()
        is_low = self._at is not None and self._at.y() + top > bottom - _EDGE
        return area.top() if is_low else bottom

    def _open(self) -> None:
        index = self._view.model().sibling(self._target.row(), 0, self._target)
        if index.isValid() and index.model().hasChildren(index):
            self._view.expand(index)

    def _scroll(self) -> None:
        speed = self._speed()
        bar = self._view.verticalScrollBar()
        if not speed:
            self._scrolling.stop()
        bar.setValue(bar.value() + speed)
        self.look_again()

    def _speed(self) -> int:
        """Pixels a step: more the nearer the pointer is to an edge, negative at the top."""
        if self._at is None:
            return 0
        above, below = self._at.y(), self._view.viewport().height() - self._at.y()
        near = min(above, below)
        if near >= _EDGE or near < 0:
            return 0
        step = max(2, round(_FASTEST * (1 - near / _EDGE)))
        return -step if above < below else step

    def _row(self) -> QRect:
        row = self._view.visualRect(self._target)
        row.setLeft(0)
        row.setRight(self._view.viewport().width())
        return row


def _letters_within(metrics: QFontMetrics, text: str, width: int) -> int:
    """How many letters of *text* fit, and one for the space after them."""
    return next(
        (n for n in range(1, len(text)) if metrics.horizontalAdvance(text, n) > width), len(text)
    )


def _customer_at(index: QModelIndex | QPersistentModelIndex) -> CustomerRow | None:
    value = index.data(VALUE_ROLE)
    return value if isinstance(value, CustomerRow) else None


def _timer(parent: QObject, every_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(every_ms)
    timer.timeout.connect(act)
    return timer


def _words_label(view: QTreeView) -> QLabel:
    # On the view, not its viewport, which would scroll it along.
    label = QLabel(view)
    label.setObjectName("drop_words")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    label.setAutoFillBackground(True)
    label.setBackgroundRole(QPalette.ColorRole.Highlight)
    label.setForegroundRole(QPalette.ColorRole.HighlightedText)
    label.setContentsMargins(_MARGIN, _MARGIN // 2, _MARGIN, _MARGIN // 2)
    label.hide()
    return label
