"""How often a burst of changes is read."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.ui.panes.pace import Pace

REST_MS = 20


class Reader(QObject):
    """Reads whenever it is due.

    Attributes:
        told: What the pace said, in order.
    """

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []
        self.pace = Pace(self)
        self.pace.set_rest(REST_MS)
        self.pace.due.connect(self._read)
        self.pace.settled.connect(lambda: self.told.append("settled"))

    def _read(self) -> None:
        self.told.append("read")
        self.pace.note_reading()


@pytest.fixture
def reader(qtbot: QtBot) -> Reader:
    return Reader()


def test_a_single_change_is_read_at_once(reader: Reader, qtbot: QtBot) -> None:
    reader.pace.note_change()
    assert reader.told == ["read"]
    assert not reader.pace.is_settled
    qtbot.waitUntil(lambda: reader.told == ["read", "settled"])
    assert reader.pace.is_settled


def test_a_burst_is_read_twice(reader: Reader, qtbot: QtBot) -> None:
    for _ in range(20):
        reader.pace.note_change()
    assert reader.told == ["read"]
    qtbot.waitUntil(lambda: reader.told == ["read", "read", "settled"])


def test_a_reading_takes_in_what_changed_before_it(reader: Reader, qtbot: QtBot) -> None:
    reader.pace.note_change()
    reader.pace.note_change()
    reader.pace.note_reading()
    qtbot.waitUntil(lambda: reader.told == ["read", "settled"])


def test_without_a_change_there_is_nothing_to_tell(reader: Reader, qtbot: QtBot) -> None:
    reader.pace.note_reading()
    qtbot.waitUntil(lambda: not reader.pace._rest.isActive())
    assert reader.told == []


def test_what_is_of_no_more_interest_is_not_read(reader: Reader, qtbot: QtBot) -> None:
    reader.pace.note_change()
    reader.pace.note_change()
    reader.pace.forget()
    assert reader.pace.is_settled
    reader.pace.note_reading()
    qtbot.waitUntil(lambda: not reader.pace._rest.isActive())
    assert reader.told == ["read"]
