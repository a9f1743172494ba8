"""What stands in the tree's place while one searches: the results, or a sentence, and a way on."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.search.ask import AskBar
from desktop.ui.search.line import Line
from desktop.ui.search.model import ResultList
from desktop.ui.search.view import ResultView
from desktop.ui.search.words import results_words


class ResultsPage(QWidget):
    """The list of results above the way to the server."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("results_page")
        self.model = ResultList(self)
        self.view = ResultView(self.model)
        self.ask = AskBar()
        self.message_label = _message()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.message_label)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.ask)

    @property
    def message(self) -> str:
        """What stands in the place of results; "" where there are any."""
        return (
            self.message_label.text() if self._stack.currentWidget() is self.message_label else ""
        )

    def show_lines(
        self,
        lines: Sequence[Line],
        needles: tuple[str, ...],
        *,
        is_same_search: bool,
        is_more: bool = False,
    ) -> None:
        """Show *lines*; the current one stays so where the search is the same and it is there."""
        current = self.view.current if is_same_search else None
        self.model.put(lines, needles)
        count = len(self.model.result_rows) if needles else None
        self.view.setAccessibleName(results_words(count, is_more=is_more))
        self._stack.setCurrentWidget(self.view)
        if current is None or not self.model.index_of(current.row.id).isValid():
            self.view.go_to_first()

    def show_message(self, words: str) -> None:
        """Say *words* where there are no results."""
        self.model.put([])
        self.message_label.setText(words)
        self.message_label.setAccessibleName(words)
        self._stack.setCurrentWidget(self.message_label)


def _message() -> QLabel:
    label = QLabel()
    label.setObjectName("search_message")
    # What was typed may look like markup, and is shown as it is.
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
    label.setContentsMargins(12, 32, 12, 12)
    label.setWordWrap(True)
    # A long word must not widen the panel.
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
    return label
