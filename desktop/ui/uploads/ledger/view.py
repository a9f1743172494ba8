"""The parts of the ledger's window: the table, what happened to one, the buttons below."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.uploads import Upload
from desktop.services.uploads.ledger import Kind
from desktop.ui.tables import set_up, set_up_header
from desktop.ui.texts import tr
from desktop.ui.uploads.first_choice import FirstChoice
from desktop.ui.uploads.ledger.model import COLUMNS, LedgerModel
from desktop.ui.uploads.list import shared


class LedgerView(QTableView):
    """One line an upload; its columns share the width."""

    def __init__(self, model: LedgerModel) -> None:
        super().__init__()
        self._model = model
        self.setObjectName("ledger_list")
        self.setAccessibleName(tr("ledger.title"))
        self.setModel(model)
        set_up(self)
        FirstChoice(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        set_up_header(self)

    def chosen(self) -> Upload | None:
        index = self.currentIndex()
        is_chosen = index.isValid() and self.selectionModel().isSelected(index)
        return self._model.upload(index) if is_chosen else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        per_character = self.fontMetrics().averageCharWidth()
        for column, width in shared(COLUMNS, self.viewport().width(), per_character).items():
            self.setColumnWidth(column, width)


class Story(QWidget):
    """What is to be known of one upload, and what happened to it in the journal's words.

    Attributes:
        report: The latter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.report = ""
        self._advice = QLabel()
        self._advice.setObjectName("ledger_advice")
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._advice.setWordWrap(True)
        self._advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._advice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._events = QPlainTextEdit()
        self._events.setObjectName("ledger_events")
        self._events.setAccessibleName(tr("ledger.events"))
        self._events.setReadOnly(True)
        self._events.setTabChangesFocus(True)
        self._events.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._events.setPlaceholderText(tr("ledger.events_hint"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._advice)
        layout.addWidget(self._events)
        self.clear()

    def clear(self) -> None:
        self.show_text("", "")

    def show_text(self, advice: str, report: str) -> None:
        """Show both; what stands there already stays, with what is selected in it."""
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        if report != self.report:
            self.report = report
            self._events.setPlainText(report)


class Foot(QWidget):
    """How many there are, and what can be done.

    Signals:
        go_asked: The customer of the chosen one is to be shown.
        copy_asked: The report of the chosen one is to be copied.
        export_asked: What is shown, or everything, is to be written (Kind, bool: everything).
        close_asked: That was all.
    """

    go_asked = Signal()
    copy_asked = Signal()
    export_asked = Signal(object, bool)
    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._count = QLabel()
        self._count.setObjectName("ledger_count")
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._go = _button("ledger_go", tr("uploads.wish.show"))
        self._copy = _button("ledger_copy", tr("ledger.copy"))
        self._export = _button("ledger_export", tr("ledger.export"))
        self._export.setMenu(self._menu())
        self._close = _button("ledger_close", tr("ledger.close"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._count, 1)
        for button in (self._go, self._copy, self._export, self._close):
            layout.addWidget(button)
        self._go.clicked.connect(self.go_asked)
        self._copy.clicked.connect(self.copy_asked)
        self._close.clicked.connect(self.close_asked)

    @property
    def text(self) -> str:
        return self._count.text()

    def say(self, text: str) -> None:
        self._count.setText(text)
        self._count.setAccessibleName(text)

    def allow(self, *, is_chosen: bool) -> None:
        """Offer what is for one upload where one is chosen."""
        self._go.setEnabled(is_chosen)
        self._copy.setEnabled(is_chosen)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for which, is_all in (("shown", False), ("all", True)):
            for kind in Kind:
                action = menu.addAction(tr(f"ledger.export.{which}.{kind.value}"))
                action.setObjectName(f"ledger_export_{which}_{kind.value}")
                action.triggered.connect(
                    lambda _=False, k=kind, a=is_all: self.export_asked.emit(k, a)
                )
        return menu


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
