"""The last two steps of an import: what would happen, and what comes of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QPlainTextEdit,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.importing import Counts, ImportRow, ImportState, Phase, Sought
from desktop.ui import formats
from desktop.ui.faces import Faces
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.note import Note
from desktop.ui.importing import words
from desktop.ui.importing.model import COLUMNS, RESULT, RowsModel
from desktop.ui.importing.parts import (
    button,
    button_foot,
    filter_head,
    plain_label,
    thin_progress,
)
from desktop.ui.importing.tally import Filter, Tally, results, verdicts
from desktop.ui.tables import ROW_PADDING, selected_rows, set_up, set_up_header
from desktop.ui.texts import tr

_BUTTONS = ("back", "again", "export", "stop", "pause", "new", "run", "close")
_ON_THE_LEFT = frozenset({"again", "export"})
_SHOWN_AT_FIRST = frozenset({"back"})
"""While nothing is known of the rows yet."""
_SHOWN = {
    Phase.CHECKED: {"back", "run"},
    Phase.RUNNING: {"pause", "close"},
    Phase.PAUSED: {"again", "export", "stop", "run", "close"},
    Phase.DONE: {"again", "export", "new", "close"},
}


class RowsView(QTableView):
    """One line a row of the file."""

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("import_rows")
        self.setAccessibleName(tr("import.rows"))
        self.setModel(model)
        set_up(self)
        set_up_header(self)

    def chosen(self) -> tuple[ImportRow, ...]:
        """The selected rows, from top to bottom."""
        return tuple(self._model.row(index) for index in selected_rows(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        per_character = self.fontMetrics().averageCharWidth()
        for column, each in enumerate(COLUMNS):
            if each.characters:
                self.setColumnWidth(column, each.characters * per_character + 2 * ROW_PADDING)


class RowsPage(QWidget):
    """The rows, narrowed down, one of them in full, and what can be done.

    Signals:
        sought_changed: Other rows are to be shown.
        asked: A button was pressed (str: its key).

    Attributes:
        written: Says what an export came to, for the window's notices lie behind.
    """

    sought_changed = Signal()
    asked = Signal(str)

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self.model = RowsModel(naming)
        self.view = RowsView(self.model)
        self.faces = Faces(self.view)
        self._tally = Tally({})
        self._filters: tuple[Filter, ...] = ()
        self._note = plain_label("import_note")
        self._trouble = plain_label("import_trouble")
        self._filter = QComboBox()
        self._filter.setObjectName("import_filter")
        self._filter.setAccessibleName(tr("import.show"))
        self._filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._progress = thin_progress("import_progress", tr("import.progress"))
        self._progress.hide()
        self._details = _details()
        self.written = Note("import")
        self._buttons = {key: button(f"import_{key}", tr(f"import.{key}")) for key in _BUTTONS}
        for key, each in self._buttons.items():
            each.setVisible(key in _SHOWN_AT_FIRST)
        self._head = QWidget()
        self._head.hide()
        self.setFocusProxy(self.view)
        self._lay_out()
        self._connect()

    @property
    def sought(self) -> Sought:
        at = self._filter.currentIndex()
        return self._filters[at].sought if 0 <= at < len(self._filters) else Sought()

    def show_state(self, state: ImportState, counts: Counts, trouble: str) -> None:
        """What the import has come to."""
        self._tally = Tally(counts)
        self.model.show_running(is_running=state.phase is Phase.RUNNING)
        self._head.show()
        is_checked = state.phase is Phase.CHECKED
        self._show_filters(verdicts() if is_checked else results())
        self._note.setText(self._said(state))
        self._trouble.setText(trouble)
        self._trouble.setVisible(bool(trouble))
        self._progress.setVisible(not is_checked)
        self._progress.setRange(0, max(1, self._tally.to_send))
        self._progress.setValue(self._tally.sent)
        self.view.setColumnHidden(RESULT, is_checked)
        self._show_buttons(state)

    def tell(self) -> None:
        """The chosen row in full, and what can be done with those chosen."""
        chosen = self.view.chosen()
        text = self.model.details(chosen[0]) if len(chosen) == 1 else ""
        if text != self._details.toPlainText():
            self._details.setPlainText(text)
        self._buttons["again"].setEnabled(any(map(words.can_be_looked_at, chosen)))

    def allow(self, *, is_busy: bool) -> None:
        """While something is being done, nothing else is begun."""
        for each in self._buttons.values():
            each.setDisabled(is_busy)
        if not is_busy:
            self._buttons["run"].setEnabled(bool(self._tally.waiting))
            self.tell()

    def _said(self, state: ImportState) -> str:
        if state.phase is not Phase.CHECKED:
            key = f"import.told.{state.phase.value}"
            said = tr(
                key,
                file=state.file,
                sent=_number(self._tally.sent),
                count=_number(self._tally.to_send),
            )
            if needy := self._tally.needs_you:
                said = f"{said} {tr('import.needs_you', count=_number(needy))}"
            return f"{said} {tr('import.lost', count=state.lost)}" if state.lost else said
        said = tr("import.told.checked", file=state.file, count=_number(self._tally.waiting))
        return said if state.copy_is_whole else f"{said} {tr('import.copy_not_whole')}"

    def _show_filters(self, filters: tuple[Filter, ...]) -> None:
        texts = [each.text(self._tally) for each in filters]
        if filters == self._filters:
            for at, text in enumerate(texts):
                self._filter.setItemText(at, text)
            return
        self._filters = filters
        self._filter.blockSignals(True)  # noqa: FBT003 - Qt has no keyword
        self._filter.clear()
        self._filter.addItems(texts)
        self._filter.blockSignals(False)  # noqa: FBT003 - Qt has no keyword

    def _show_buttons(self, state: ImportState) -> None:
        shown = _SHOWN.get(state.phase, set())
        for key, each in self._buttons.items():
            each.setVisible(key in shown)
        count = self._tally.waiting
        is_checked = state.phase is Phase.CHECKED
        key = "import.run" if is_checked else "import.continue"
        self._buttons["run"].setText(tr(key, count=_number(count)))
        self._buttons["run"].setEnabled(count > 0)

    def _connect(self) -> None:
        self._filter.currentIndexChanged.connect(lambda _index: self.sought_changed.emit())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.tell())
        self.model.dataChanged.connect(lambda *_: self.tell())
        for key, each in self._buttons.items():
            each.clicked.connect(lambda _=False, k=key: self.asked.emit(k))

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.faces)
        split.addWidget(self._details)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = filter_head(self._note, tr("import.show"), self._filter)
        head.setContentsMargins(0, 0, 0, 0)
        self._head.setLayout(head)
        layout.addWidget(self._head)
        layout.addWidget(self._trouble)
        layout.addWidget(self._progress)
        layout.addWidget(split, 1)
        layout.addWidget(self.written)
        layout.addLayout(button_foot(self._buttons, _ON_THE_LEFT))


def _number(count: int) -> str:
    return formats.words(count, formats.Format.NUMBER)


def _details() -> QPlainTextEdit:
    shown = QPlainTextEdit()
    shown.setObjectName("import_details")
    shown.setAccessibleName(tr("import.details"))
    shown.setPlaceholderText(tr("import.details_hint"))
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    return shown
