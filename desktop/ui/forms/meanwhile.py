"""The question when a colleague has changed the same fields meanwhile."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.asking import answered
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr


class Decision(Enum):
    """What is to become of the fields in question."""

    MINE = "mine"
    THEIRS = "theirs"
    STAY = "stay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """One field, in words: when the form was opened, now, and what the user typed."""

    label: str
    opened: str
    theirs: str
    mine: str


class MeanwhileSheet(QDialog):
    """Shows theirs beside ours; no answer is chosen beforehand, and Escape keeps editing."""

    def __init__(self, clashes: Sequence[Clash], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("meanwhile")
        self.setWindowTitle(tr("forms.meanwhile.title"))
        self.decision = Decision.STAY
        intro = QLabel(tr("forms.meanwhile.intro"))
        intro.setWordWrap(True)
        rows = [(clash.label, clash.opened, clash.theirs, clash.mine) for clash in clashes]
        heads = [tr(f"forms.meanwhile.{key}") for key in ("field", "opened", "theirs", "mine")]
        table = words_table(heads, rows)
        table.setAccessibleName(tr("forms.meanwhile.title"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(10)
        layout.addWidget(intro)
        layout.addWidget(table, 1)
        layout.addWidget(self._buttons())
        self.resize(720, min(180 + 30 * len(rows), 520))
        table.setFocus()

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        for decision in Decision:
            # An accepting button would become the default by itself.
            role = QDialogButtonBox.ButtonRole.ActionRole
            if decision is Decision.STAY:
                role = QDialogButtonBox.ButtonRole.RejectRole
            button = QPushButton(tr(f"forms.meanwhile.do_{decision.value}"))
            button.setObjectName(f"meanwhile_{decision.value}")
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, chosen=decision: self._decide(chosen))
            box.addButton(button, role)
        return box

    def _decide(self, decision: Decision) -> None:
        self.decision = decision
        self.done(0)


async def ask_meanwhile(clashes: Sequence[Clash], parent: QWidget) -> Decision:
    """Ask, and wait for the decision; cancelling the task closes the question."""
    sheet = MeanwhileSheet(clashes, parent)
    async with answered(sheet):
        return sheet.decision


def words_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> QTableWidget:
    """A table of words to be read: columns of one width, long words in the tooltip."""
    table = QTableWidget(len(rows), len(heads))
    table.setHorizontalHeaderLabels(list(heads))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    for line, words in enumerate(rows):
        for column, text in enumerate(words):
            item = QTableWidgetItem(text)
            item.setToolTip(tooltip(text))
            table.setItem(line, column, item)
    return table
