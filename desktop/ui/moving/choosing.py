"""The search for a new parent, or for the top."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QWidget

from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.rows import CustomerRow
from desktop.ui.labels import tooltip
from desktop.ui.messages import Messages
from desktop.ui.moving.words import name_of
from desktop.ui.search.means import Means
from desktop.ui.search.seeker import Barred
from desktop.ui.texts import tr
from desktop.ui.uploads.review.redirect import RedirectDialog


class NewParentDialog(RedirectDialog):
    """Finds who *customer* is to be put below, where it is one; *barred* are not offered.

    Signals:
        top_taken: The user wants it at the top; the dialog is accepted, without a target.
    """

    top_taken = Signal()

    def __init__(
        self,
        *,
        finding: Means,
        messages: Messages,
        parent: QWidget,
        customer: CustomerRow | None = None,
        barred: Barred | None = None,
    ) -> None:
        super().__init__(finding=finding, messages=messages, parent=parent, barred=barred)
        self.setObjectName("new_parent_dialog")
        name = name_of(customer) if customer is not None else ""
        title = tr("move.choose.whom", name=name) if name else tr("move.choose.title")
        self.setWindowTitle(title)
        self._field.setPlaceholderText(tr("move.choose.placeholder"))
        self._field.setAccessibleName(title)
        self._take_button.setText(tr("move.choose.take"))
        self._add_top(customer)

    def _add_top(self, customer: CustomerRow | None) -> None:
        """The way to the top, for one that is not there already."""
        top = QPushButton(tr("move.choose.top"))
        top.setObjectName("move_to_top")
        top.setAutoDefault(False)
        top.clicked.connect(self._take_top)
        if customer is not None and customer.parent == NO_CUSTOMER:
            top.setEnabled(False)
            top.setToolTip(tooltip(tr("move.problem.same_top", name=name_of(customer))))
        box = self.findChild(QDialogButtonBox)
        if box is not None:
            box.addButton(top, QDialogButtonBox.ButtonRole.ActionRole)

    def _take_top(self) -> None:
        self.target = None
        self.top_taken.emit()
        self.accept()
