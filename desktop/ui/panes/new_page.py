"""What the card shows of a customer that is yet to be created."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.drafts import DraftState
from desktop.ui.texts import tr
from desktop.ui.tree.look import NewCustomer

_NAME_SIZE = 1.5
_WIDEST = 560
"""Pixels: longer lines are hard to read."""


class NewPage(QWidget):
    """Who it will be, what it waits for, and the way to its sheet.

    Signals:
        edit_asked: The user wants to go on with it (NewCustomer).
    """

    edit_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("new_page")
        self.setAccessibleName(tr("card.new.page"))
        self._new: NewCustomer | None = None
        self._name, self._facts = _label("name"), _label("facts")
        self._state, self._files = _label("state"), _label("files")
        self._edit = QPushButton(tr("card.new.edit"))
        self._edit.setObjectName("new_page_edit")
        self._edit.setAutoDefault(False)
        self._edit.clicked.connect(self._ask)
        self._lay_out()

    def show_new(self, new: NewCustomer) -> None:
        self._new = new
        name = new.name or tr("tree.new_nameless")
        self._edit.setAccessibleName(tr("card.new.edit_spoken", name=name))
        _say(self._name, name)
        _say(self._facts, _facts(new))
        _say(self._state, _state(new))
        _say(self._files, _files(new))

    def _ask(self) -> None:
        self.edit_asked.emit(self._new)

    def _lay_out(self) -> None:
        font = self._name.font()
        font.setPointSizeF(font.pointSizeF() * _NAME_SIZE)
        font.setBold(True)
        self._name.setFont(font)
        self._facts.setForegroundRole(self._facts.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.addWidget(self._edit)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.setSpacing(4)
        for label in (self._name, self._facts):
            layout.addWidget(label)
        layout.addSpacing(10)
        for label in (self._state, self._files):
            label.setMaximumWidth(_WIDEST)
            layout.addWidget(label)
        layout.addSpacing(10)
        layout.addLayout(row)
        layout.addStretch(1)


def _facts(new: NewCustomer) -> str:
    """Number and address in one line; what is not there leaves no gap."""
    _, number, address, zip_, city = new.text.split("\n")
    place = ", ".join(part for part in (address, f"{zip_} {city}".strip()) if part)
    return "   ·   ".join(part for part in (number, place) if part)


def _state(new: NewCustomer) -> str:
    waits_for_user = new.state in {DraftState.CONFLICT, DraftState.REFUSED}
    if new.looked_for is None or waits_for_user:
        return tr(f"card.new.{new.state.value}")
    clock = new.looked_for.astimezone().strftime("%H:%M")
    return tr("card.new.looked_for", clock=clock)


def _files(new: NewCustomer) -> str:
    """What it takes; a draft that is looked for is not to be created just to take some."""
    if new.state is not DraftState.DRAFT:
        return tr("card.new.files")
    return "" if new.looked_for else tr("card.new.no_files")


def _say(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setAccessibleName(words)
    label.setVisible(bool(words))


def _label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(f"new_page_{name}")
    # What was typed may look like markup, and is shown as it is.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
