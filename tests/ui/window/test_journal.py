"""A journal that is damaged, or not ours to write, keeps nobody from working."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QTableView
from pytestqt.qtbot import QtBot

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.domain.importing import ImportRow, RowState, Verdict
from desktop.domain.uploads import BatchId, UploadState
from desktop.journal import Journal, imports, uploads
from desktop.support.paths import Profile
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk, account_of, open_desk
from tests.ui.uploads.rows import upload
from tests.ui.window.estates import said, sheet

NOW = datetime.now(UTC)


@pytest.fixture
def journal(server: DemoServer, tmp_path: Path) -> Path:
    """Where the journal of the account is, in a profile that was never used."""
    profile = Profile(tmp_path / "profile")
    return Path(profile.account_folder(account_of(server).key) / "journal.db")


Opening = Callable[[], Desk]


@pytest.fixture
def opening(qtbot: QtBot, until: Callable[..., Any], server: DemoServer, tmp_path: Path) -> Any:
    """Opens the window over what the test has put into the profile."""
    opened: list[Desk] = []

    def run() -> Desk:
        folder = tmp_path / "profile"
        opened.append(open_desk(qtbot=qtbot, until=until, server=server, folder=folder))
        return opened[-1]

    yield run
    for desk in opened:
        until(desk.close())
        assert not desk.bugs


async def _fill(path: Path) -> None:
    states = [UploadState.DONE, UploadState.DONE, UploadState.READY]
    steps = [
        uploads.Step(upload=upload(number, state, added_at=NOW, changed_at=NOW), cause="put")
        for number, state in enumerate(states, start=1)
    ]
    target = Target(id=CustomerId(7), name="Søndergade 7")
    batch = uploads.BatchRow(id=BatchId(1), target=target, at=NOW, released_at=NOW)
    journal = Journal(path)
    await journal.run(uploads.put, at=NOW, steps=steps, batches=[batch])
    # Of three rows two are as good as lost already.
    id_ = await journal.run(imports.begin, "kunder.csv", 3)
    row = ImportRow(line=2, number="K-1", name="K", verdict=Verdict.CHANGED, state=RowState.STORED)
    await journal.run(imports.put, id_, [row])
    await journal.run(imports.set_state, id_, "running")
    await journal.close()


def test_of_a_damaged_journal_the_user_sees_what_is_left_and_decides(
    opening: Opening, journal: Path, until: Callable[..., Any]
) -> None:
    until(_fill(journal))
    content = journal.read_bytes()
    journal.write_bytes(bytes(100) + content[100:])

    desk = opening()

    (told,) = [notice for notice in desk.notices if "journal of uploads" in notice.text]
    assert "Read out of it: uploads 3, saves 0." in told.text
    assert "may have been sent: 1." in told.text
    (told_of_import,) = [notice for notice in desk.notices if "kunder.csv" in notice.text]
    assert "which are not sent: 2." in told_of_import.text
    desk.trigger("import")
    window = sheet(desk, "import_sheet")
    desk.wait(lambda: "which are not sent: 2." in said(window, "import_note"))
    window.close()
    kept = journal.parent / Path(told.details).name
    assert kept.read_bytes()[100:] == content[100:]

    # The transfers are there by themselves where something of the last run is unfinished.
    table = desk.find(QTableView, "transfers_list")
    assert table.isVisible()
    desk.wait(lambda: table.model().rowCount() == 3)
    assert "read out of a damaged journal" in str(table.model().index(2, 4).data())
    desk.wait(lambda: table.selectionModel().isRowSelected(2))
    desk.click("transfers_drop")
    desk.wait(lambda: desk.session.uploads.rows[2].state is UploadState.CANCELLED)

    desk.trigger("ledger")
    desk.wait(lambda: desk.find(QLabel, "ledger_count").text() == "Uploads: 3")


def test_a_journal_of_a_newer_program_is_told_of_and_left_alone(
    opening: Opening, journal: Path
) -> None:
    journal.parent.mkdir(parents=True)
    with closing(sqlite3.connect(journal)) as db:
        db.execute("PRAGMA user_version = 99")
    content = journal.read_bytes()

    desk = opening()

    assert any("a newer Bizztree" in notice.text for notice in desk.notices)
    # The transfers are there by themselves, and say why nothing goes.
    desk.wait(desk.workspace.transfers._pause.isVisible)
    assert "a newer Bizztree" in desk.workspace.transfers._pause.text
    assert journal.read_bytes() == content
