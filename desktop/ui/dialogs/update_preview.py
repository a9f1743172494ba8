"""What updating by customer number would change, and the state before where it went wrong."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTableWidget, QVBoxLayout, QWidget

from desktop.domain.edits import Preview, Saved
from desktop.domain.records import Customer
from desktop.services.lists import Lists
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.told import told_of_save
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.forms.words_table import words_table
from desktop.ui.labels import label_of
from desktop.ui.notice import Notice
from desktop.ui.panes.record_sheet import field_lines
from desktop.ui.texts import tr


class UpdatePreview(QWidget):
    """Shows a preview as a table of before and after, to be carried out or not.

    Signals:
        back_asked: The user wants to go on typing.
        update_asked: The user wants it done (Preview).
    """

    back_asked = Signal()
    update_asked = Signal(object)

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self._lists = lists
        self._preview: Preview | None = None
        self._heading = _plain_label("preview_heading", bold=True)
        self._words = _plain_label("preview_words")
        self._table = QTableWidget()
        self._back = _button("back")
        self._back.clicked.connect(self.back_asked)
        self._update = _button("update")
        self._update.clicked.connect(self._ask)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._back)
        buttons.addWidget(self._update)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        for part in (self._heading, self._words, self._table):
            self._layout.addWidget(part)
        self._layout.addLayout(buttons)

    def show_preview(self, preview: Preview) -> None:
        self._preview = preview
        before = preview.before
        self._heading.setText(tr("newcustomer.preview.heading", name=before.name, id=before.id))
        count = len(preview.changes)
        self._words.setText(
            tr("newcustomer.preview.changes") if count else tr("newcustomer.preview.no_change")
        )
        heads = [tr(f"newcustomer.preview.{key}") for key in ("field", "before", "after")]
        rows = [
            (
                label_of(change.name),
                in_a_sentence(change.name, change.before, self._lists),
                in_a_sentence(change.name, change.after, self._lists),
            )
            for change in preview.changes
        ]
        self._show_table(words_table(heads, rows))
        self._update.setVisible(True)
        self._update.setEnabled(bool(count))
        self._table.setFocus()

    def show_before(self, before: Customer, words: str) -> None:
        """Say what went wrong, and show the whole customer as it was."""
        self._heading.setText(tr("newcustomer.preview.as_before", name=before.name, id=before.id))
        self._words.setText(words)
        heads = [tr(f"newcustomer.preview.{key}") for key in ("field", "before")]
        rows = [(line.label, line.value) for line in field_lines(before)]
        self._show_table(words_table(heads, rows))
        self._update.setVisible(False)

    def set_busy(self, is_busy: bool) -> None:
        """While it is being carried out, there is no way back."""
        self._back.setEnabled(not is_busy)
        self._update.setEnabled(not is_busy)

    def _ask(self) -> None:
        if self._preview is not None:
            self.update_asked.emit(self._preview)

    def _show_table(self, table: QTableWidget) -> None:
        table.setObjectName("preview_table")
        table.setAccessibleName(self._heading.text())
        self._layout.replaceWidget(self._table, table)
        self._table.hide()
        self._table.deleteLater()
        self._table = table


def told_of_update(saved: Saved, naming: Naming) -> Notice | None:
    """What is to be known of it beyond that it was done; None for nothing."""
    if not saved.is_to_be_looked_at:
        return None
    told = told_of_save(saved, saved.sent, naming.value)
    return replace(told, text=tr("unsent.told.of", name=saved.after.name, words=told.text))


def _plain_label(name: str, *, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label


def _button(name: str) -> QPushButton:
    button = QPushButton(tr(f"newcustomer.preview.{name}"))
    button.setObjectName(f"preview_{name}")
    button.setAutoDefault(False)
    return button
