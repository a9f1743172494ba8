"""Where the parts of the workspace stand, and the splitters between them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

_LEAST_FOR_NAMES = 220
"""In a narrow window the card gives way before the names in the tree do."""


def arrange(
    workspace: QWidget, finder: QWidget, card: QWidget, beside: QWidget, transfers: QWidget
) -> dict[str, QSplitter]:
    """Lay out the parts; the splitters by name, for their sizes to be remembered."""
    sides = QSplitter(Qt.Orientation.Horizontal)
    for side in (finder, card, beside):
        sides.addWidget(side)
    finder.setMinimumWidth(_LEAST_FOR_NAMES)
    sides.setStretchFactor(1, 1)
    sides.setSizes([430, 850])
    floors = QSplitter(Qt.Orientation.Vertical)
    floors.addWidget(sides)
    floors.addWidget(transfers)
    floors.setStretchFactor(0, 1)
    floors.setSizes([560, 190])
    transfers.hide()
    for splitter in (sides, floors):
        splitter.setChildrenCollapsible(False)
    layout = QVBoxLayout(workspace)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(floors)
    return {"sides": sides, "floors": floors}
