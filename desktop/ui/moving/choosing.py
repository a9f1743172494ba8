"""The search for a new parent, or for the top."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from desktop.ui.messages import Messages
from desktop.ui.search.means import Means
from desktop.ui.texts import tr
from desktop.ui.uploads.review.redirect import RedirectDialog


class NewParentDialog(RedirectDialog):
    """Finds who a customer is to be put below; *name* is the customer's, where it is one.

    Signals:
        top_taken: The user wants it at the top; the dialog is accepted, without a target.
    """

    top_taken = Signal()

    def __init__(
        self, *, finding: Means, messages: Messages, parent: QWidget, name: str = ""
    ) -> None:
        super().__init__(finding=finding, messages=messages, parent=parent)
        self.setObjectName("new_parent_dialog")
        title = tr("move.choose.whom", name=name) if name else tr("move.choose.title")
        self.setWindowTitle(title)
        self._field.setPlaceholderText(tr("move.choose.placeholder"))
        self._field.setAccessibleName(title)
        self._take_button.setText(tr("move.choose.take"))
        top = QPushButton(tr("move.choose.top"))
        top.setObjectName("move_to_top")
        top.setAutoDefault(False)
        top.clicked.connect(self._take_top)
        box = self.findChild(QDialogButtonBox)
        if box is not None:
            box.addButton(top, QDialogButtonBox.ButtonRole.ActionRole)

    def _take_top(self) -> None:
        self.target = None
        self.top_taken.emit()
        self.accept()
