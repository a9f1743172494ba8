"""How old what a pane shows is said to be."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Unreachable
from desktop.domain.sync import SyncState
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection
from desktop.ui.age import AgeLine
from desktop.ui.around import Around
from desktop.ui.messages import Messages

NOW = datetime.now(UTC)
LONG_AGO = datetime(2020, 11, 21, 9, 41).astimezone()
LATER = LONG_AGO + timedelta(minutes=19)


class Place:
    """Around a line: a road to the server, and a copy that stands as the test says."""

    def __init__(self, messages: Messages) -> None:
        self.changes = ChangeFeed()
        self.connection = Connection(self.changes)
        self.state = SyncState()
        around = Around(
            changes=self.changes,
            connection=self.connection,
            messages=messages,
            copy=lambda: self.state,
        )
        self.line = AgeLine(around)

    def ended(self, error: BaseException | None) -> None:
        self.connection.began()
        self.connection.ended(error)

    def copied(self, at: datetime) -> None:
        self.state = SyncState(is_whole=True, updated_at=at)
        self.changes.publish(Change(subject=Subject.SYNC))


@pytest.fixture
def place(qapp: QApplication, qtbot: QtBot, messages: Messages) -> Iterator[Place]:
    place = Place(messages)
    qtbot.addWidget(place.line)
    yield place
    place.line.stop()


def test_nothing_is_said_of_nothing(place: Place) -> None:
    assert place.line.text() == ""
    place.ended(Unreachable("cut off"))
    assert place.line.text() == ""
    assert place.line.isHidden()


def test_what_was_read_is_said_with_its_day(place: Place) -> None:
    place.line.show_age(LONG_AGO, is_mirrored=False)
    assert place.line.text() == "As of 21 November 2020 09:41"
    assert not place.line.isHidden()
    place.line.show_age(NOW, is_mirrored=False)
    assert place.line.text() == f"As of {NOW.astimezone():%H:%M}"
    place.line.show_none()
    assert place.line.isHidden()


def test_without_a_connection_it_is_said_that_it_is_not_renewed(place: Place) -> None:
    place.line.show_age(LONG_AGO, is_mirrored=False)
    place.ended(Unreachable("cut off"))
    said = "As of 21 November 2020 09:41 · offline, refreshed when the connection is back"
    assert place.line.text() == said
    assert said in place.line.toolTip()
    place.ended(None)
    assert place.line.text() == "As of 21 November 2020 09:41"


def test_what_the_copy_follows_is_as_new_as_the_copy(place: Place) -> None:
    place.line.show_age(None, is_mirrored=True)
    assert place.line.text() == ""
    place.copied(LONG_AGO)
    assert place.line.text() == "As of 21 November 2020 09:41"
    place.line.show_age(LATER, is_mirrored=True)
    assert place.line.text() == "As of 21 November 2020 10:00"
    place.copied(LATER + timedelta(minutes=1))
    assert place.line.text() == "As of 21 November 2020 10:01"
    place.line.show_age(LONG_AGO, is_mirrored=False)
    assert place.line.text() == "As of 21 November 2020 09:41"


def test_a_copy_of_no_known_age_is_said_to_be_offline_at_least(place: Place) -> None:
    place.line.show_age(None, is_mirrored=True)
    place.ended(Unreachable("cut off"))
    assert place.line.text() == "Offline, refreshed when the connection is back"


@pytest.mark.usefixtures("danish")
def test_in_danish(place: Place) -> None:
    place.line.show_age(NOW, is_mirrored=False)
    place.ended(Unreachable("cut off"))
    clock = f"{NOW.astimezone():%H:%M}"
    said = f"Pr. {clock} · offline, opdateres, når forbindelsen er tilbage"
    assert place.line.text() == said
