"""The table of a batch's files: edited in place, painted with small pictures of those in sight."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Changes
from desktop.domain.files import FileKind
from desktop.domain.uploads import Upload, UploadId, Way
from desktop.ui.uploads.review.files_model import (
    COLUMNS,
    FILE,
    FOLDER,
    SIZE,
    TAKEN,
    TITLE,
    UPLOAD_ROLE,
    FilesModel,
)
from desktop.ui.uploads.review.wish import Wish
from tests.ui.uploads.rows import upload

Role = Qt.ItemDataRole
ONE = UploadId(1)


class Table:
    """A model under a tester, and what it asked for and said."""

    def __init__(self) -> None:
        self.model = FilesModel()
        mode = QAbstractItemModelTester.FailureReportingMode.Fatal
        self.tester = QAbstractItemModelTester(self.model, mode)
        self.wished: list[Wish] = []
        self.told: list[str] = []
        self.changed: list[tuple[int, int]] = []
        self.model.wished.connect(self.wished.extend)
        self.model.told.connect(self.told.append)
        self.model.dataChanged.connect(self._note)

    def _note(self, top: QModelIndex, bottom: QModelIndex) -> None:
        self.changed.append((top.row(), bottom.row()))

    def row(self, number: int) -> list[str]:
        return [str(self.model.index(number, column).data()) for column in range(len(COLUMNS))]

    def type(self, column: int, text: str, row: int = 0) -> bool:
        return self.model.setData(self.model.index(row, column), text)


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[Table]:
    table = Table()
    yield table
    table.tester.deleteLater()


def file(number: int) -> Upload:
    return upload(number, way=Way.FILE, kind=FileKind.PDF, path=Path(f"/x/{number}.pdf"))


def test_rows_change_by_key(table: Table) -> None:
    rows = tuple(upload(number) for number in range(1, 6))
    table.model.put(rows)
    assert table.changed == []
    fresh = upload(3, folder="A")
    table.model.put((*rows[:2], fresh, *rows[3:]))
    assert table.changed == [(2, 2)]
    table.model.put((rows[0], fresh, rows[4]))
    assert [table.model.index(row, 0).data(UPLOAD_ROLE).id for row in range(3)] == [1, 3, 5]
    table.model.put(())
    assert table.model.rowCount() == 0


def test_a_file_is_shown_with_what_goes_up_of_it(table: Table) -> None:
    taken = datetime(2024, 5, 1, 14, 5)  # noqa: DTZ001 - a camera's wall clock
    table.model.put((upload(1, taken=taken), file(2)))
    assert table.row(0) == ["1.jpg", "1", "2024-05-01 14:05", "", "Photo", "2.0 kB"]
    assert table.row(1)[4] == "File"
    assert "<script>" not in str(_tip(table, upload(1, path=Path("/x/<script>.jpg"))))


def test_title_date_and_folder_are_edited_and_asked_for(table: Table) -> None:
    table.model.put((upload(1), file(2)))
    assert table.type(TITLE, "Køkken")
    assert table.type(FOLDER, "Fotos//2026/")
    assert table.type(TAKEN, "1.5.2024 14:05")
    assert table.wished == [
        Wish((ONE,), Changes(title="Køkken")),
        Wish((ONE,), Changes(folder="Fotos/2026")),
        Wish((ONE,), Changes(taken=datetime(2024, 5, 1, 14, 5))),  # noqa: DTZ001 - wall clock
    ]
    assert not table.type(TAKEN, "i går")
    assert "2026-05-17 14:30" in table.told[-1]
    assert not table.type(TITLE, "1")
    assert not table.type(SIZE, "7")
    assert len(table.wished) == 3


def test_a_file_has_no_date_to_be_edited(table: Table) -> None:
    table.model.put((upload(1), file(2)))

    def is_editable(row: int, column: int) -> bool:
        return bool(table.model.index(row, column).flags() & Qt.ItemFlag.ItemIsEditable)

    assert [is_editable(0, column) for column in (FILE, TITLE, TAKEN, FOLDER)] == [
        *(False, True, True, True)
    ]
    assert not is_editable(1, TAKEN)
    # Of a file it would not go along.
    assert table.row(1)[TAKEN] == ""
    assert "Only photos" in str(table.model.index(1, TAKEN).data(Role.ToolTipRole))


def _tip(table: Table, row: Upload) -> object:
    table.model.put((row,))
    return table.model.index(0, FILE).data(Role.ToolTipRole)
