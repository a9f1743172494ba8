"""What can be done about the save that is chosen among the changes."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop.domain.receipts import Receipt, standing
from desktop.domain.records import Customer
from desktop.ui.elided import ElidedLabel
from desktop.ui.icons import icon
from desktop.ui.labels import listed
from desktop.ui.panes.change_lines import outcome_words
from desktop.ui.texts import tr

_ICON = QSize(14, 14)


class ReceiptFoot(QWidget):
    """A sentence on the chosen save, and the buttons for it.

    Signals:
        undo_asked: It is to be undone.
        details_asked: It is to be told in full.
    """

    undo_asked = Signal()
    details_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = ElidedLabel()
        self._said.setObjectName("receipt_said")
        self._undo = _button("receipt_undo", tr("panes.changes.undo"))
        self._undo.setIcon(icon("undo"))
        self._undo.setIconSize(_ICON)
        self._details = _button("receipt_details", tr("panes.changes.details"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._said, 1)
        layout.addWidget(self._details)
        layout.addWidget(self._undo)
        self._undo.clicked.connect(self.undo_asked)
        self._details.clicked.connect(self.details_asked)
        self.show_receipt(None, None, is_busy=False)

    def show_receipt(self, receipt: Receipt | None, now: Customer | None, *, is_busy: bool) -> None:
        """Offer what *receipt* allows for the customer as it is *now*, as far as that is known."""
        words = tr("panes.changes.choose") if receipt is None else _words(receipt, now)
        self._said.show_words(words)
        self._said.setAccessibleName(words)
        may_undo = receipt is not None and _may_undo(receipt, now)
        self._details.setEnabled(receipt is not None)
        if self._undo.hasFocus() and receipt is not None and (is_busy or not may_undo):
            # Disabled, it would hand the keyboard to whatever comes next.
            self._details.setFocus()
        self._undo.setEnabled(may_undo and not is_busy)
        self._undo.setAccessibleDescription(words)


def _may_undo(receipt: Receipt, now: Customer | None) -> bool:
    return receipt.can_undo and (now is None or bool(standing(receipt, now).still))


def _words(receipt: Receipt, now: Customer | None) -> str:
    if receipt.way == "create":
        return tr("panes.changes.stays")
    if not receipt.can_undo:
        return outcome_words(receipt)
    stands = None if now is None else standing(receipt, now)
    if stands is None or not (stands.moved or not stands.still):
        return tr("panes.changes.can_undo", fields=listed([each.name for each in receipt.changes]))
    if not stands.moved:
        return tr("panes.changes.undone")
    moved = listed(stands.moved)
    if not stands.still:
        return tr("panes.changes.all_moved", fields=moved)
    return tr("panes.changes.some_moved", moved=moved, still=listed(stands.still))


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
