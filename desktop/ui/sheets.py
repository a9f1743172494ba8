"""Windows that stay beside the main one while customers are looked at, one of each kind."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtWidgets import QDialog, QWidget

Made = Callable[[], QDialog]

_FRAME = QSize(8, 40)
"""What a window manager puts around a window."""


def fit_screen(window: QWidget) -> None:
    """Make *window* no larger than its screen, or its buttons could not be reached."""
    window.resize(window.size().boundedTo(window.screen().availableSize() - _FRAME))


class Sheets(QObject):
    """Opens such windows, brings up those that are open, and forgets those that were closed.

    A window's `customer_asked`, which each of them has, is passed on.

    Signals:
        customer_asked: The user wants to go to a customer (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._open: dict[str, QDialog] = {}

    def show(self, kind: str, make: Made) -> None:
        """Bring up the window of this *kind*; there is one after this."""
        if kind not in self._open:
            sheet = self._open[kind] = make()
            fit_screen(sheet)
            sheet.customer_asked.connect(self.customer_asked)  # type: ignore[attr-defined]  # each has it
            sheet.finished.connect(lambda _code: self._forget(kind))
        sheet = self._open[kind]
        sheet.show()
        sheet.raise_()
        sheet.activateWindow()

    def stop(self) -> None:
        """Close them all."""
        for sheet in tuple(self._open.values()):
            sheet.close()

    def _forget(self, kind: str) -> None:
        if (sheet := self._open.pop(kind, None)) is not None:
            sheet.deleteLater()
