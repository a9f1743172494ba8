"""The child of the start-up benchmark: opens a window and tells when it was painted."""

import os
import sys
import time

from PySide6 import QtWidgets
from PySide6.QtCore import QEvent, QObject


class _Watch(QObject):
    """Ends the process at the first paint of a top-level window."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.Paint
            and isinstance(watched, QtWidgets.QWidget)
            and watched.isWindow()
        ):
            # The frame is on its way; what follows is the same for both windows.
            sys.stdout.write(f"{time.monotonic()}\n")
            sys.stdout.flush()
            os._exit(0)
        return False


class _WatchedApplication(QtWidgets.QApplication):
    """An application whose first paint is the last thing it does."""

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self._watch = _Watch()
        self.installEventFilter(self._watch)


def _bare() -> None:
    app = _WatchedApplication(sys.argv[:1])
    window = QtWidgets.QMainWindow()
    window.resize(1180, 760)
    window.show()
    app.processEvents()


def _program(profile: str) -> None:
    QtWidgets.QApplication = _WatchedApplication  # type: ignore[misc, assignment]  # the one seam of Qt's own
    from desktop.app import run

    run(["--demo", "--profile", profile])


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        _bare()
    else:
        _program(sys.argv[1])
