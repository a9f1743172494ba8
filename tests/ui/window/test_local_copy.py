"""What the window says and asks about the local copy."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton

from desktop.domain.sync import Doubt, Doubted, Phase
from desktop.ui.copy_words import doubt_question
from tests.helpers.demo_server import DemoServer
from tests.helpers.desk import Desk

UNSEEN_GROUP = 9
"""A main group the account may not see."""


def question(desk: Desk) -> QMessageBox | None:
    boxes = [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]
    return boxes[0] if boxes else None


def answer(desk: Desk, words: str) -> None:
    """Wait for the question, and press the button that says *words*."""
    desk.wait(lambda: question(desk) is not None)
    box = question(desk)
    assert box is not None
    button = next(each for each in box.findChildren(QPushButton) if each.text() == words)
    button.click()
    desk.wait(lambda: question(desk) is None)


def known(desk: Desk) -> int:
    return desk.session.sync.state.known


def status(desk: Desk) -> str:
    return desk.find(QLabel, "status_copy").text()


def test_the_status_bar_counts_the_customers(desk: Desk, server: DemoServer) -> None:
    count = len(server.customers())

    assert status(desk).startswith(f"{count} customers · as of ")
    assert f"{count}" in desk.find(QLabel, "status_copy").toolTip()


def test_a_rebuild_is_asked_about_and_reads_everything_again(
    desk: Desk, server: DemoServer
) -> None:
    last = server.ledger()[-1]["id"]
    desk.trigger("rebuild_copy")
    answer(desk, "Cancel")
    assert not [e for e in server.ledger(last) if e["command"] == "GetCustomersByLastChange"]

    desk.trigger("rebuild_copy")
    answer(desk, "Rebuild")

    def is_read_again() -> bool:
        asked = [e for e in server.ledger(last) if e["command"] == "GetCustomersByLastChange"]
        return any(e["inputs"]["changedate"] == "1970-01-01" for e in asked)

    desk.wait(is_read_again)
    desk.wait(lambda: desk.session.sync.state.phase is Phase.IDLE)
    assert known(desk) == len(server.customers())
    desk.wait(lambda: desk.tree.model().rowCount() > 3)


@pytest.mark.parametrize("believed", [True, False])
def test_a_large_part_that_vanishes_goes_only_when_the_user_says_so(
    desk: Desk, server: DemoServer, *, believed: bool
) -> None:
    count = known(desk)
    gone = list(server.customers())[: count // 2]
    server.plant([{"id": id_, "maingroupid": UNSEEN_GROUP} for id_ in gone])

    desk.trigger("check_copy")
    answer(desk, "Check")
    desk.wait(lambda: question(desk) is not None)
    assert known(desk) == count
    answer(desk, "Remove them here" if believed else "Keep them")

    desk.wait(lambda: known(desk) == count - len(gone) * believed)
    desk.wait(lambda: desk.session.sync.state.phase is Phase.IDLE)


def test_numbers_are_written_as_the_user_writes_them(english: None) -> None:
    doubted = Doubted(doubt=Doubt.CLOCK, hours=60_436)
    assert doubt_question(doubted).title == "The clock of Microbizz has gone back 60,436 hours."


def test_a_copy_by_a_newer_program_is_put_aside_and_told_of(desk: Desk, tmp_path: Path) -> None:
    sync = desk.session.sync
    sync.set_aside = str(tmp_path / "mirror.db.newer-20260101")
    sync.update()

    desk.wait(lambda: any("newer Bizztree" in notice.text for notice in desk.notices))
    sync.update()
    desk.wait(lambda: sync.state.phase is Phase.IDLE)
    assert sum("newer Bizztree" in notice.text for notice in desk.notices) == 1
