"""The transfers as a user sees and steers them, on their way to a server that plays along."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadId, UploadState
from desktop.journal import Journal
from desktop.services.changes import ChangeFeed
from desktop.services.uploads.service import Uploads
from desktop.support.settings import Settings
from desktop.ui.faces import Face
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.list import TransfersList
from desktop.ui.uploads.model import STATE
from tests.helpers.clocks import MovedClock
from tests.helpers.fates import Fate
from tests.helpers.played_uploads import PlayedHands, PlayedServer

S = UploadState
DONE, HELD, READY, CANCELLED = S.DONE, S.HELD, S.READY, S.CANCELLED
NEEDS_YOU, REFUSED, VERIFYING = S.NEEDS_YOU, S.REFUSED, S.VERIFYING
Until = Callable[[Any], Any]


class Desk:
    """A dock with its uploads, and hands to use it.

    Attributes:
        asked: The customers the user wanted to see.
    """

    def __init__(self, folder: Path, bot: QtBot, until: Until) -> None:
        self.clock = MovedClock()
        self.server = PlayedServer(self.clock)
        self.journal = Journal(folder / "journal.db")
        self.changes = ChangeFeed()
        memory = Settings(folder / "memory.json")
        memory.put("uploads", {"hold_seconds": 0, "lanes": 1})
        self.uploads = Uploads(
            client=self.server,
            journal=self.journal,
            hands=PlayedHands(self.server, {}),
            changes=self.changes,
            memory=memory,
            clock=self.clock,
        )
        self._bot, self._until = bot, until
        until(self.uploads.load())
        self.uploads.start()
        self.dock = TransfersDock(uploads=self.uploads, changes=self.changes)
        self.asked: list[int] = []
        self.dock.customer_asked.connect(self.asked.append)

    @property
    def table(self) -> TransfersList:
        return self.dock._list

    def add(self, *paths: Path) -> None:
        target = Target(id=CustomerId(7), name="Søndergade 7")
        self._until(self.uploads.add(target, [Incoming(path=path) for path in paths]))

    def shows(self, *states: UploadState) -> None:
        """Wait until the list stands so."""
        self._bot.waitUntil(lambda: self.states() == list(states))

    def passing_shows(self, *states: UploadState) -> None:
        """The same, while time passes for the uploads."""

        def stands_so() -> bool:
            if self.states() == list(states):
                return True
            self.clock.advance(self.clock.next_due or 0.0)
            return False

        self._bot.waitUntil(stands_so)

    def states(self) -> list[UploadState]:
        return [row.state for row in self.dock._model.rows]

    def words(self, row: int) -> str:
        return str(self.table.model().index(row, STATE).data())

    def choose(self, *rows: int) -> None:
        self.table.clearSelection()
        for row in rows:
            self.table.selectionModel().select(
                self.table.model().index(row, 0),
                self.table.selectionModel().SelectionFlag.Select
                | self.table.selectionModel().SelectionFlag.Rows,
            )

    def click(self, name: str) -> None:
        """Click a button, once it is there to be clicked."""
        button = self.button(name)
        self._bot.waitUntil(lambda: button.isVisible() and button.isEnabled())
        button.click()

    def button(self, name: str) -> QPushButton:
        return self.dock.findChild(QPushButton, name)  # type: ignore[return-value]  # a test asks for what is there

    def chips(self) -> list[str]:
        """The groups with their counts, as they are shown."""
        chips = self.dock.findChildren(QToolButton)
        return [chip.text() for chip in chips if chip.isVisible()]

    def chip(self, group: str) -> QToolButton:
        return self.dock.findChild(QToolButton, f"transfers_group_{group}")  # type: ignore[return-value]  # likewise

    def offers(self) -> set[str]:
        """The buttons for what is chosen."""
        names = ("show", "file", "there", "again", "drop", "first", "cancel", "alike", "all")
        return {name for name in names if self.button(f"transfers_{name}").isVisible()}


@pytest.fixture
def desk(
    tmp_path: Path, qtbot: QtBot, until: Until, loop: asyncio.AbstractEventLoop
) -> Iterator[Desk]:
    desk = Desk(tmp_path, qtbot, until)
    qtbot.addWidget(desk.dock)
    desk.dock.resize(900, 300)
    desk.dock.show()
    yield desk
    desk.dock.stop()
    until(desk.uploads.close())
    until(desk.journal.close())


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in made:
        file.write_text(file.name)
    return made


def test_an_empty_list_says_what_it_is_for(desk: Desk) -> None:
    assert desk.dock._faces.face is Face.EMPTY
    assert "Drop files or photos" in desk.dock._faces.message
    assert desk.chips() == []
    assert not desk.button("transfers_pause").isVisible()


def test_files_are_shown_on_their_way_until_they_are_stored(desk: Desk, files: list[Path]) -> None:
    desk.add(*files)
    desk.shows(DONE, DONE, DONE, DONE)
    assert desk.chips() == ["Stored: 4"]
    assert len(desk.server.stored()) == 4
    desk.click("transfers_clear")
    desk.shows()
    assert desk.dock._faces.face is Face.EMPTY


def test_nothing_goes_up_until_the_user_goes_on(desk: Desk, files: list[Path]) -> None:
    desk.uploads.pause_all()
    desk.add(*files[:2])
    desk.shows(READY, READY)
    assert desk.dock._pause.text.startswith("Paused by you")
    assert not desk.button("transfers_pause").isVisible()
    desk.click("pause_try")
    desk.shows(DONE, DONE)
    assert desk.dock._pause.isHidden()


def test_pausing_is_a_button_away_while_something_goes(
    desk: Desk, files: list[Path], qtbot: QtBot
) -> None:
    desk.server.is_away = True
    desk.add(files[0])
    desk.shows(READY)
    qtbot.waitUntil(lambda: "cannot be reached" in desk.dock._pause.text)
    desk.click("transfers_pause")
    qtbot.waitUntil(lambda: desk.dock._pause.text.startswith("Paused by you"))
    desk.server.is_away = False
    desk.click("pause_try")
    desk.passing_shows(DONE)


def test_one_can_go_first_and_another_not_at_all(
    desk: Desk, files: list[Path], qtbot: QtBot
) -> None:
    desk.uploads.pause_all()
    desk.add(*files)
    desk.shows(READY, READY, READY, READY)
    desk.choose(3)
    assert desk.offers() == {"show", "file", "first", "cancel"}
    desk.click("transfers_first")
    qtbot.waitUntil(lambda: desk.dock._model.rows[0].name == "3.txt")
    desk.choose(2)
    desk.table.setFocus()
    qtbot.waitUntil(desk.table.hasFocus)
    QTest.keyClick(desk.table, Qt.Key.Key_Delete)
    desk.shows(READY, READY, CANCELLED, READY)
    desk.click("pause_try")
    desk.shows(DONE, DONE, CANCELLED, DONE)
    names = [each.filename for each in desk.server.kept]
    assert names == ["3.txt", "0.txt", "2.txt"]


def test_what_may_have_arrived_is_brought_up_and_decided_by_the_user(
    desk: Desk, files: list[Path]
) -> None:
    desk.server.fates.append(Fate.LOST_NOT_STORED)
    desk.add(files[0])
    desk.shows(VERIFYING)
    assert "Next look in" in desk.words(0) or "Checking whether" in desk.words(0)
    desk.passing_shows(NEEDS_YOU)
    assert desk.offers() == {"show", "file", "there", "again", "drop"}
    focused = desk.dock.focusWidget()
    assert not isinstance(focused, QPushButton)
    assert not any(desk.button(f"transfers_{each}").isDefault() for each in desk.offers())
    story = desk.dock._bar.story
    assert story.startswith("0.txt, for Søndergade 7. Is it there?")
    assert "Look among the customer's documents" in story
    assert desk.button("transfers_again").text() == "Send again"
    desk.click("transfers_show")
    assert desk.asked == [7]
    desk.click("transfers_there")
    desk.shows(DONE)
    assert not desk.server.stored()


@pytest.mark.parametrize(("wish", "state"), [("again", DONE), ("drop", CANCELLED)])
def test_what_did_not_arrive_is_sent_again_or_given_up(
    desk: Desk, files: list[Path], wish: str, state: UploadState
) -> None:
    desk.server.fates.append(Fate.LOST_NOT_STORED)
    desk.add(files[0])
    desk.passing_shows(NEEDS_YOU)
    desk.click(f"transfers_{wish}")
    desk.shows(state)
    assert sum(desk.server.stored().values()) == (1 if state is DONE else 0)


def test_cancelling_too_late_says_so(desk: Desk, files: list[Path], qtbot: QtBot) -> None:
    desk.server.fates.append(Fate.LOST_STORED)
    desk.add(files[0])
    desk.shows(VERIFYING)
    desk.choose(0)
    desk.click("transfers_cancel")
    qtbot.waitUntil(lambda: "Too late to cancel" in desk.words(0))
    assert "Too late to cancel" in desk.dock._bar.story
    desk.passing_shows(DONE)
    assert "Too late" not in desk.words(0)


def test_those_that_failed_alike_are_tried_again_together(
    desk: Desk, files: list[Path], tmp_path: Path
) -> None:
    late = [tmp_path / f"usb{number}.txt" for number in range(3)]
    desk.server.fates.append(Fate.REFUSED)
    desk.add(files[0], *late)
    desk.shows(REFUSED, REFUSED, REFUSED, REFUSED)
    assert desk.chips() == ["Not sent: 4"]
    desk.choose(1)
    assert "usb0.txt is no longer there, so it was not sent." in desk.dock._bar.story
    assert desk.offers() == {"show", "file", "again", "drop", "alike", "all"}
    again = desk.button("transfers_alike").text()
    assert again == "Try again with all 3 that were no longer there"
    for file in late:
        file.write_text(f"her er {file.name}")
    desk.click("transfers_alike")
    desk.shows(REFUSED, DONE, DONE, DONE)
    desk.choose(0)
    assert desk.button("transfers_again").text() == "Try again"
    desk.click("transfers_again")
    desk.shows(DONE, DONE, DONE, DONE)


def test_a_group_can_be_shown_alone(desk: Desk, files: list[Path], tmp_path: Path) -> None:
    desk.add(*files, tmp_path / "missing.txt")
    desk.shows(DONE, DONE, DONE, DONE, REFUSED)
    assert desk.chips() == ["Not sent: 1", "Stored: 4"]
    assert desk.chip("refused").accessibleName() == "Show only: Not sent: 1"
    desk.chip("refused").click()
    desk.shows(REFUSED)
    desk.chip("done").click()
    desk.shows(DONE, DONE, DONE, DONE)
    assert not desk.chip("refused").isChecked()
    desk.chip("done").click()
    desk.shows(DONE, DONE, DONE, DONE, REFUSED)
    # A group that has become empty is not what the user wants to see.
    desk.chip("refused").click()
    desk.choose(0)
    desk.click("transfers_drop")
    desk.shows(DONE, DONE, DONE, DONE, CANCELLED)


class Opener(QObject):
    """Takes the place of the program that shows files."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_file_is_shown_in_its_folder(desk: Desk, files: list[Path]) -> None:
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")  # type: ignore[arg-type]  # it takes a name, whatever its stub says
    try:
        desk.add(files[0])
        desk.shows(DONE)
        desk.choose(0)
        desk.click("transfers_file")
        assert opener.opened == [str(files[0].parent)]
    finally:
        QDesktopServices.unsetUrlHandler("file")


@pytest.mark.usefixtures("nothing_opens")
def test_a_folder_that_no_program_shows_is_copied_and_said(desk: Desk, files: list[Path]) -> None:
    said: list[str] = []
    desk.dock.told.connect(said.append)
    desk.add(files[0])
    desk.shows(DONE)
    desk.choose(0)
    desk.click("transfers_file")
    assert f"“{files[0].parent}”" in said[0]


def test_without_a_sign_in_the_user_is_told_and_goes_on(
    desk: Desk, files: list[Path], qtbot: QtBot
) -> None:
    desk.server.refuses_sign_in = True
    desk.add(files[0])
    qtbot.waitUntil(desk.dock._pause.isVisible)
    assert "Microbizz refuses the sign-in" in desk.dock._pause.text
    desk.server.refuses_sign_in = False
    desk.click("pause_try")
    desk.shows(DONE)
    qtbot.waitUntil(desk.dock._pause.isHidden)


def test_the_list_is_painted_with_several_chosen(desk: Desk, files: list[Path]) -> None:
    desk.uploads.pause_all()
    desk.add(*files)
    desk.shows(READY, READY, READY, READY)
    desk.choose(0, 1)
    assert desk.dock._bar.story == "Chosen: 2 · Waiting: 2"
    assert desk.offers() == {"show", "file", "first", "cancel"}
    assert not desk.dock.grab().isNull()
    desk.uploads.cancel([UploadId(row.id) for row in desk.uploads.rows])
    desk.shows(CANCELLED, CANCELLED, CANCELLED, CANCELLED)


def test_widths_are_remembered(desk: Desk) -> None:
    assert desk.dock.state() == {"widths": []}
    desk.dock.restore({"widths": [120, 90, "x", -4]})
    assert [desk.table.columnWidth(column) for column in range(2)] == [120, 90]
    desk.dock.restore({"widths": "none"})
    assert desk.table.columnWidth(STATE) > 0
