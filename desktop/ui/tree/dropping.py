"""Files dragged over the tree: the row they would land on, and what happens while they hover."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QTreeView

from desktop.domain.batches import Target
from desktop.domain.drafts import DraftState
from desktop.domain.rows import CustomerRow
from desktop.ui.selection import Aim
from desktop.ui.texts import tr
from desktop.ui.tree.look import Look, NewCustomer
from desktop.ui.tree.rows import LOOK_ROLE, NEW_ROLE, VALUE_ROLE
from desktop.ui.uploads.aims import target_of
from desktop.ui.uploads.offer import NOTHING, Offer
from desktop.ui.uploads.target_card import card_of

OPENS_AFTER_MS = 700
_SCROLL_EVERY_MS = 20
_EDGE = 28
"""So near to an edge the tree begins to scroll, in pixels."""
_FASTEST = 36
"""Pixels a step at the very edge."""
_FILL_ALPHA = 70


class Hover(QObject):
    """What files hover over; opens a branch they rest on, and scrolls at the edges."""

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._at: QPoint | None = None
        self._offer = NOTHING
        self._target = QPersistentModelIndex()
        self._aimed: Aim | None = None
        self._opening = _timer(self, OPENS_AFTER_MS, self._open)
        self._opening.setSingleShot(True)
        self._scrolling = _timer(self, _SCROLL_EVERY_MS, self._scroll)

    @property
    def aim(self) -> Aim | None:
        """The customer that would get the files, with what the tree knows of it."""
        return None if self._aimed is None or self._aimed.refusal else self._aimed

    @property
    def words(self) -> str:
        """What the card beside the pointer says would happen."""
        return card_of(self._view).words if self._aimed is not None else ""

    def enter(self, offer: Offer) -> None:
        """Something came that could be taken."""
        self._offer = offer

    def move(self, at: QPoint) -> bool:
        """Follow the pointer; whether there is a customer below it that can get files."""
        self._at = at
        self.look_again()
        self._show_card()
        if self._speed() and not self._scrolling.isActive():
            self._scrolling.start()
        return self.aim is not None

    def look_again(self) -> None:
        """The rows may have moved below a pointer that stands still."""
        if self._at is None:
            return
        index = self._view.indexAt(self._at).siblingAtColumn(0)
        if self._view.viewport().rect().contains(self._at) and index != self._target:
            self._turn_to(index)
            self._show_card()

    def leave(self) -> None:
        self._at = None
        self._opening.stop()
        self._scrolling.stop()
        self._turn_to(QModelIndex())
        self._show_card()

    def paint(self, painter: QPainter) -> None:
        """Mark the whole row."""
        if self.aim is None:
            return
        palette = self._view.palette()
        row = self._view.model().sibling(self._target.row(), 0, self._target)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._view.selectionModel().isSelected(row):
            # It has our colour already, and its words would grow pale below more of it.
            colour, inset = palette.color(QPalette.ColorRole.HighlightedText), 3
        else:
            colour, inset = palette.color(QPalette.ColorRole.Highlight), 1
            fill = QColor(colour)
            fill.setAlpha(_FILL_ALPHA)
            painter.setBrush(fill)
        painter.setPen(QPen(colour, 2))
        painter.drawRect(self._row().adjusted(inset, inset, -inset, -inset))

    def _turn_to(self, index: QModelIndex) -> None:
        had_any = self._aimed is not None
        self._target = QPersistentModelIndex(index)
        self._aimed = _aim_at(index)
        self._opening.stop()
        if index.isValid():
            self._opening.start()
        if self._aimed is not None:
            card = card_of(self._view)
            card.show_aim(self._aimed, self._offer)
            # Those who hear a tree are told of its rows, and of nothing that lies over it.
            self._view.setAccessibleDescription(card.words)
        elif had_any:
            self._view.setAccessibleDescription("")
        self._view.viewport().update()

    def _show_card(self) -> None:
        """Beside the pointer, while there is a customer below it."""
        if self._aimed is not None and self._at is not None:
            card_of(self._view).follow(self._view.viewport(), self._at)
        elif self._offer:
            card_of(self._view).hide()

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


def _aim_at(index: QModelIndex) -> Aim | None:
    customer, look = index.data(VALUE_ROLE), index.data(LOOK_ROLE)
    if isinstance(new := index.data(NEW_ROLE), NewCustomer):
        return _aim_at_new(new, _above(index))
    if not isinstance(customer, CustomerRow) or not isinstance(look, Look):
        return None
    return Aim(
        target=target_of(customer, _above(index)),
        town=f"{customer.zip} {customer.city}".strip(),
        letter=look.letter,
        colour=look.colour,
    )


def _aim_at_new(new: NewCustomer, above: list[CustomerRow]) -> Aim:
    """Files wait for one that will be created by itself; a draft may never be."""
    refusal = tr("drop.draft") if new.state is DraftState.DRAFT else ""
    name, number, _, zip_, city = new.text.split("\n")
    path = tuple(row.name or f"#{row.id}" for row in above)
    target = Target(id=new.local, name=name, number=number, path=path)
    return Aim(target=target, town=f"{zip_} {city}".strip(), refusal=refusal)


def _above(index: QModelIndex) -> list[CustomerRow]:
    """The customers above a row, the top one first."""
    found: list[CustomerRow] = []
    above = index.parent()
    while above.isValid():
        customer = above.data(VALUE_ROLE)
        if isinstance(customer, CustomerRow):
            found.append(customer)
        above = above.parent()
    return found[::-1]


def _timer(parent: QObject, every_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setInterval(every_ms)
    timer.timeout.connect(act)
    return timer
