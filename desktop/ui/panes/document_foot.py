"""The line below the documents: how many there are, and what can be done with the chosen one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.domain.records import Document
from desktop.ui.formats import Format, words
from desktop.ui.icons import icon
from desktop.ui.panes.document_columns import web_address
from desktop.ui.texts import tr


class DocumentFoot(QWidget):
    """Sums up, and offers to open the one document that is chosen.

    Signals:
        open_asked: The chosen document is to be opened in the browser.
        fields_asked: Everything known of the chosen document is to be shown.
    """

    open_asked = Signal()
    fields_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._summary = QLabel()
        self._summary.setObjectName("documents_summary")
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setWordWrap(True)
        self._summary.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._open = QPushButton(icon("open_web"), tr("panes.documents.open"))
        self._open.setObjectName("open_document")
        self._fields = QPushButton(tr("panes.all_fields"))
        self._fields.setObjectName("document_fields")
        self._open.clicked.connect(self.open_asked)
        self._fields.clicked.connect(self.fields_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._summary, 1)
        layout.addWidget(self._open)
        layout.addWidget(self._fields)

    def show_chosen(self, chosen: Sequence[Document]) -> bool:
        """Fit the buttons to *chosen*; whether it is one document that cannot be opened."""
        only = chosen[0] if len(chosen) == 1 else None
        can_open = only is not None and web_address(only) is not None
        self._open.setVisible(can_open)
        self._fields.setEnabled(only is not None)
        return only is not None and not can_open

    def say(
        self, shown: Sequence[Document], chosen: Sequence[Document], *, new: int, set_aside: int
    ) -> None:
        size = sum(document.number("size") for document in shown)
        parts = [tr("panes.documents.count", count=len(shown))]
        if size:
            parts.append(words(size, Format.SIZE))
        if new:
            parts.append(tr("panes.documents.new", count=new))
        if set_aside:
            parts.append(tr("panes.documents.set_aside", count=set_aside))
        if len(chosen) > 1:
            parts.append(tr("panes.documents.selected", count=len(chosen)))
        if self.show_chosen(chosen):
            parts.append(tr("panes.documents.no_way_to_open"))
        self._summary.setText(" · ".join(parts))
