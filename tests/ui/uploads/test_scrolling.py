"""What the list of transfers brings into view by itself, and when it leaves the user alone."""

import pytest
from PySide6.QtWidgets import QAbstractSlider
from pytestqt.qtbot import QtBot

from desktop.domain.uploads import UploadState
from desktop.services.changes import ChangeFeed
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.list import TransfersList
from tests.ui.uploads.rows import Standing, upload

HELD, WAITING, DONE = UploadState.HELD, UploadState.READY, UploadState.DONE
REFUSED, NEEDS_YOU = UploadState.REFUSED, UploadState.NEEDS_YOU


class Desk:
    """A dock of two or three rows, and what is in view."""

    def __init__(self, qtbot: QtBot) -> None:
        self._uploads = Standing()
        self.dock = TransfersDock(
            uploads=self._uploads,  # type: ignore[arg-type]  # all the dock asks while nobody clicks
            changes=ChangeFeed(),
        )
        qtbot.addWidget(self.dock)
        self.dock.resize(900, 190)
        self.dock.show()
        qtbot.waitExposed(self.dock)
        self._qtbot = qtbot

    @property
    def table(self) -> TransfersList:
        return self.dock._list

    def has(self, *states: UploadState) -> None:
        """The uploads stand so."""
        known = {row.id: row for row in self._uploads.rows}
        made = (upload(number, state) for number, state in enumerate(states))
        self._uploads.rows = tuple(
            known[row.id] if row.id in known and known[row.id].state is row.state else row
            for row in made
        )
        self.dock.refresh()

    def puts_first(self, row: int) -> None:
        """This one goes up before all others now."""
        first = self._uploads.rows[row]
        rest = [each for each in self._uploads.rows if each is not first]
        self._uploads.rows = (first, *rest)
        self.dock.refresh()

    def sees(self, row: int) -> None:
        """Wait until all of the row is in view."""
        self._qtbot.waitUntil(lambda: self._is_in_view(row))

    def scroll(self, action: QAbstractSlider.SliderAction) -> int:
        self.table.verticalScrollBar().triggerAction(action)
        return self.table.verticalScrollBar().value()

    def _is_in_view(self, row: int) -> bool:
        rect = self.table.visualRect(self.table.model().index(row, 0))
        return (
            rect.isValid()
            and self.table.viewport().rect().contains(rect.topLeft())
            and rect.bottom() <= self.table.viewport().height()
        )


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_files_that_come_are_seen_from_their_first(desk: Desk) -> None:
    desk.has(*[HELD] * 8)
    desk.sees(0)
    desk.has(*[HELD] * 8, *[HELD] * 8)
    desk.sees(8)
    assert desk.table.rowAt(0) == 8


def test_of_files_that_come_the_first_refused_is_seen(desk: Desk) -> None:
    desk.has(*[DONE] * 8)
    desk.has(*[DONE] * 8, HELD, HELD, HELD, REFUSED, HELD, REFUSED, HELD, HELD)
    desk.sees(11)


def test_the_chosen_one_that_is_to_go_first_stays_in_view(desk: Desk) -> None:
    desk.has(*[WAITING] * 30)
    desk.scroll(QAbstractSlider.SliderAction.SliderToMaximum)
    desk.table.choose(29)
    desk.puts_first(29)
    assert [row.id for row in desk.table.chosen()] == [29]
    desk.sees(0)


def test_another_that_goes_first_scrolls_nothing(desk: Desk) -> None:
    desk.has(*[WAITING] * 30)
    desk.table.choose(0)
    desk.sees(0)
    desk.dock.refresh()
    there = desk.scroll(QAbstractSlider.SliderAction.SliderSingleStepAdd)
    desk.puts_first(28)
    assert desk.table.verticalScrollBar().value() == there > 0


@pytest.mark.parametrize("wrong", [REFUSED, NEEDS_YOU])
def test_what_goes_wrong_later_is_brought_into_view(desk: Desk, wrong: UploadState) -> None:
    desk.has(*[WAITING] * 30)
    desk.has(*[WAITING] * 20, wrong, *[WAITING] * 9)
    desk.sees(20)
    desk.scroll(QAbstractSlider.SliderAction.SliderToMaximum)
    desk.has(*[WAITING] * 3, wrong, *[WAITING] * 16, wrong, *[WAITING] * 9)
    desk.sees(3)


def test_it_stays_in_view_when_room_is_taken_from_the_list(desk: Desk) -> None:
    desk.has(*[WAITING] * 20)
    desk.has(*[WAITING] * 10, REFUSED, *[WAITING] * 9)
    desk.sees(10)
    desk.dock.resize(900, 150)
    desk.sees(10)


def test_where_the_user_scrolled_to_it_stays(desk: Desk) -> None:
    desk.has(*[HELD] * 10, REFUSED, *[HELD] * 9)
    desk.sees(10)
    there = desk.scroll(QAbstractSlider.SliderAction.SliderToMaximum)
    desk.has(*[DONE] * 10, REFUSED, *[WAITING] * 9)
    desk.has(*[DONE] * 10, REFUSED, *[DONE] * 9)
    desk.dock.resize(900, 191)
    assert desk.table.verticalScrollBar().value() == pytest.approx(there, abs=1)


def test_what_needs_a_decision_is_chosen_unless_something_is(desk: Desk) -> None:
    desk.has(*[WAITING] * 9)
    desk.has(*[WAITING] * 8, NEEDS_YOU)
    assert [row.id for row in desk.table.chosen()] == [8]
    desk.has(*[WAITING] * 7, NEEDS_YOU, NEEDS_YOU)
    assert [row.id for row in desk.table.chosen()] == [8]
    desk.sees(7)


def test_what_was_brought_into_view_may_go(desk: Desk) -> None:
    desk.has(*[WAITING] * 20)
    desk.has(*[WAITING] * 19, REFUSED)
    desk.has(*[WAITING] * 5)
    desk.dock.resize(900, 150)
    desk.sees(4)
