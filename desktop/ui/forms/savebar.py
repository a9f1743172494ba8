"""The bar below a form: what is unsaved, what came of saving, and the buttons for both."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from desktop.ui import theme
from desktop.ui.icons import icon
from desktop.ui.labels import tooltip
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr

_LOUD = frozenset({Severity.WARNING, Severity.PROBLEM})
_MARGIN, _SPACING = 12, 8
_LEAST_WORDS = 260
"""Narrower than that beside the buttons, a sentence becomes a column of single words."""


class Offer(Enum):
    """What may be done about what a save did, each a button."""

    RESTORE = "restore"
    """Put back what a save disturbed."""
    ALLOW_SAVING = "allow_saving"
    """Let saving go on after it was stopped."""
    PUT_THEIRS_BACK = "put_theirs_back"
    """Give the fields back that somebody changed right before they were overwritten."""
    KEEP_MINE = "keep_mine"
    """Leave them as they were saved."""
    DECIDE = "decide"
    """Say what is to become of fields that two people changed."""
    UNDO_SAVE = "undo_save"
    """Put everything back as it was before the last save."""


def offers_of_stop(disturbed: Collection[str]) -> tuple[Offer, ...]:
    """What may be done while saving is stopped; without *disturbed* fields all is put back."""
    return (Offer.RESTORE, Offer.ALLOW_SAVING) if disturbed else (Offer.ALLOW_SAVING,)


@dataclass(frozen=True, slots=True, kw_only=True)
class BarState:
    """All that the bar shows. `faults` keep the changes from being saved."""

    changes: int = 0
    faults: tuple[str, ...] = ()
    is_saving: bool = False
    notice: Notice | None = None
    offers: tuple[Offer, ...] = ()

    @property
    def can_save(self) -> bool:
        return bool(self.changes) and not self.faults and not self.is_saving

    @property
    def words(self) -> str:
        if self.is_saving:
            return tr("forms.saving")
        if self.notice is not None:
            return self.notice.text
        if self.faults:
            more = len(self.faults) - 1
            return self.faults[0] + (f" {tr('forms.more_faults', count=more)}" if more else "")
        return _changes(self.changes)

    @property
    def severity(self) -> Severity:
        if self.notice is not None and not self.is_saving:
            return self.notice.severity
        return Severity.WARNING if self.faults else Severity.INFO

    @property
    def is_needed(self) -> bool:
        return bool(self.changes or self.is_saving or self.notice or self.offers)


class SaveBar(QFrame):
    """Shows a BarState; there only when it has something to say.

    Signals:
        save_asked: The user wants the changes saved.
        revert_asked: The user wants the changes gone.
        offer_taken: The user wants what a button offers (Offer).
    """

    save_asked = Signal()
    revert_asked = Signal()
    offer_taken = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("save_bar")
        self.setAccessibleName(tr("forms.bar"))
        self._state = BarState()
        self._words = _words_label()
        self._offers = {offer: _button(offer.value) for offer in Offer}
        self._revert = _button("revert", icon_name="undo")
        self._save = _button("save", icon_name="save")
        self._save.setDefault(True)
        self._lay_out()
        self._connect()
        self.show_state(self._state)

    @property
    def state(self) -> BarState:
        return self._state

    def change(self, **changes: object) -> None:
        """Show the same state with these parts of it changed."""
        self.show_state(replace(self._state, **changes))  # type: ignore[arg-type]  # its own names

    def show_state(self, state: BarState) -> None:
        self._state = state
        self._words.setText(state.words)
        self._words.setAccessibleName(state.words)
        self._words.setToolTip(tooltip(state.notice.details if state.notice else ""))
        self._revert.setVisible(bool(state.changes))
        self._revert.setEnabled(not state.is_saving)
        self._save.setVisible(bool(state.changes))
        self._save.setEnabled(state.can_save)
        self._save.setToolTip(tooltip(state.words) if state.faults else tr("forms.save_tip"))
        for offer, button in self._offers.items():
            button.setVisible(offer in state.offers)
            button.setEnabled(not state.is_saving)
        self._colour()
        self._fold()
        self.setVisible(state.is_needed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._colour()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(_SPACING)
        buttons.addStretch()
        for button in self._buttons():
            buttons.addWidget(button)
        self._row = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        row.setSpacing(_SPACING)
        row.addWidget(self._words, 1)
        row.addLayout(buttons)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addLayout(row)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (*self._offers.values(), self._revert, self._save)

    def _fold(self) -> None:
        """Buttons go below words that they leave no room for."""
        # Hidden, it has no width of its own yet, and must not push the window about once shown.
        around = self.parentWidget()
        width = self.width() if around is None or self.isVisible() else around.width()
        taken = sum(b.sizeHint().width() + _SPACING for b in self._buttons() if not b.isHidden())
        is_narrow = taken > 0 and width - 2 * _MARGIN - taken < _LEAST_WORDS
        ways = QBoxLayout.Direction
        self._row.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

    def _connect(self) -> None:
        self._save.clicked.connect(self.save_asked)
        self._revert.clicked.connect(self.revert_asked)
        for offer, button in self._offers.items():
            button.clicked.connect(lambda _on=False, taken=offer: self.offer_taken.emit(taken))

    def _colour(self) -> None:
        is_loud = self._state.severity in _LOUD
        self.setAutoFillBackground(True)
        palette = QPalette()
        if is_loud:
            palette.setColor(QPalette.ColorRole.Window, theme.tint(self._state.severity))
        self.setPalette(palette)
        quiet = QPalette(palette)
        if not is_loud:
            quiet.setColor(QPalette.ColorRole.WindowText, theme.muted())
        self._words.setPalette(quiet)


def _changes(count: int) -> str:
    return tr("forms.one_change") if count == 1 else tr("forms.changes", count=count)


def _words_label() -> QLabel:
    label = QLabel()
    label.setObjectName("save_bar_words")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def _button(name: str, *, icon_name: str = "") -> QPushButton:
    button = QPushButton(tr(f"forms.{name}"))
    button.setObjectName(name)
    button.setAutoDefault(False)
    if icon_name:
        button.setIcon(icon(icon_name))
    return button
