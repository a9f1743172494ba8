"""A second customer card, beside the one that follows the tree."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.session import Session
from desktop.ui.around import Around
from desktop.ui.card_parts import CardParts
from desktop.ui.icons import icon
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.drop import DropTarget

_NARROWEST = 240
"""Less is left to neither card, where the window has more to give."""


class Beside(QWidget):
    """Shows a customer until the user closes it or opens another one here; hidden until then.

    Meant to be the last widget of a QSplitter, where it takes its width from the one before.

    Signals:
        customer_asked: The user wants to go to a customer in the tree (CustomerId).
        files_dropped: Files were let go over a part of it (FilesDropped).
        files_wanted: The user wants to choose files for this customer and folder (DropTarget).
        paste_wanted: What is on the clipboard is to go there (DropTarget).
        several_asked: The user wants to change fields of these (tuple of CustomerId).
        dirty_changed: There are unsaved changes now, or none (bool).
        changed: Another customer is shown, or none, or the same one by another name.
        pressed: The user clicked into the card where nothing takes the keyboard.
    """

    customer_asked = Signal(object)
    files_dropped = Signal(object)
    files_wanted = Signal(object)
    paste_wanted = Signal(object)
    several_asked = Signal(object)
    dirty_changed = Signal(bool)
    changed = Signal()
    pressed = Signal()

    def __init__(self, *, session: Session, around: Around) -> None:
        super().__init__()
        self.setObjectName("beside")
        self.setAccessibleName(tr("beside.name"))
        self._session, self._around = session, around
        self._tasks = Tasks(around.messages.report)
        self._parts: CardParts | None = None
        self._state: dict[str, Any] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._head())
        self.hide()

    @property
    def selected(self) -> Selected | None:
        """Who is shown; None while it is closed."""
        return self._parts.card.selected if self._parts is not None else None

    @property
    def is_dirty(self) -> bool:
        return self._parts is not None and self._parts.details.is_dirty

    def open(self, selected: Selected) -> None:
        """Show *selected*, once what was typed about another is saved or let go."""
        shown = self.selected
        if shown is None or shown.id != selected.id:
            self._tasks.start("leave", self._open(selected))

    def close_card(self) -> None:
        """Go away, once what was typed is saved or let go."""
        self._tasks.start("leave", self._close())

    async def may_leave(self) -> bool:
        """Whether the form may go; asks where there are unsaved changes."""
        return self._parts is None or await self._parts.details.may_leave()

    def save(self) -> None:
        if self._parts is not None:
            self._parts.details.save()

    def take_keyboard(self) -> None:
        if self._parts is not None:
            self._parts.card.take_keyboard()

    def revert(self) -> None:
        if self._parts is not None:
            self._parts.details.revert()

    def paste(self) -> None:
        """Have the clipboard added to who is shown."""
        if self._parts is not None:
            self._parts.paste()

    def reload(self) -> None:
        """Ask the server anew for what is visible."""
        if self._parts is not None:
            self._parts.card.reload()

    def state(self) -> dict[str, object]:
        """Its width, the tab in front and the columns, for the settings."""
        self._note_state()
        return dict(self._state)

    def restore(self, state: Mapping[str, Any]) -> None:
        self._state = dict(state)

    def stop(self) -> None:
        """End all reads, for good."""
        self._tasks.stop()
        if self._parts is not None:
            self._parts.card.stop()

    # --- how ----------------------------------------------------------------------------------

    async def _open(self, selected: Selected) -> None:
        if not await self.may_leave():
            return
        parts = self._made()
        if self.isHidden():
            self.show()
            self._take_room()
        parts.card.show_selected(selected)
        self.changed.emit()

    async def _close(self) -> None:
        if self._parts is None or not await self.may_leave():
            return
        self._note_state()
        self._parts.card.show_selected(None)
        self.hide()
        self.changed.emit()

    def _made(self) -> CardParts:
        """The card; made when it is wanted first, for most days it is not."""
        if self._parts is None:
            self._parts = parts = CardParts(session=self._session, around=self._around)
            parts.customer_asked.connect(self.customer_asked)
            parts.files_dropped.connect(self.files_dropped)
            parts.several_asked.connect(self.several_asked)
            parts.dirty_changed.connect(self.dirty_changed)
            parts.card.pressed.connect(self.pressed)
            parts.card.record_shown.connect(lambda _record: self.changed.emit())
            parts.add_files_asked.connect(lambda to: self.files_wanted.emit(self._place(to)))
            parts.paste_asked.connect(lambda to: self.paste_wanted.emit(self._place(to)))
            tabs = self._state.get("tabs")
            parts.tabs.restore(tabs if isinstance(tabs, dict) else {})
            parts.card.show_tab(str(self._state.get("tab", "")))
            self._layout.addWidget(parts.card, 1)
        return self._parts

    def _place(self, folder: str) -> DropTarget | None:
        return DropTarget(customer=self.selected, folder=folder) if self.selected else None

    def _take_room(self) -> None:
        """As wide as the last time, or half of what the card before has."""
        splitter = self.parentWidget()
        if not isinstance(splitter, QSplitter):
            return
        *others, before, own = splitter.sizes()
        room = before + own
        remembered = self._state.get("width")
        width = remembered if isinstance(remembered, int) else room // 2
        width = max(_NARROWEST, min(width, room - _NARROWEST))
        splitter.setSizes([*others, room - width, width])

    def _note_state(self) -> None:
        if self._parts is None:
            return
        self._state["tabs"] = self._parts.tabs.state()
        self._state["tab"] = self._parts.card.visible_tab
        if self.isVisible():
            self._state["width"] = self.width()

    def _show_in_tree(self) -> None:
        if self.selected is not None:
            self.customer_asked.emit(self.selected.id)

    def _head(self) -> QWidget:
        title = QLabel(tr("beside.title"))
        title.setForegroundRole(title.palette().ColorRole.PlaceholderText)
        reveal = _button("beside_reveal", "", tr("beside.reveal"))
        reveal.clicked.connect(self._show_in_tree)
        close = _button("beside_close", "close", tr("beside.close"))
        close.clicked.connect(self.close_card)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 4, 6, 0)
        row.setSpacing(2)
        row.addWidget(title, 1)
        row.addWidget(reveal)
        row.addWidget(close)
        return head


def _button(name: str, picture: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    if picture:
        button.setIcon(icon(picture))
    button.setAutoRaise(True)
    button.setText(words)
    button.setAccessibleName(words)
    button.setToolTip(words)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
