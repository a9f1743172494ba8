"""Saving that has stopped because it changed what was not sent, and putting that back."""

import asyncio

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.savebar import Offer, SaveBar
from tests.ui.forms.conftest import BY_ID, Desk
from tests.ui.forms.driver import FormDriver, answer, open_question, question, save


def stop(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> None:
    """Save with a server that loses what was not sent."""
    pane.show_record(desk.hansen())
    form.type_into("name", "Hansen ApS")
    desk.server.faults({"command": BY_ID, "kind": "overwrite"})
    form.press("save")
    qtbot.waitUntil(lambda: "Saving is stopped" in form.said())


def test_saving_stops_where_unsent_fields_were_lost_and_they_can_be_put_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    stop(desk, pane, form, qtbot)
    assert form.line("phone").text() == ""

    form.type_into("zip", "7100")
    form.press("save")
    qtbot.waitUntil(lambda: "Saving is stopped" in form.said())
    form.press("revert")

    form.press("restore")
    qtbot.waitUntil(lambda: form.said().startswith("Put back as before"))
    assert form.line("phone").text() == "11111111"
    assert form.line("name").text() == "Hansen ApS"

    form.press("allow_saving")
    qtbot.waitUntil(lambda: question() is not None)
    answer("Allow saving")
    qtbot.waitUntil(lambda: desk.edits.stopped is None)
    form.type_into("zip", "7100")
    save(form, qtbot)
    # The one that lost something, putting that back, and the last.
    assert len(desk.server.ledger_of(BY_ID)) == 3


def test_a_stop_is_told_with_the_customer_it_is_about(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen(budgetarea="Drift")
    pane.show_record(hansen)
    form.type_into("city", "Odense")
    desk.server.faults({"command": BY_ID, "kind": "overwrite"})
    form.press("save")
    whose = f"when Hansen A/S (#{hansen.id}) was saved"
    qtbot.waitUntil(lambda: whose in form.said())
    stopped = desk.edits.stopped
    assert stopped is not None
    assert "budgetarea" in stopped.disturbed
    assert f"and {len(stopped.disturbed) - 5} more)" in form.said()
    assert "budgetarea" not in form.said()
    words = pane.findChild(QLabel, "save_bar_words")
    assert words is not None
    assert "“budgetarea”" in words.toolTip()

    pane.show_record(desk.hansen(name="En anden"))
    assert form.said() == ""
    form.type_into("phone", "2")
    form.press("save")
    qtbot.waitUntil(lambda: whose in form.said())
    form.press("revert")
    assert form.button("restore").isVisible()
    assert whose in form.said()

    form.press("restore")
    qtbot.waitUntil(lambda: form.said().startswith("Put back as before on Hansen A/S:"))


def test_keeping_saving_stopped_is_the_answer_of_enter(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    stop(desk, pane, form, qtbot)
    form.press("allow_saving")
    qtbot.waitUntil(lambda: question() is not None)
    default = open_question().defaultButton()
    assert default is not None
    assert default.text() == "Keep it stopped"
    QTest.keyClick(open_question(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question() is None)
    assert desk.edits.stopped is not None


def test_what_was_lost_is_put_back_once_however_often_it_is_asked_for(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, loop: asyncio.AbstractEventLoop
) -> None:
    stop(desk, pane, form, qtbot)

    desk.hold(form, "restore")
    assert form.said() == "Saving…"
    assert not form.button("restore").isEnabled()
    assert not form.button("allow_saving").isEnabled()
    bar = pane.findChild(SaveBar)
    assert bar is not None
    bar.offer_taken.emit(Offer.RESTORE)
    leaving: asyncio.Task[bool] = loop.create_task(pane.may_leave())
    desk.until(asyncio.to_thread(desk.server.requests))
    assert not leaving.done()

    desk.server.release()
    qtbot.waitUntil(lambda: form.said().startswith("Put back as before"))
    qtbot.waitUntil(leaving.done)
    assert form.line("phone").text() == "11111111"
    assert form.button("restore").isEnabled()
    desk.until(desk.edits.close())
    assert len(desk.server.ledger_of(BY_ID)) == 2


def test_another_customer_is_shown_afresh_while_one_is_put_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    stop(desk, pane, form, qtbot)
    other = desk.hansen(name="En anden")
    desk.hold(form, "restore")

    pane.show_record(other)
    desk.server.patch_customer(other.id, phone="33333333")
    pane.show_record(desk.read(other.id))
    assert form.line("phone").text() == "33333333"

    desk.server.release()
    desk.until(desk.edits.close())


def test_what_is_put_back_is_not_offered_to_be_put_back_again(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    stop(desk, pane, form, qtbot)
    form.press("restore")
    qtbot.waitUntil(lambda: form.said().startswith("Put back as before"))
    assert not form.button("restore").isVisible()
    assert form.button("allow_saving").isVisible()

    # Nor after a restart.
    desk.until(desk.edits.load())
    form.type_into("zip", "7100")
    assert form.button("allow_saving").isVisible()
    form.press("save")
    qtbot.waitUntil(lambda: "Saving is stopped" in form.said())
    assert "can be put back" not in form.said()
    form.press("revert")
    assert "have been put back" in form.said()
    assert not form.button("restore").isVisible()
    assert form.button("allow_saving").isVisible()
