"""A run of thousands: what has ended costs no more the more of it there is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.journal.uploads import MOST_ENDED
from desktop.services.changes import ChangeFeed
from desktop.services.uploads.rows import Rows
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.through import Through
from tests.ui.uploads.rows import upload

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_values

DONE, READY, SENDING = UploadState.DONE, UploadState.READY, UploadState.SENDING
_LIVE = 5


class Counted(dict[UploadId, Upload]):
    """Rows that count how often one of them is read, alone or with all others."""

    reads = 0

    def __getitem__(self, key: UploadId) -> Upload:
        self.reads += 1
        return super().__getitem__(key)

    def values(self) -> "dict_values[UploadId, Upload]":
        self.reads += len(self)
        return super().values()

    def items(self) -> "dict_items[UploadId, Upload]":
        self.reads += len(self)
        return super().items()


class Run(Rows):
    """So many that are stored, and a few yet to go."""

    pause: Pause | None = None
    unlisted: frozenset[CustomerId] = frozenset()
    next_looks: ClassVar[dict[UploadId, float]] = {}

    def __init__(self, done: int) -> None:
        super().__init__()
        self._rows = Counted()
        for number in range(done):
            self._set(ranked(number, DONE))
        for number in range(done, done + _LIVE):
            self._set(ranked(number, READY))

    def move(self, number: int, state: UploadState) -> None:
        row = self.get(UploadId(number))
        assert row is not None
        self._set(replace(row, state=state))

    def reads(self) -> int:
        assert isinstance(self._rows, Counted)
        return self._rows.reads


def ranked(number: int, state: UploadState) -> Upload:
    return upload(number, state, rank=float(number))


def dock_of(run: Run, qtbot: QtBot) -> TransfersDock:
    dock = TransfersDock(uploads=run, changes=ChangeFeed())  # type: ignore[arg-type]  # nothing is asked of it
    qtbot.addWidget(dock)
    return dock


def test_a_change_reads_no_more_rows_after_five_thousand_than_after_two(qtbot: QtBot) -> None:
    read = []
    for done in (2000, 5000):
        run = Run(done)
        dock, through = dock_of(run, qtbot), Through()
        through.look(run.live, run.get)
        before = run.reads()
        run.move(done, SENDING)
        dock.refresh()
        dock._measure()
        run.move(done, DONE)
        dock.refresh()
        dock._measure()
        through.look(run.live, run.get)
        read.append(run.reads() - before)
        dock.stop()
    assert read[0] == read[1]


def test_all_that_lives_is_listed_and_the_last_that_ended_and_all_are_counted(
    qtbot: QtBot,
) -> None:
    run = Run(MOST_ENDED + 500)
    dock = dock_of(run, qtbot)
    assert [row.id for row in dock._model.rows] == [*range(500, MOST_ENDED + 500 + _LIVE)]
    assert any(str(MOST_ENDED + 500) in each for each in texts(dock._head._chips))
    run.move(MOST_ENDED + 500, DONE)
    dock.refresh()
    assert dock._model.rows[0].id == 501
    dock.stop()


def test_what_is_counted_and_not_listed_is_said_so(qtbot: QtBot) -> None:
    run = Run(MOST_ENDED + 500)
    run._set(ranked(0, UploadState.CANCELLED))
    dock = dock_of(run, qtbot)
    dock.show()
    assert dock._bar.story.startswith("500 older ones are counted above")
    next(
        each
        for each in dock._head._chips.findChildren(QAbstractButton)
        if "ancelled" in each.text()
    ).click()
    assert not dock._model.rows
    assert dock._bar.story.startswith("1 older one is counted above")
    dock.stop()
    few = dock_of(Run(3), qtbot)
    assert few._bar.story == ""
    few.stop()


def texts(chips: QWidget) -> Sequence[str]:
    return [button.text() for button in chips.findChildren(QAbstractButton)]


def test_what_is_cleared_is_listed_no_more() -> None:
    run = Run(10)
    for number in range(10):
        run._drop(UploadId(number))
    assert [row.id for row in run.listed] == [*range(10, 10 + _LIVE)]


def test_what_falls_off_above_takes_nothing_along_that_is_looked_at(qtbot: QtBot) -> None:
    run = Run(MOST_ENDED + 500)
    dock = dock_of(run, qtbot)
    dock.resize(900, 300)
    dock.show()
    table = dock._list
    table.scrollTo(dock._model.index(300, 0), table.ScrollHint.PositionAtTop)
    shown = dock._model.upload(table.indexAt(table.viewport().rect().topLeft()))
    for number in range(3):
        run.move(MOST_ENDED + 500 + number, DONE)
        dock.refresh()
        assert dock._model.row_of(UploadId(500 + number)) == -1
        index = table.indexAt(table.viewport().rect().topLeft())
        assert dock._model.upload(index).id == shown.id
    dock.stop()
