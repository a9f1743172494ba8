"""The transfers, from the drop to the document, as a user sees and steers them."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadState
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.services.changes import ChangeFeed
from desktop.services.pictures import Pictures
from desktop.services.uploads.service import Uploads
from desktop.ui.faces import Face
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.list import TransfersList
from desktop.ui.uploads.model import STATE
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import account_of, executed, strike

DONE, HELD, CANCELLED = UploadState.DONE, UploadState.HELD, UploadState.CANCELLED
NEEDS_YOU, REFUSED = UploadState.NEEDS_YOU, UploadState.REFUSED


class Desk:
    """A dock with its service, and hands to use it.

    Attributes:
        asked: The customers the user wanted to see.
    """

    def __init__(self, uploads: Uploads, dock: TransfersDock, customer: int, bot: QtBot) -> None:
        self.uploads, self.dock = uploads, dock
        self.asked: list[int] = []
        self._customer, self._bot = CustomerId(customer), bot
        dock.customer_asked.connect(self.asked.append)

    @property
    def table(self) -> TransfersList:
        return self.dock._list

    def add(self, *paths: Path) -> None:
        self.uploads.add(self._customer, "Søndergade 7", paths)

    def shows(self, *states: UploadState) -> None:
        """Wait until the list stands so."""
        self._bot.waitUntil(lambda: self.states() == list(states))

    def states(self) -> list[UploadState]:
        return [row.state for row in self.dock._model.rows]

    def holds(self) -> list[str]:
        return list(self.dock._holds.texts)

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

    def offers(self) -> set[str]:
        """The buttons for what is chosen."""
        names = ("show", "there", "again", "drop", "cancel")
        return {name for name in names if self.button(f"transfers_{name}").isVisible()}


Until = Callable[[Any], Any]


@pytest.fixture
def make_desk(
    server: DemoServer, qtbot: QtBot, until: Until, loop: asyncio.AbstractEventLoop
) -> Iterator[Callable[[float], Desk]]:
    opened: list[tuple[TransfersDock, Uploads, Pictures, Client]] = []

    def make(hold: float) -> Desk:
        client = Client(account_of(server), options=Options(retries=0))
        changes, pictures = ChangeFeed(), Pictures()
        uploads = Uploads(
            client=client, changes=changes, pictures=pictures, hold_seconds=hold, pauses=(0.05,)
        )
        dock = TransfersDock(uploads=uploads, changes=changes)
        opened.append((dock, uploads, pictures, client))
        qtbot.addWidget(dock)
        dock.resize(900, 300)
        dock.show()
        customer = server.patch_customer(name="Søndergade 7")["id"]
        return Desk(uploads, dock, customer, qtbot)

    yield make
    for dock, uploads, pictures, client in opened:
        dock.stop()
        until(uploads.close())
        until(pictures.close())
        until(client.aclose())


@pytest.fixture
def desk(make_desk: Callable[[float], Desk]) -> Desk:
    return make_desk(0.0)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(3)]
    for file in made:
        file.write_text(file.name)
    return made


def test_an_empty_list_says_what_it_is_for(desk: Desk) -> None:
    assert desk.dock._faces.face is Face.EMPTY
    assert "Drop files or photos" in desk.dock._faces.message


def test_files_are_shown_on_their_way_until_they_are_stored(
    server: DemoServer, desk: Desk, files: list[Path]
) -> None:
    desk.add(*files)
    desk.shows(DONE, DONE, DONE)
    assert desk.dock._bar.summary == "3 stored"
    assert executed(server) == ["0.txt", "1.txt", "2.txt"]
    desk.click("transfers_clear")
    desk.shows()
    assert desk.dock._faces.face is Face.EMPTY


def test_a_batch_is_counted_down_and_can_be_undone(
    server: DemoServer, make_desk: Callable[[float], Desk], files: list[Path]
) -> None:
    desk = make_desk(8.0)
    desk.add(*files[:2])
    desk.shows(HELD, HELD)
    assert desk.holds() == ["2 files for Søndergade 7 go up in 8 s"]
    assert desk.button("hold_undo").accessibleName() == "Undo: send nothing to Søndergade 7"
    desk.click("hold_undo")
    desk.shows(CANCELLED, CANCELLED)
    assert desk.holds() == []
    assert desk.dock._holds.isHidden()
    assert executed(server) == []


def test_the_countdown_goes_down(
    make_desk: Callable[[float], Desk], files: list[Path], qtbot: QtBot
) -> None:
    desk = make_desk(2.0)
    desk.add(files[0])
    desk.shows(HELD)
    assert desk.holds() == ["1 file for Søndergade 7 goes up in 2 s"]
    qtbot.waitUntil(lambda: desk.holds() == ["1 file for Søndergade 7 goes up in 1 s"])


def test_a_held_batch_can_be_sent_now(
    make_desk: Callable[[float], Desk], files: list[Path]
) -> None:
    desk = make_desk(3600.0)
    desk.add(files[0])
    desk.shows(HELD)
    desk.click("hold_send")
    desk.shows(DONE)


def test_one_of_a_held_batch_can_be_taken_out_by_a_key(
    make_desk: Callable[[float], Desk], files: list[Path], qtbot: QtBot
) -> None:
    desk = make_desk(3600.0)
    desk.add(*files)
    desk.shows(HELD, HELD, HELD)
    desk.choose(1)
    assert desk.offers() == {"show", "cancel"}
    desk.table.setFocus()
    qtbot.waitUntil(desk.table.hasFocus)
    QTest.keyClick(desk.table, Qt.Key.Key_Delete)
    desk.shows(HELD, CANCELLED, HELD)
    desk.choose(0, 2)
    desk.click("transfers_cancel")
    desk.shows(CANCELLED, CANCELLED, CANCELLED)


def test_what_may_have_arrived_is_brought_up_and_decided_by_the_user(
    server: DemoServer, desk: Desk, files: list[Path]
) -> None:
    strike(server, "close_after")
    desk.add(files[0])
    desk.shows(NEEDS_YOU)
    assert desk.offers() == {"show", "there", "again", "drop"}
    assert "Look among the customer's documents" in desk.dock._bar.story
    assert desk.button("transfers_again").text() == "Send again"
    desk.click("transfers_show")
    assert len(desk.asked) == 1
    desk.click("transfers_there")
    desk.shows(DONE)
    assert executed(server) == ["0.txt"]


@pytest.mark.parametrize(("wish", "state"), [("again", DONE), ("drop", CANCELLED)])
def test_what_did_not_arrive_is_sent_again_or_given_up(
    server: DemoServer, desk: Desk, files: list[Path], wish: str, state: UploadState
) -> None:
    strike(server, "close_before")
    desk.add(files[0])
    desk.shows(NEEDS_YOU)
    desk.click(f"transfers_{wish}")
    desk.shows(state)
    assert executed(server) == (["0.txt"] if state is DONE else [])


def test_what_was_refused_says_why_and_can_be_tried_again(desk: Desk, tmp_path: Path) -> None:
    late = tmp_path / "usb.txt"
    desk.add(late)
    desk.shows(REFUSED)
    desk.choose(0)
    assert desk.dock._bar.story.endswith("usb.txt is no longer there.")
    assert desk.offers() == {"show", "again", "drop"}
    assert desk.button("transfers_again").text() == "Try again"
    late.write_text("her er den")
    desk.click("transfers_again")
    desk.shows(DONE)


def test_without_a_sign_in_the_user_is_told_and_goes_on(
    server: DemoServer, desk: Desk, files: list[Path], qtbot: QtBot
) -> None:
    server.faults({"kind": "auth", "times": 2})
    desk.add(files[0])
    qtbot.waitUntil(desk.dock._pause.isVisible)
    assert "Microbizz refuses the sign-in" in desk.dock._pause.text
    desk.click("pause_try")
    desk.shows(DONE)
    qtbot.waitUntil(desk.dock._pause.isHidden)


def test_the_list_is_painted_in_every_state(
    server: DemoServer, desk: Desk, files: list[Path], qtbot: QtBot
) -> None:
    strike(server, "hold")
    desk.add(*files)
    qtbot.waitUntil(lambda: bool(desk.states()) and desk.dock._model.rows[0].is_all_sent)
    assert not desk.dock.grab().isNull()
    desk.choose(0, 1)
    assert desk.dock._bar.story.startswith("2 chosen · 2 on the way")
    assert desk.offers() == {"show", "cancel"}
    assert not desk.dock.grab().isNull()
    server.release()
    desk.shows(DONE, DONE, DONE)


def test_widths_are_remembered(make_desk: Callable[[float], Desk]) -> None:
    first, second = make_desk(0.0), make_desk(0.0)
    assert first.dock.state() == {"widths": []}
    first.dock.restore({"widths": [120, 90, "x", -4]})
    second.dock.restore(first.dock.state())
    assert [second.table.columnWidth(column) for column in range(2)] == [120, 90]
    second.dock.restore({"widths": "none"})
    assert second.table.columnWidth(STATE) > 0
