"""The rules that were learned from refusals, to be looked at and forgotten."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.rules import Rule, Shape
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.rules import Rules
from desktop.ui.entered import EnterDialog
from desktop.ui.faces import Faces
from desktop.ui.formats import Format, one_line
from desktop.ui.labels import label_of
from desktop.ui.panes.columns import Column
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.texts import tr


def rule_words(rule: Rule) -> str:
    """What Microbizz wants of the field, as far as we know."""
    if rule.shape is None:
        return tr("rules.required")
    return _shape_words(rule.shape)


def _shape_words(shape: Shape) -> str:
    if shape.digits is None:
        return tr("rules.like", example=shape.example)
    fewest, most = shape.digits
    if fewest == most:
        return tr("rules.digits", count=fewest)
    return tr("rules.digits_between", fewest=fewest, most=most)


class RulesSheet(EnterDialog):
    """A line a rule, with the words it was learned from."""

    def __init__(self, *, rules: Rules, changes: ChangeFeed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rules = rules
        self._model = RecordTable(_columns(), key=lambda rule: (rule.field, bool(rule.shape)))
        self._table = RecordView(
            self._model, name="rules_table", title=tr("rules.title"), grows="words"
        )
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._faces = Faces(self._table)
        self._forget = QPushButton(tr("rules.forget"))
        self._unsubscribe: Callable[[], None] | None = changes.subscribe(self._note)
        self._lay_out()
        self._forget.clicked.connect(self._forget_chosen)
        self._table.selectionModel().selectionChanged.connect(self._fit)
        self.finished.connect(self.stop)
        self._show()

    def stop(self) -> None:
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def _show(self) -> None:
        rules = self._rules.learned()
        self._table.put(rules)
        if rules:
            self._faces.show_content()
        else:
            self._faces.show_empty(tr("rules.none"))
        self._fit()

    def _fit(self) -> None:
        self._forget.setEnabled(bool(self._table.chosen()))

    def _forget_chosen(self) -> None:
        for rule in self._table.chosen():
            self._rules.forget(rule)

    def _note(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            self._show()

    def _lay_out(self) -> None:
        self.setObjectName("rules_sheet")
        self.setWindowTitle(tr("rules.title"))
        intro = QLabel(tr("rules.intro"))
        intro.setTextFormat(Qt.TextFormat.PlainText)
        intro.setWordWrap(True)
        self._forget.setObjectName("rules_forget")
        self._forget.setAutoDefault(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._forget, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(intro)
        layout.addWidget(self._faces, 1)
        layout.addWidget(buttons)
        self.resize(700, 340)


def _columns() -> tuple[Column[Rule], ...]:
    return (
        Column(
            key="field",
            title=tr("rules.field"),
            value=lambda rule: label_of(rule.field),
            width=18,
        ),
        Column(key="rule", title=tr("rules.rule"), value=rule_words, width=24),
        Column(
            key="words",
            title=tr("rules.words"),
            value=lambda rule: one_line(rule.words),
            width=24,
        ),
        Column(
            key="at",
            title=tr("rules.at"),
            value=lambda rule: rule.at,
            format=Format.MOMENT,
            width=17,
        ),
    )
