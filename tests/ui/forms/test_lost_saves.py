"""Saves without an answer: what the form says until it is known what came of them."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.ids import CustomerId
from desktop.services.editing.looks import Looks
from desktop.services.edits import Edits
from desktop.services.writing import Means
from desktop.ui.forms.details import DetailsPane
from desktop.ui.late_saves import about_save
from tests.helpers.clocks import MovedClock
from tests.helpers.full_copy import known_from
from tests.ui.forms.conftest import BY_ID, Desk, look_to_the_end
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
    settled: list[str] = []
    desk.messages.settled.connect(settled.append)
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    desk.clock.advance(5)
    qtbot.waitUntil(lambda: "Saved" in form.said())
    assert not pane.is_dirty
    # The window need not say it too.
    assert settled == [about_save(CustomerId(hansen))]
    form.press("undo_save")
    qtbot.waitUntil(lambda: desk.read(hansen).text("phone") == "11111111")


def test_a_save_that_is_not_found_is_told_as_not_stored(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    _lose(desk, pane, form, qtbot)
    look_to_the_end(desk.clock, qtbot)
    qtbot.waitUntil(lambda: "nothing was stored" in form.said())
    assert form.line("phone").text() == "2"


def test_what_was_saved_since_and_goes_under_is_told_and_can_be_put_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = _lose(desk, pane, form, qtbot)
    form.type_into("phone", "3")
    form.press("save")
    qtbot.waitUntil(lambda: form.said().startswith("Saved"))
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    desk.clock.advance(5)
    qtbot.waitUntil(lambda: "earlier save" in form.said())
    assert "Phone was: 3." in form.said()
    assert form.line("phone").text() == "2"
    form.press("undo_save")
    qtbot.waitUntil(lambda: desk.read(hansen).text("phone") == "3")


class _Clock(MovedClock):
    """Its day is that of the receipts."""

    def wall(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.now())


@dataclass(frozen=True, kw_only=True)
class _Restarted:
    """The form of a customer whose save was lost before the program was started again."""

    customer: int
    form: FormDriver
    clock: MovedClock


def _pane(desk: Desk, edits: Edits, customer: int, qtbot: QtBot) -> DetailsPane:
    pane = DetailsPane(means=replace(desk.means, edits=edits), around=desk.around)
    qtbot.addWidget(pane)
    pane.show()
    pane.show_record(desk.read(customer))
    return pane


@pytest.fixture
def restarted(desk: Desk, qtbot: QtBot) -> Iterator[_Restarted]:
    before = _pane(desk, desk.edits, desk.hansen().id, qtbot)
    hansen = _lose(desk, before, FormDriver(before), qtbot)
    qtbot.waitUntil(lambda: hansen in desk.drafts.ids())
    before.stop()
    desk.until(desk.edits.close())
    looks = Looks(clock := _Clock())
    means = Means(client=desk.client, journal=desk.journal, keeper=desk.copy, looks=looks)
    edits = Edits(means=means, changes=desk.changes, known_numbers=known_from({}))
    desk.until(edits.load())
    pane = _pane(desk, edits, hansen, qtbot)
    form = FormDriver(pane)
    qtbot.waitUntil(lambda: "Your draft of" in form.said())
    yield _Restarted(customer=hansen, form=form, clock=clock)
    pane.stop()
    desk.until(edits.close())


def test_after_a_restart_the_form_says_that_it_is_looked_for_and_then_that_it_is_stored(
    desk: Desk, restarted: _Restarted, qtbot: QtBot
) -> None:
    assert "may be stored" in restarted.form.said()
    assert "not saved yet" not in restarted.form.said()
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    restarted.clock.advance(5)
    qtbot.waitUntil(lambda: restarted.form.said().startswith("Saved"))
    qtbot.waitUntil(lambda: restarted.customer not in desk.drafts.ids())


def test_after_a_restart_the_form_tells_that_it_was_not_stored(
    restarted: _Restarted, qtbot: QtBot
) -> None:
    look_to_the_end(restarted.clock, qtbot)
    qtbot.waitUntil(lambda: "nothing was stored" in restarted.form.said())
    assert restarted.form.line("phone").text() == "2"
