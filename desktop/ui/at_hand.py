"""Whom commands mean: who has the keyboard, of those the window shows."""

from enum import Enum

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.beside import Beside
from desktop.ui.following import Following
from desktop.ui.panes.card import CustomerCard
from desktop.ui.search.finder import Finder
from desktop.ui.selection import Selected
from desktop.ui.tree.look import NewCustomer


class Place(Enum):
    """Where the one at hand is shown; TREE stands for the card that follows it, too."""

    TREE = "tree"
    RESULTS = "results"
    BESIDE = "beside"


class AtHand(QObject):
    """The result that is current, who is in the card beside, or else who is chosen in the tree.

    What is outside of the workspace takes the keyboard in between only: menus, notices, dialogs.
    So a command means whom it meant when its menu was opened.

    Signals:
        changed: Somebody else is meant now, or nobody, or the same one in another place.
    """

    changed = Signal()

    def __init__(
        self,
        *,
        following: Following,
        finder: Finder,
        card: CustomerCard,
        beside: Beside,
        workspace: QWidget,
    ) -> None:
        super().__init__(workspace)
        self._following, self._finder, self._beside = following, finder, beside
        self._workspace = workspace
        self._part: QWidget | None = None
        self._before = (self.place, self.whom)
        for news in (following.changed, finder.hit_changed, beside.changed):
            news.connect(self._look)
        card.pressed.connect(lambda: self._come_to(card, Place.TREE))
        beside.pressed.connect(lambda: self._come_to(beside, Place.BESIDE))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._note)

    @property
    def place(self) -> Place:
        if self._part is self._beside and self._beside.selected is not None:
            return Place.BESIDE
        if self._part is self._finder and self._finder.is_searching:
            return Place.RESULTS
        return Place.TREE

    @property
    def whom(self) -> Selected | NewCustomer | None:
        """Nobody where nobody is found, or what is typed is not answered yet."""
        match self.place:
            case Place.BESIDE:
                return self._beside.selected
            case Place.RESULTS:
                return self._finder.hit
            case Place.TREE:
                return self._following.chosen

    @property
    def customer(self) -> Selected | None:
        """The same, where it is not one that is yet to be created."""
        whom = self.whom
        return whom if isinstance(whom, Selected) else None

    def _come_to(self, card: CustomerCard | Beside, place: Place) -> None:
        """Who clicks into a card means that customer from then on."""
        if self.place is not place:
            card.take_keyboard()

    def _note(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._workspace.isAncestorOf(now):
            parts = (self._finder, self._beside)
            self._part = next((part for part in parts if part.isAncestorOf(now)), None)
            self._look()

    def _look(self) -> None:
        now = (self.place, self.whom)
        if now != self._before:
            self._before = now
            self.changed.emit()
