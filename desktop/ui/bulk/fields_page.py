"""The first step: who is meant, which fields change, and to what."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.bulk import MANY
from desktop.domain.fields import Grade, Group
from desktop.domain.values import Value
from desktop.ui.bulk.lines import FieldLine, tick_width
from desktop.ui.bulk.means import BulkMeans, Scope
from desktop.ui.forms.editors import CalmCombo
from desktop.ui.importing.parts import button, plain_label
from desktop.ui.labels import label_of
from desktop.ui.tables import ROW_PADDING
from desktop.ui.texts import tr

_OFFERED = tuple(each for each in MANY if each.grade is not Grade.INFERRED)
"""A field that is merely guessed is not written to many."""
_LEAST_ROWS = 8
"""Of fields in sight, however small the window is."""


class FieldsPage(QWidget):
    """All fields that many may share; those that are ticked are changed.

    Signals:
        preview_asked: What that would change is to be shown.
        close_asked: That was all.
    """

    preview_asked = Signal()
    close_asked = Signal()

    def __init__(self, means: BulkMeans, scopes: Sequence[Scope]) -> None:
        super().__init__()
        self._means, self._scopes = means, tuple(scopes)
        self._whom = _whom(scopes)
        self._find = _find()
        self._lines = [FieldLine(each, self, means.unverified) for each in _OFFERED]
        self._headings: dict[Group, QWidget] = {}
        self._said = plain_label("bulk_said")
        self._preview = button("bulk_preview", tr("bulk.preview"))
        self._preview.setDefault(True)
        self._close = button("bulk_close_fields", tr("bulk.close"))
        self.setFocusProxy(self._find)
        self._lay_out()
        self._connect()
        self.show_choices()
        self._fit()

    @property
    def scope(self) -> Scope:
        return self._scopes[max(0, self._whom.currentIndex())]

    @property
    def touched(self) -> int:
        """In how many fields the user said something."""
        return sum(line.is_touched for line in self._lines)

    def changed(self) -> Mapping[str, Value]:
        """The new value of each field that is ticked; raises Unfit."""
        return {line.name: line.value() for line in self._lines if line.is_on}

    def show_choices(self) -> None:
        """Offer what the lists hold now."""
        for line in self._lines:
            line.show_choices(self._means.lists, self._means.choices)

    def allow(self, *, is_busy: bool) -> None:
        self._preview.setEnabled(not is_busy and self._can_go_on())

    # --- How --------------------------------------------------------------------------------

    def _can_go_on(self) -> bool:
        on = [line for line in self._lines if line.is_on]
        return bool(on) and all(line.is_fit for line in on)

    def _fit(self) -> None:
        on = [line for line in self._lines if line.is_on]
        faulty = sum(not line.is_fit for line in on)
        said = tr("bulk.fields_chosen", count=len(on)) if on else tr("bulk.choose_fields")
        self._said.setText(tr("bulk.fields_faulty", count=faulty) if faulty else said)
        self._preview.setEnabled(self._can_go_on())

    def _narrow(self, text: str) -> None:
        """Show the fields whose names have *text*, and those that are ticked."""
        wanted = text.strip().casefold()
        shown: set[Group] = set()
        for line in self._lines:
            is_shown = line.is_on or wanted in label_of(line.name).casefold()
            line.set_shown(is_shown)
            if is_shown:
                shown.add(line.field.group)
        for group, heading in self._headings.items():
            heading.setVisible(group in shown)

    def _connect(self) -> None:
        for line in self._lines:
            line.changed.connect(self._fit)
        self._find.textChanged.connect(self._narrow)
        self._preview.clicked.connect(self.preview_asked)
        self._close.clicked.connect(self.close_asked)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        label = QLabel(tr("bulk.whom"))
        label.setBuddy(self._whom)
        head.addWidget(label)
        head.addWidget(self._whom, 2)
        head.addWidget(self._find, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(self._close)
        foot.addWidget(self._preview)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self._area(), 1)
        layout.addLayout(foot)

    def _area(self) -> QScrollArea:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnMinimumWidth(0, tick_width(_OFFERED, self.fontMetrics()))
        grid.setColumnStretch(1, 1)
        for group in Group:
            self._add_group(group, grid)
        grid.setRowStretch(grid.rowCount(), 1)
        area = QScrollArea()
        area.setObjectName("bulk_fields")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.StyledPanel)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        area.setMinimumHeight(_LEAST_ROWS * (self.fontMetrics().height() + ROW_PADDING))
        return area

    def _add_group(self, group: Group, grid: QGridLayout) -> None:
        lines = [line for line in self._lines if line.field.group is group]
        if not lines:
            return
        heading = QLabel(tr(f"forms.group.{group.value}"))
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        heading.setContentsMargins(0, 8, 0, 0)
        self._headings[group] = heading
        grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
        for line in lines:
            line.put_into(grid, grid.rowCount())


def _whom(scopes: Sequence[Scope]) -> CalmCombo:
    box = CalmCombo()
    box.setObjectName("bulk_whom")
    box.setAccessibleName(tr("bulk.whom_spoken"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(24)
    box.addItems([each.words for each in scopes])
    return box


def _find() -> QLineEdit:
    line = QLineEdit()
    line.setObjectName("bulk_find")
    line.setAccessibleName(tr("bulk.find"))
    line.setPlaceholderText(tr("bulk.find"))
    line.setClearButtonEnabled(True)
    return line
