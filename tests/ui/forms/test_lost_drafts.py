"""The sheet of a draft whose creation was lost, say before the program was started again."""

import asyncio
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.errors import CreateLost
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.dialogs.new_means import Site
from tests.ui.forms.conftest import BY_ID, Desk, Open, look_to_the_end


def _lost_draft(desk: Desk, **typed: str) -> Draft:
    """Kept and then sent without an answer; the server carries it out when it is let."""
    fields = {"name": "Helt Ny ApS"}
    local = desk.until(desk.drafts.keep_new(CustomerId(0), {**fields, **typed}))
    desk.server.faults({"command": BY_ID, "kind": "late"})
    with pytest.raises(CreateLost):
        desk.until(desk.edits.create(fields, CustomerId(0)))
    draft = desk.until(desk.drafts.of(local))
    assert isinstance(draft, Draft)
    return draft


def _carry_out(desk: Desk) -> None:
    desk.until(asyncio.to_thread(desk.server.wait_until_held))
    desk.server.release()
    desk.until(asyncio.to_thread(desk.server.wait_until_idle))
    desk.clock.advance(5)


def test_a_draft_whose_creation_was_lost_says_so_and_ends_when_it_is_found(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    draft = _lost_draft(desk)
    form = opened(site=Site(draft=draft))
    clock = f"{(desk.clock.wall() + timedelta(seconds=180)).astimezone():%H:%M}"
    assert f"looked for there until {clock}" in form.note("new_customer")
    _carry_out(desk)
    qtbot.waitUntil(lambda: bool(stored))
    qtbot.waitUntil(lambda: desk.drafts.ids() == frozenset())
    assert len(desk.server.ledger_of(BY_ID)) == 1


def test_a_draft_with_more_than_was_sent_is_kept_and_shows_who_was_made(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    draft = _lost_draft(desk, city="Ribe")
    form = opened(site=Site(draft=draft))
    assert "looked for there until" in form.note("new_customer")
    _carry_out(desk)
    qtbot.waitUntil(lambda: form.button("show_candidate").isVisible())
    assert stored == []
    assert form.line("city").text() == "Ribe"
    assert desk.drafts.ids() == {draft.customer}


def test_a_draft_whose_creation_is_not_found_can_be_created(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened(site=Site(draft=_lost_draft(desk)))
    look_to_the_end(desk.clock, qtbot)
    qtbot.waitUntil(lambda: "nothing was created" in form.note("new_customer"))
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))
