"""The buttons above the documents: adding, sorting, and how they are shown."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from desktop.ui.icons import icon
from desktop.ui.panes.document_columns import SORTINGS, Sorting
from desktop.ui.panes.document_list import Look
from desktop.ui.texts import tr


class DocumentBar(QWidget):
    """Says what the user wants of the documents.

    Signals:
        add_asked: Files are to be chosen and added.
        paste_asked: What is on the clipboard is to be added.
        look_asked: The documents are to be shown so (Look).
        sorting_asked: The documents are to be sorted so (Sorting).
    """

    add_asked = Signal()
    paste_asked = Signal()
    look_asked = Signal(object)
    sorting_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._add = _button("add_files", tr("panes.documents.add"), "attach")
        self._paste = _button("paste_files", tr("panes.documents.paste"), "paste")
        keys = QKeySequence(QKeySequence.StandardKey.Paste)
        self._paste.setToolTip(keys.toString(QKeySequence.SequenceFormat.NativeText))
        self._sorting_label = QLabel(tr("panes.documents.sort"))
        self._sorting = _sorting_box()
        self._sorting_label.setBuddy(self._sorting)
        self._looks = {look: _look_button(look) for look in Look}
        group = QButtonGroup(self)
        for button in self._looks.values():
            group.addButton(button)
        self._add.clicked.connect(self.add_asked)
        self._paste.clicked.connect(self.paste_asked)
        self._sorting.activated.connect(lambda i: self.sorting_asked.emit(SORTINGS[i]))
        for look, button in self._looks.items():
            button.clicked.connect(lambda _on, look=look: self.look_asked.emit(look))
        self._lay_out()

    def show_look(self, look: Look) -> None:
        """The table is sorted by its header, pictures by the box."""
        self._looks[look].setChecked(True)
        self._sorting.setVisible(look is Look.ICONS)
        self._sorting_label.setVisible(look is Look.ICONS)

    def show_sorting(self, sorting: Sorting | None) -> None:
        self._sorting.setCurrentIndex(SORTINGS.index(sorting) if sorting else -1)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 0)
        layout.setSpacing(8)
        layout.addWidget(self._add)
        layout.addWidget(self._paste)
        layout.addStretch()
        layout.addWidget(self._sorting_label)
        layout.addWidget(self._sorting)
        for button in self._looks.values():
            layout.addWidget(button)


def _button(name: str, text: str, picture: str) -> QPushButton:
    button = QPushButton(icon(picture), text)
    button.setObjectName(name)
    return button


def _sorting_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("documents_sort")
    for sorting in SORTINGS:
        box.addItem(tr(f"panes.documents.sort.{sorting.key}"))
    return box


def _look_button(look: Look) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setCheckable(True)
    button.setObjectName(f"look_{look.value}")
    button.setIcon(icon(f"view_{look.value}"))
    words = tr(f"panes.documents.look.{look.value}")
    button.setAccessibleName(words)
    button.setToolTip(words)
    return button
