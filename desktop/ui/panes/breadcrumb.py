"""The path of parents above a customer, each a step to click."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from desktop.domain.rows import CustomerRow
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr

_WIDEST_STEP = 260


class Breadcrumb(QWidget):
    """Shows parents from the root down; long names are cut and whole in the tooltip.

    Signals:
        customer_asked: The user wants to go to a parent (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("breadcrumb")
        self.setAccessibleName(tr("card.path"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        # As tall as a step when there is none, so that the header does not jump.
        self.setMinimumHeight(self.fontMetrics().height() + 8)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_parents(self, parents: tuple[CustomerRow, ...], *, is_top: bool) -> None:
        """*is_top* where there is nobody above, so that there is nothing missing either."""
        self.clear()
        if is_top and not parents:
            self._row.addWidget(_quiet_label(tr("panes.header.at_the_top"), name="at_the_top"))
        for parent in parents:
            self._row.addWidget(self._step(parent))
            self._row.addWidget(_quiet_label("\u203a", name="step"))
        self._row.addStretch()

    def clear(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()

    def _step(self, parent: CustomerRow) -> QToolButton:
        step = QToolButton()
        step.setAutoRaise(True)
        name = parent.name or f"#{parent.id}"
        metrics = step.fontMetrics()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, _WIDEST_STEP)
        # A single & in a button's text would underline the letter after it.
        step.setText(shown.replace("&", "&&"))
        step.setAccessibleName(tr("card.go_to", name=name))
        step.setToolTip(tooltip(tr("card.go_to", name=name)))
        step.setCursor(Qt.CursorShape.PointingHandCursor)
        step.clicked.connect(lambda: self.customer_asked.emit(parent.id))
        return step


def _quiet_label(words: str, *, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    return label
