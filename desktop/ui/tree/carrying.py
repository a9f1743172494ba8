"""A customer that is dragged to another parent, within its tree."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPalette, QPen
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QTreeView, QVBoxLayout, QWidget

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.moves import MoveProblem
from desktop.domain.rows import CustomerRow
from desktop.ui import theme
from desktop.ui.moving.words import go_words, name_of, refusal_words
from desktop.ui.notice import Severity
from desktop.ui.tree.dropping import Hover, moving_words
from desktop.ui.tree.look import Kind, Look
from desktop.ui.tree.rows import LOOK_ROLE, VALUE_ROLE
from desktop.ui.uploads.target_card import beside

_FILL_ALPHA = 70
_HINT = "move_hint"


class Carrying(Hover):
    """Follows a customer that the mouse holds; what it may be put below is known from the tree.

    No drag of the system's: nothing but this tree takes a customer, and a drag of the system's
    runs a loop of its own. Files come by such a drag, so the two cannot be taken for each other.
    """

    def __init__(self, view: QTreeView) -> None:
        super().__init__(view)
        self._pressed: tuple[QPoint, CustomerRow] | None = None
        self._carried: CustomerRow | None = None
        self._goal: CustomerRow | None = None
        self._problem: MoveProblem | None = None
        self._is_over = False

    @property
    def is_on(self) -> bool:
        return self._carried is not None

    @property
    def words(self) -> str:
        """What letting go would do, or why nothing can be let go here."""
        if self._carried is None:
            return ""
        if self.is_moving:
            return moving_words()
        if not self._is_over:
            return ""
        if self._problem is not None:
            return refusal_words(self._problem, self._carried, self._goal)
        return go_words(self._carried, self._goal)

    def press(self, event: QMouseEvent) -> None:
        """The mouse may begin to hold what is below it."""
        at = event.position().toPoint()
        index = self._view.indexAt(at).siblingAtColumn(0)
        row, look = index.data(VALUE_ROLE), index.data(LOOK_ROLE)
        is_customer = isinstance(look, Look) and look.kind is Kind.CUSTOMER
        is_left = event.button() is Qt.MouseButton.LeftButton
        is_held = is_left and is_customer and isinstance(row, CustomerRow)
        self._pressed = (at, row) if is_held else None

    def pull(self, event: QMouseEvent) -> bool:
        """Whether the movement is of what is held; else it is the tree's."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        at = event.position().toPoint()
        start, row = self._pressed
        if self._carried is None:
            if (at - start).manhattanLength() < QApplication.startDragDistance():
                return True
            self._carried = row
            self._view.setFocus()
        self.move(at)
        return True

    def let_go(self) -> tuple[CustomerRow, CustomerId] | None:
        """Who is to be put below whom, 0 for the top; None where nothing is."""
        carried, goal = self._carried, self._goal
        is_move = carried is not None and self._is_over and self._problem is None
        self.stop()
        if carried is None or not is_move:
            return None
        return carried, NO_CUSTOMER if goal is None else goal.id

    def stop(self) -> bool:
        """Let go of it, and do nothing; whether anything was held."""
        was_on, self._carried, self._pressed = self.is_on, None, None
        if was_on:
            self.leave()
            self._view.viewport().unsetCursor()
        return was_on

    def takes(self, event: QKeyEvent) -> bool:
        """Escape leaves everything as it is."""
        return event.key() == Qt.Key.Key_Escape and self.stop()

    def paint(self, painter: QPainter) -> None:
        """Mark the row it would be put below; in the colour of a problem where it cannot be."""
        if not self._is_over or self._carried is None:
            return
        colour = self._view.palette().color(QPalette.ColorRole.Highlight)
        if self._problem is not None:
            colour = theme.strong(Severity.PROBLEM)
        painter.setPen(QPen(colour, 2))
        if self._target.isValid():
            colour.setAlpha(_FILL_ALPHA)
            painter.setBrush(colour)
            painter.drawRect(self._row().adjusted(1, 1, -1, -1))
        else:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self._view.viewport().rect().adjusted(1, 1, -2, -2))

    def _turn_to(self, index: QModelIndex) -> None:
        self._target = QPersistentModelIndex(index)
        # Below all rows is the top.
        is_within = self._at is not None and self._view.viewport().rect().contains(self._at)
        self._is_over = is_within and not self.is_moving
        row = index.data(VALUE_ROLE)
        self._goal = row if isinstance(row, CustomerRow) else None
        self._problem = self._judged(index)
        self._opening.stop()
        if index.isValid() and self._carried is not None:
            self._opening.start()
        self._view.setAccessibleDescription(self.words)
        self._show_cursor()
        self._view.viewport().update()

    def _judged(self, index: QModelIndex) -> MoveProblem | None:
        """By the rows above the one it would be below, all of which are there."""
        carried = self._carried
        if carried is None:
            return None
        if index.isValid() and self._goal is None:
            return MoveProblem.GONE
        goal = NO_CUSTOMER if self._goal is None else self._goal.id
        if goal == carried.id:
            return MoveProblem.ITSELF
        above = index.parent()
        while above.isValid():
            row = above.data(VALUE_ROLE)
            if isinstance(row, CustomerRow) and row.id == carried.id:
                return MoveProblem.BELOW
            above = above.parent()
        return MoveProblem.SAME if goal == carried.parent else None

    def _show_card(self) -> None:
        hint = hint_of(self._view)
        if self._at is None or not self.words:
            hint.hide()
            return
        name = "" if self._carried is None else name_of(self._carried)
        hint.say(name, self.words, is_refusal=self._problem is not None)
        hint.follow(self._view.viewport(), self._at)

    def _show_cursor(self) -> None:
        can = self._is_over and self._problem is None
        shape = Qt.CursorShape.DragMoveCursor if can else Qt.CursorShape.ForbiddenCursor
        self._view.viewport().setCursor(shape)


class MoveHint(QFrame):
    """Beside the pointer: who is carried, and what letting go would do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName(_HINT)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFrameShape(QFrame.Shape.Box)
        self.setAutoFillBackground(True)
        # On which words are in the colour of Text.
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self._window = window
        self._name, self._words = _line(), _line()
        bold = self._name.font()
        bold.setBold(True)
        self._name.setFont(bold)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 6)
        layout.setSpacing(2)
        layout.addWidget(self._name)
        layout.addWidget(self._words)
        self.hide()

    def say(self, name: str, words: str, *, is_refusal: bool) -> None:
        self._name.setText(name)
        self._words.setText(words)
        self.setAccessibleName(words)
        palette = self._window.palette()
        if is_refusal:
            palette.setColor(QPalette.ColorRole.Text, theme.strong(Severity.PROBLEM))
        self._words.setPalette(palette)
        self.adjustSize()

    def follow(self, over: QWidget, at: QPoint) -> None:
        """Stand beside the point *at* of the widget *over*."""
        place = beside(over.mapTo(self._window, at), self.size(), self._window.size())
        self.setVisible(place is not None)
        if place is not None:
            self.move(place)
            self.raise_()


def hint_of(widget: QWidget) -> MoveHint:
    """The hint of the window that *widget* is in; there is one, for there is one pointer."""
    window = widget.window()
    found = window.findChild(MoveHint, _HINT, Qt.FindChildOption.FindDirectChildrenOnly)
    return found if isinstance(found, MoveHint) else MoveHint(window)


def _line() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
