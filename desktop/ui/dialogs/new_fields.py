"""The fields of a new customer: what was typed, and what was taken over from another one."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from desktop.domain.likely import Sought
from desktop.domain.proposals import Proposal
from desktop.domain.values import Value
from desktop.services.editing.rules import Rules
from desktop.ui.dialogs.new_means import NewMeans
from desktop.ui.forms.editors import ChoiceEditor
from desktop.ui.forms.learned import LearnedEditor
from desktop.ui.forms.rows import EditRow, new_grid, widest_label
from desktop.ui.forms.words import choices_of
from desktop.ui.labels import label_of
from desktop.ui.texts import tr

FIELDS = (
    "name",
    "customernumber",
    "typeid",
    "maingroupid",
    "address",
    "address2",
    "zip",
    "city",
    "country",
    "phone",
    "email",
    "vat",
)
MORE = (
    "invoiceaddress",
    "invoiceaddress2",
    "invoicezip",
    "invoicecity",
    "invoicecountry",
    "ourreference",
    "sellerid",
    "team",
)


class NewRow(EditRow):
    """A field of something new; what is proposed for it is marked, and can be cleared."""

    def __init__(self, name: str, *, parent: QWidget, rules: Rules | None = None) -> None:
        super().__init__(name, parent=parent, required=name == "name", is_new=True, rules=rules)
        self._proposed: Value = None
        self._source = ""
        self._revert.setAccessibleName(tr("newcustomer.clear_field", field=label_of(name)))
        self.show_value(None)

    @property
    def is_proposed(self) -> bool:
        """Whether it still holds what was proposed."""
        return bool(self._source) and not self.differs_from(self._proposed)

    def propose(self, value: Value, source: str) -> None:
        self._proposed, self._source = value, source
        self.put(value)

    def revert(self) -> None:
        """Empty it; nothing was ever stored here."""
        self.show_value(None)
        self.editor.setFocus()
        self.edited.emit()

    def _show_state(self) -> None:
        super()._show_state()
        is_proposed = self.is_proposed
        self._mark.show_on(is_proposed)
        self._revert.setVisible(is_proposed)
        tip = tr("newcustomer.taken_over", source=self._source) if is_proposed else ""
        self._revert.setToolTip(tr("newcustomer.clear_tip", source=self._source) if tip else "")
        if tip:
            self.editor.inner.setAccessibleDescription(tip)


class NewFields(QWidget):
    """All of them; the lesser ones are there when they are asked for, or hold something.

    Signals:
        edited: Something was typed, taken over or cleared; of which field (str).
        resized: It takes more room now, or less.

    Attributes:
        below: Widgets to stand below a field, by its name.
    """

    edited = Signal(str)
    resized = Signal()

    def __init__(self, means: NewMeans, *, below: Mapping[str, QWidget]) -> None:
        super().__init__()
        self._rows = {name: self._row(name, means) for name in (*FIELDS, *MORE)}
        self._lesser = QWidget()
        self._more = _more_button()
        self._more.toggled.connect(self._show_more)
        self._lay_out(below)

    @property
    def first(self) -> QWidget:
        return self._rows["name"].editor

    @property
    def is_ready(self) -> bool:
        """Whether it can be stored as it is."""
        return all(row.fault is None for row in self._rows.values())

    @property
    def proposed(self) -> frozenset[str]:
        """The fields that hold what was taken over."""
        return frozenset(name for name, row in self._rows.items() if row.is_proposed)

    def filled(self) -> dict[str, Value]:
        """What is filled in and can be sent."""
        return {
            name: row.value()
            for name, row in self._rows.items()
            if row.is_dirty and row.fault is None
        }

    def own(self) -> dict[str, Value]:
        """What of it was not taken over."""
        return {name: each for name, each in self.filled().items() if name not in self.proposed}

    def typed(self) -> dict[str, str]:
        """Texts that are no value of their field."""
        return {
            name: row.editor.state()
            for name, row in self._rows.items()
            if row.is_dirty and row.fault is not None
        }

    @property
    def is_own(self) -> bool:
        """Whether there is anything that was not taken over."""
        return not self.proposed.issuperset({*self.filled(), *self.typed()})

    def sought(self) -> Sought:
        """What somebody who is there already would have in common with this."""
        # What was taken over says of nobody that it is somebody else.
        held = self.own()
        said = {name: str(held.get(name) or "") for name in ("name", "address", "zip", "vat")}
        return Sought(
            number=self.number(),
            cvr=said["vat"],
            name=said["name"],
            address=said["address"],
            zip=said["zip"],
        )

    def number(self) -> str:
        """The customer's number, empty where none is filled in."""
        return str(self.filled().get("customernumber") or "")

    def put(self, values: Mapping[str, Value], typed: Mapping[str, str]) -> None:
        """Show what was filled in another day."""
        for name in self._rows.keys() & values.keys():
            self._rows[name].put(values[name])
        for name in self._rows.keys() & typed.keys():
            self._rows[name].editor.set_state(typed[name])
        self._open_for((*values, *typed))

    def propose(self, proposal: Proposal) -> None:
        """Take these over into fields that are empty."""
        free = [name for name in proposal.values if not self._rows[name].is_dirty]
        for name in free:
            row = self._rows[name]
            row.propose(proposal.values[name], proposal.source)
            row.editor.show_companion(proposal.words.get(name, ""))
        self._open_for(free)
        if free:
            self.edited.emit(free[0])
            self.resized.emit()

    def clear_proposals(self) -> None:
        """Empty what still holds what was taken over."""
        for name in sorted(self.proposed):
            self._rows[name].show_value(None)
            self.edited.emit(name)
        self.first.setFocus()

    def set_usable(self, *, is_usable: bool) -> None:
        for row in self._rows.values():
            row.editor.setEnabled(is_usable)

    def _open_for(self, names: Iterable[str]) -> None:
        if not set(MORE).isdisjoint(names):
            self._more.setChecked(True)

    def _show_more(self, is_shown: bool) -> None:  # a slot of toggled
        self._lesser.setVisible(is_shown)
        arrow = Qt.ArrowType.DownArrow if is_shown else Qt.ArrowType.RightArrow
        self._more.setArrowType(arrow)
        self.resized.emit()

    def _row(self, name: str, means: NewMeans) -> NewRow:
        row = NewRow(name, parent=self, rules=means.rules)
        editor, choice = row.editor, row.field.choice
        if isinstance(editor, ChoiceEditor) and choice is not None:
            editor.set_choices(choices_of(choice, means.lists))
        elif isinstance(editor, LearnedEditor) and choice is not None and means.choices is not None:
            editor.set_choices(means.choices.of(choice))
        row.edited.connect(lambda: self.edited.emit(name))
        return row

    def _lay_out(self, below: Mapping[str, QWidget]) -> None:
        main = QWidget()
        width = widest_label([*FIELDS, *MORE], QFont(self.font()))
        grids = {FIELDS: new_grid(main, width), MORE: new_grid(self._lesser, width)}
        for names, grid in grids.items():
            for name in names:
                self._rows[name].put_into(grid)
                if name in below:
                    grid.addWidget(below[name], grid.rowCount(), 2)
        self._lesser.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for part in (main, self._more, self._lesser):
            layout.addWidget(part)
        layout.addStretch(1)


def _more_button() -> QToolButton:
    button = QToolButton()
    button.setObjectName("new_customer_more")
    button.setText(tr("newcustomer.more"))
    button.setCheckable(True)
    button.setAutoRaise(True)
    button.setArrowType(Qt.ArrowType.RightArrow)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
