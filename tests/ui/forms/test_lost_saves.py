"""Saves without an answer: what the form says until it is known what came of them."""

import asyncio

from pytestqt.qtbot import QtBot

from desktop.ui.forms.details import DetailsPane
from tests.ui.forms.conftest import BY_ID, Desk
from tests.ui.forms.driver import FormDriver


def _lose(desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot) -> int:
    """The server carries it out when it is let, and says nothing; whose save it is."""
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "2")
    desk.server.faults({"command": BY_ID, "kind": "late"})
    form.press("save")
    qtbot.waitUntil(lambda: "cannot be told yet" in form.said())
    assert "Nothing was stored" not in form.said()
    return hansen.id


def test_a_save_that_is_stored_late_is_told_and_can_be_undone(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _lose(desk, pane, form, qtbot)
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    desk.clock.advance(5)
    qtbot.waitUntil(lambda: "Saved" in form.said())
    assert not pane.is_dirty
    form.press("undo_save")
    qtbot.waitUntil(lambda: desk.read(hansen).text("phone") == "11111111")


def test_a_save_that_is_not_found_is_told_as_not_stored(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _lose(desk, pane, form, qtbot)
    for due in (5, 15, 40, 120):
        qtbot.waitUntil(lambda: desk.clock.sleeping == 1)
        desk.clock.advance(due)
    qtbot.waitUntil(lambda: "nothing was stored" in form.said())
    assert form.line("phone").text() == "2"
