"""The switch between a list of results and a tree narrowed to them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from desktop.ui.icons import icon
from desktop.ui.texts import tr


class FilterButton(QToolButton):
    """Checked while what is typed narrows the tree."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("narrow")
        self.setIcon(icon("filter"))
        self.setCheckable(True)
        self.setText(tr("search.narrow"))
        self.setAccessibleName(tr("search.narrow"))
        self.setToolTip(tr("search.narrow_tip"))
        # A click must not take the focus from the field, where the user may type on.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
