"""The review strips, and hands to use them with."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Incoming, Target
from desktop.domain.uploads import Upload, UploadState
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.strips import ReviewStrips
from tests.helpers.demo_server import DemoServer

W = TypeVar("W", bound=QWidget)
Until = Callable[..., Any]


class Desk:
    """The strips above another widget, and what a user does and sees there."""

    def __init__(self, *, means: ReviewMeans, target: Target, bot: QtBot, until: Until) -> None:
        self.means, self.target, self._bot, self._until = means, target, bot, until
        self.uploads = means.uploads
        self.window = QWidget()
        bot.addWidget(self.window)
        self.elsewhere = QLineEdit()
        self.strips = ReviewStrips(means)
        layout = QVBoxLayout(self.window)
        layout.addWidget(self.strips)
        layout.addWidget(self.elsewhere)
        layout.addStretch(1)
        self.window.resize(1100, 700)
        self.window.show()
        self.window.activateWindow()
        bot.waitUntil(self.window.isActiveWindow)
        self.elsewhere.setFocus()
        self.strips.start()

    def add(self, *paths: Path, folder: str = "", **how: Any) -> None:
        files = [Incoming(path=path, folder=folder) for path in paths]
        self._until(self.uploads.add(how.pop("target", self.target), files, **how))
        self.wait(lambda: bool(self.strips._strips))

    def rows(self) -> list[Upload]:
        return list(self.uploads.rows)

    def stands(self, *states: UploadState) -> None:
        self.wait(lambda: [row.state for row in self.rows()] == list(states))

    def wait(self, is_so: Callable[[], bool]) -> None:
        self._bot.waitUntil(is_so)

    def is_counted(self) -> bool:
        """Whether the seconds of the only batch go by."""
        return self.uploads.batches.open[0].seconds_left is not None

    def find(self, kind: type[W], name: str) -> W:
        """The visible one of this kind and name."""
        found = [each for each in self.window.findChildren(kind, name) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} of {name}"
        return found[0]

    def is_there(self, name: str) -> bool:
        return any(each.isVisible() for each in self.window.findChildren(QWidget, name))

    def click(self, name: str) -> None:
        self.wait(lambda: self.is_there(name) and self.find(QAbstractButton, name).isEnabled())
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    def says(self, name: str) -> str:
        return self.find(QLabel, name).text() if self.is_there(name) else ""

    def hears(self, name: str, words: str) -> None:
        """Wait until a label says *words*, among others."""
        self.wait(lambda: words in self.says(name))

    def write(self, name: str, text: str) -> None:
        line = self.find(QLineEdit, name)
        line.setFocus()
        line.selectAll()
        line.insert(text)
        line.setModified(True)
        QTest.keyClick(line, Qt.Key.Key_Return)


def stored(server: DemoServer, command: str = "AddPhotoToCustomer") -> list[dict[str, Any]]:
    """What the server was given and took, in order."""
    return [each["inputs"] for each in server.ledger_of(command) if each["status"] == 1]
