"""What is said of an upload can be read whole, and its buttons pressed, in however little room."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.uploads import Unsure, UploadState
from desktop.services.changes import ChangeFeed
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.list import TransfersList
from desktop.ui.uploads.story import Story
from tests.ui.uploads.rows import Standing, upload


class Doubtful(Standing):
    """One that needs the user, and evidence of several lines; others that are finished."""

    rows = (
        upload(
            1,
            UploadState.NEEDS_YOU,
            unsure=Unsure.SEVERAL_MATCHES,
            candidates=tuple(range(70_000, 70_030)),
        ),
        upload(2, UploadState.DONE),
    )


class Desk:
    """A dock below something that would have all the room."""

    def __init__(self, qtbot: QtBot) -> None:
        self._bot = qtbot
        self.dock = TransfersDock(
            uploads=Doubtful(),  # type: ignore[arg-type]  # all the dock asks while nobody clicks
            changes=ChangeFeed(),
        )
        self._floors = QSplitter(Qt.Orientation.Vertical)
        self._floors.addWidget(QWidget())
        self._floors.addWidget(self.dock)
        qtbot.addWidget(self._floors)
        self._floors.show()
        qtbot.waitExposed(self._floors)
        stories = self.dock.findChildren(Story), self.dock.findChildren(QLabel, "transfers_story")
        (self.story,), (self.label,) = stories
        (self.table,) = self.dock.findChildren(TransfersList)

    def has(self, width: int, height: int = 1) -> None:
        """So large is the dock, or as low as it can be."""
        self._floors.resize(width, 700)
        self._bot.waitUntil(lambda: self.dock.width() == width)
        self._floors.setSizes([700, height])
        self._bot.waitUntil(lambda: self.dock.height() < height + 200)

    def shows_whole(self, *widgets: QWidget) -> None:
        self._bot.waitUntil(lambda: all(map(is_whole, widgets)))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def is_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("width", [420, 560, 900])
def test_in_the_least_room_two_lines_are_seen_and_the_rest_scrolls(desk: Desk, width: int) -> None:
    desk.has(width)
    buttons = [each for each in desk.dock.findChildren(QPushButton) if each.isVisible()]
    assert len(buttons) >= 5
    desk.shows_whole(*buttons)
    assert min(each.height() - each.sizeHint().height() for each in buttons) >= 0
    seen = desk.story.viewport().height()
    assert seen >= 2 * desk.label.fontMetrics().lineSpacing()
    assert desk.label.height() >= desk.label.heightForWidth(desk.label.width())
    assert desk.story.verticalScrollBar().maximum() == desk.label.height() - seen > 0
    assert desk.story.focusPolicy() is Qt.FocusPolicy.StrongFocus


def test_where_there_is_room_all_of_it_is_seen_and_then_more_of_the_list(desk: Desk) -> None:
    desk.has(900, 230)
    desk.shows_whole(desk.label)
    assert desk.story.verticalScrollBar().maximum() == 0
    assert desk.story.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert desk.table.height() > 44
