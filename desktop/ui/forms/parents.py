"""The editor of the parent: its name, which leads to it, and the choice of another one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QPushButton, QWidget

from desktop.domain.fields import Field
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import CustomerRow
from desktop.domain.values import Value
from desktop.ui.elided import Link
from desktop.ui.forms.editors import Editor
from desktop.ui.labels import label_of, tooltip
from desktop.ui.messages import Messages
from desktop.ui.search.means import Means
from desktop.ui.search.seeker import Barred
from desktop.ui.texts import tr
from desktop.ui.uploads.review.redirect import RedirectDialog


class ParentEditor(Editor):
    """Shows the parent by name; another one is found by a search, which is somebody else's.

    Signals:
        customer_asked: The user wants to go to the parent (CustomerId).
        choice_asked: The user wants to look for another one.
        top_asked: The user wants the customer to have none.
    """

    customer_asked = Signal(object)
    choice_asked = Signal()
    top_asked = Signal()

    def __init__(self, field: Field) -> None:
        self._change = QPushButton()
        super().__init__(field, self._change)
        self._id = NO_CUSTOMER
        self._names: dict[CustomerId, str] = {}
        self._paths: dict[CustomerId, str] = {}
        self.link = Link()
        self.link.setObjectName("parent_link")
        self.link.clicked.connect(lambda: self.customer_asked.emit(self._id))
        self._top = QLabel(tr("forms.at_the_top"))
        self._top.setObjectName("value_parentcust")
        self._row.removeWidget(self._change)
        for each in (self.link, self._top):
            self._row.addWidget(each, 1)
        self._row.addWidget(self._change)
        self._dress_button()
        self._show()

    def show_parent(self, parent: CustomerRow) -> None:
        """The name, once it is known."""
        self.know(parent.id, parent.name)

    def know(self, parent: CustomerId, name: str, path: Sequence[str] = ()) -> None:
        """What *parent* is called, and the names on the way down to it, its own the last."""
        self._names[parent] = name
        if path:
            self._paths[parent] = tr("forms.parent.step").join(path)
        if parent == self._id:
            self._show()
        self.named.emit()

    def choose(self, parent: CustomerId) -> None:
        """Take *parent*, as the user wants."""
        self.set_state(str(parent))

    def show_value(self, value: Value) -> None:
        self._id = CustomerId(value) if isinstance(value, int) else NO_CUSTOMER
        self._show()

    def value(self) -> Value:
        return self._id

    def state(self) -> str:
        return str(self._id)

    def set_state(self, state: str) -> None:
        chosen = CustomerId(int(state or 0))
        if chosen != self._id:
            self._id = chosen
            self._show()
            self.edited.emit()

    def called(self, value: Value) -> str:
        if value == NO_CUSTOMER:
            return tr("forms.at_the_top")
        return self._names.get(CustomerId(value), "") if isinstance(value, int) else ""

    def hint(self) -> str:
        """Where the customer would be."""
        if self._id == NO_CUSTOMER:
            return tr("forms.parent.to_the_top")
        path = self._paths.get(self._id, "")
        return tr("forms.parent.to", path=path) if path else ""

    def _show(self) -> None:
        text = self._names.get(self._id) or f"#{self._id}"
        self.link.show_words(text)
        self.link.setAccessibleName(tr("forms.go_to_parent", name=text))
        self.link.setToolTip(tooltip(f"{text} (#{self._id})"))
        self.link.setVisible(self._id != NO_CUSTOMER)
        self._top.setVisible(self._id == NO_CUSTOMER)
        self._to_top.setEnabled(self._id != NO_CUSTOMER)

    def _dress_button(self) -> None:
        name = tr("forms.parent.change_of", field=label_of(self.field.name))
        self._change.setText(tr("forms.parent.change"))
        self._change.setToolTip(name)
        self._change.setAccessibleName(name)
        self._change.setAutoDefault(False)
        menu = QMenu(self._change)
        menu.setObjectName("parent_menu")
        choose = menu.addAction(tr("forms.parent.choose"))
        choose.setObjectName("choose_parent")
        choose.triggered.connect(lambda _on=False: self.choice_asked.emit())
        self._to_top = menu.addAction(tr("forms.at_the_top"))
        self._to_top.setObjectName("to_the_top")
        self._to_top.triggered.connect(lambda _on=False: self.top_asked.emit())
        self._change.setMenu(menu)


class ParentDialog(RedirectDialog):
    """The search for a parent, in this form's words."""

    def __init__(
        self, *, finding: Means, messages: Messages, parent: QWidget, barred: Barred | None
    ) -> None:
        super().__init__(finding=finding, messages=messages, parent=parent, barred=barred)
        self.setObjectName("parent_dialog")
        self.setWindowTitle(tr("forms.parent.title"))
        self._field.setPlaceholderText(tr("forms.parent.placeholder"))
        self._field.setAccessibleName(tr("forms.parent.title"))
        self._take_button.setText(tr("forms.parent.take"))
