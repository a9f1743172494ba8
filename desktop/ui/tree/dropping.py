"""Files dragged over the tree: the row they would land on, and what happens while they hover."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPalette, QPen
from PySide6.QtWidgets import QTreeView

from desktop.domain.rows import CustomerRow
from desktop.ui.selection import Aim
from desktop.ui.texts import tr
from desktop.ui.tree.edge import EdgeScroll
from desktop.ui.tree.look import Look, NewCustomer
from desktop.ui.tree.rows import LOOK_ROLE, NEW_ROLE, VALUE_ROLE
from desktop.ui.uploads.aims import aim_at_new, name_of, target_of
from desktop.ui.uploads.offer import NOTHING, Offer
from desktop.ui.uploads.target_card import card_of

OPENS_AFTER_MS = 700
_SETTLES_MS = 300
"""So long a row has to stand below a pointer that it came to by itself, before it counts."""
_FILL_ALPHA = 70


class Hover(QObject):
    """What files hover over; opens a branch they rest on, and scrolls at the edges.

    A row that comes below a pointer which stands still is not aimed at until it has stood, lest
    another customer gets the files than the one who was there a moment ago.
    """

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._view = view
        self._at: QPoint | None = None
        self._offer = NOTHING
        self._below = QPersistentModelIndex()
        self._is_row_below = False
        self._target = QPersistentModelIndex()
        self._aimed: Aim | None = None
        self._spoken = ""
        self._opening = QTimer(self, singleShot=True, interval=OPENS_AFTER_MS)
        self._opening.timeout.connect(self._open)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLES_MS)
        self._settling.setObjectName("aim_settles")
        self._settling.timeout.connect(self._settle)
        self._edge = EdgeScroll(view)
        self._edge.stepped.connect(self._unsettle)
        view.verticalScrollBar().valueChanged.connect(self.look_again)

    @property
    def aim(self) -> Aim | None:
        """The customer that would get the files, with what the tree knows of it."""
        return None if self._aimed is None or self._aimed.refusal else self._aimed

    @property
    def is_moving(self) -> bool:
        """Whether rows move below the pointer, or did so a moment ago."""
        return self._settling.isActive()

    @property
    def words(self) -> str:
        """What the card beside the pointer says would happen."""
        return card_of(self._view).words if self._aimed is not None or self.is_moving else ""

    def enter(self, offer: Offer) -> None:
        """Something came that could be taken."""
        self._offer = offer

    def move(self, at: QPoint) -> bool:
        """Follow the pointer; whether there is a customer below it that can get files, or may be.

        Programs ask again only when the pointer moves, and it may stand still until rows do, too.
        """
        self._at = at
        self._edge.follow(at)
        index = self._note_below()
        if not self.is_moving and (not index.isValid() or index != self._target):
            self._turn_to(index)
        self._show_card()
        return self.aim is not None or self.is_moving

    def look_again(self) -> None:
        """The rows may have moved below a pointer that stands still."""
        if self._at is None:
            return
        before, was_row = self._below, self._is_row_below
        index = self._note_below()
        if index != before or index.isValid() != was_row:
            self._unsettle()

    def leave(self) -> None:
        self._at = None
        self._opening.stop()
        self._settling.stop()
        self._edge.stop()
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
        self._target = QPersistentModelIndex(index)
        self._aimed = _aim_at(index)
        self._opening.stop()
        if index.isValid():
            self._opening.start()
        card = card_of(self._view)
        if self._aimed is not None:
            card.show_aim(self._aimed, self._offer)
        elif self.is_moving:
            card.say(moving_words())
        # Those who hear a tree are told of its rows, and of nothing that lies over it.
        if self.words != self._spoken:
            self._spoken = self.words
            self._view.setAccessibleDescription(self._spoken)
        self._view.viewport().update()

    def _note_below(self) -> QModelIndex:
        """The row below the pointer, which is remembered."""
        index = QModelIndex()
        if self._at is not None and self._view.viewport().rect().contains(self._at):
            index = self._view.indexAt(self._at).siblingAtColumn(0)
        self._below, self._is_row_below = QPersistentModelIndex(index), index.isValid()
        return index

    def _unsettle(self) -> None:
        """Aim at nothing for a moment."""
        is_news = not self.is_moving
        self._settling.start()
        if is_news:
            self._turn_to(QModelIndex())
            self._show_card()

    def _settle(self) -> None:
        if self._at is not None:
            self._turn_to(self._note_below())
            self._show_card()

    def _show_card(self) -> None:
        """Beside the pointer, while there is a customer below it."""
        if self._at is not None and (self._aimed is not None or self.is_moving):
            card_of(self._view).follow(self._view.viewport(), self._at)
        elif self._offer:
            card_of(self._view).hide()

    def _open(self) -> None:
        index = self._view.model().sibling(self._target.row(), 0, self._target)
        if index.isValid() and index.model().hasChildren(index):
            self._view.expand(index)

    def _row(self) -> QRect:
        row = self._view.visualRect(self._target)
        row.setLeft(0)
        row.setRight(self._view.viewport().width())
        return row


def _aim_at(index: QModelIndex) -> Aim | None:
    customer, look = index.data(VALUE_ROLE), index.data(LOOK_ROLE)
    if isinstance(new := index.data(NEW_ROLE), NewCustomer):
        return aim_at_new(new, tuple(map(name_of, _above(index))))
    if not isinstance(customer, CustomerRow) or not isinstance(look, Look):
        return None
    return Aim(
        target=target_of(customer, _above(index)),
        town=f"{customer.zip} {customer.city}".strip(),
        letter=look.letter,
        colour=look.colour,
    )


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


def moving_words() -> str:
    """What is said while nothing is aimed at because the rows move."""
    return tr("tree.moving")
