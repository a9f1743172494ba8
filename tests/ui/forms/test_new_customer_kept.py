"""The sheet for a new customer: without a connection, kept as a draft, and what it is told."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.ui.dialogs import keeping
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.dialogs.new_means import Site
from desktop.ui.selection import Selected
from tests.ui.forms.conftest import Desk, FullDisk, Open
from tests.ui.forms.driver import FormDriver, answer, open_question, question, top_level

BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"

# --- Offline, and drafts ---------------------------------------------------------------------


def test_without_a_connection_it_waits(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened(Selected(id=CustomerId(5), parent_id=CustomerId(0), name="Nord"))
    assert isinstance(form.widget, NewCustomerSheet)
    queued: list[Draft] = []
    form.widget.customer_queued.connect(queued.append)
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    form.type_into("name", "Ny ApS")
    form.type_into("customernumber", "H-9")
    form.press("create")
    qtbot.waitUntil(lambda: bool(queued))
    assert queued[0].is_new
    assert (queued[0].parent, queued[0].mine["name"]) == (5, "Ny ApS")
    assert desk.notices[-1].text.startswith("Ny ApS waits for the connection")
    assert top_level("new_customer") is None
    qtbot.waitUntil(lambda: desk.drafts.ids() == frozenset())
    assert stored == []


def test_what_was_not_stored_of_one_that_was_created_is_kept_as_its_draft(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    form.type_into("city", "Vejle")
    desk.server.faults({"command": BY_ID, "kind": "drop_field", "name": "city"})
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))
    assert "kept as a draft" in desk.notices[-1].text
    qtbot.waitUntil(lambda: desk.drafts.ids() == {stored[0].id})
    draft = desk.until(desk.drafts.of(stored[0].id))
    assert (draft.is_new, draft.mine, draft.base.text("city")) == (False, {"city": "Vejle"}, "")
    assert not desk.queue.ids()


def test_what_waits_can_be_changed(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    mine = {"name": "Ny ApS", "customernumber": "H-9", "city": "Vejle"}
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    waiting = desk.until(desk.queue.create(mine, CustomerId(0)))
    form = opened(site=Site(draft=waiting))
    assert form.line("city").text() == "Vejle"
    form.type_into("name", "Nyere ApS")
    form.type_into("city", "")
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    assert open_question().text() == "Keep what was typed as a draft?"
    assert "goes on waiting with what was saved before" in open_question().informativeText()
    answer("Keep editing")
    qtbot.waitUntil(lambda: question() is None)
    form.press("create")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    (row,) = desk.until(desk.queue.rows())
    assert (row.customer, row.mine["name"]) == (waiting.customer, "Nyere ApS")

    desk.server.clear_faults()
    desk.until(desk.queue.send_all())
    made = desk.read(desk.queue.real_id(waiting.customer) or 0)
    assert (made.name, made.text("city")) == ("Nyere ApS", "")


def test_what_was_dropped_while_it_was_changed_is_created_where_it_was_to_be(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    parent = desk.hansen()
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    mine = {"name": "Ny ApS", "customernumber": "H-9"}
    waiting = desk.until(desk.queue.create(mine, parent.id))
    form = opened(site=Site(draft=waiting))
    desk.until(desk.queue.answers.drop(waiting.customer))
    desk.server.clear_faults()
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored) or bool(desk.queue.ids()))
    assert [each.parent_id for each in stored] == [parent.id]


def test_what_is_typed_is_kept_and_comes_back(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    parent = desk.hansen()
    form = opened(Selected(id=parent.id, parent_id=CustomerId(0), name=parent.name))
    form.type_into("name", "Ny ApS")
    form.type_into("email", "post")
    qtbot.waitUntil(lambda: bool(desk.drafts.ids()))
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    answer("Keep as draft")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)

    (draft,) = desk.until(desk.drafts.all())
    again = opened(site=Site(draft=draft))
    assert again.line("name").text() == "Ny ApS"
    assert again.line("email").text() == "post"
    assert not again.button("create").isEnabled()
    QTest.keyClick(again.widget, Qt.Key.Key_Escape)
    assert top_level("new_customer") is None
    assert desk.drafts.ids() == {draft.customer}

    third = opened(site=Site(draft=draft))
    third.type_into("email", "")
    third.press("create")
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].parent_id == parent.id
    qtbot.waitUntil(lambda: desk.drafts.ids() == frozenset())


def test_what_is_typed_stays_though_the_sheet_is_torn_away(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    assert isinstance(form.widget, NewCustomerSheet)
    form.widget.done(0)
    qtbot.waitUntil(lambda: bool(desk.drafts.ids()))


def test_typing_on_without_a_pause_does_not_put_keeping_off(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    form = opened()

    def typed_on() -> bool:
        form.line("address").insert("x")
        return bool(desk.drafts.ids())

    qtbot.waitUntil(typed_on)


# --- What is taken over, and who is like it --------------------------------------------------


@pytest.fixture
def nord(desk: Desk) -> Selected:
    """A customer with children of one type, all in the local copy."""
    given = {"zip": "7100", "city": "Vejle", "maingroupid": 1, "ourreference": 4, "address": "A 1"}
    nord = desk.hansen(name="Nord", customernumber="N-1", **given)
    children = [desk.hansen(name=name, parentcust=nord.id, typeid=2) for name in ("A", "B")]
    desk.copy.fill([nord, *children])
    return Selected(id=nord.id, parent_id=CustomerId(0), name="Nord")


def test_what_is_usually_shared_is_taken_over_and_can_be_cleared(
    desk: Desk, opened: Open, nord: Selected, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened(nord)
    qtbot.waitUntil(lambda: form.said("taken_over_words") != "")
    assert form.said("taken_over_words") == "5 fields were taken over from Nord."
    assert form.line("zip").text() == "7100"
    assert form.is_marked("city")
    assert not form.is_marked("address")
    assert form.line("address").text() == ""
    assert form.words_beside("ourreference") != ""
    assert form.line("zip").accessibleDescription() == "Taken over from Nord"

    form.type_into("zip", "7120")
    assert not form.is_marked("zip")
    form.revert("city")
    assert form.line("city").text() == ""
    assert form.said("taken_over_words") == "3 fields were taken over from Nord."
    form.type_into("name", "Nyt")
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))
    made = desk.read(stored[0].id)
    assert (made.text("zip"), made.text("city"), made.type_id) == ("7120", "", 2)


def test_an_update_by_number_leaves_out_what_was_taken_over_for_a_new_one(
    desk: Desk, opened: Open, nord: Selected, qtbot: QtBot
) -> None:
    desk.hansen(customernumber="H-7", zip="6000", city="Kolding")
    form = opened(nord)
    qtbot.waitUntil(lambda: form.said("taken_over_words") != "")
    form.type_into("name", "Hansen")
    form.type_into("customernumber", "H-7")
    update = form.button("update_owner")
    qtbot.waitUntil(lambda: update.isVisible() and update.height() > 0)
    form.press("update_owner")
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())

    table = form.widget.findChild(QTableWidget, "preview_table")
    assert table is not None
    assert [table.item(0, at).text() for at in range(3)] == ["Name", "Hansen A/S", "Hansen"]  # type: ignore[union-attr]  # all are filled
    assert table.rowCount() == 1
    assert form.said("taken_over_words") == form.said("new_customer_place") == ""
    QTest.mouseClick(form.button("preview_back"), Qt.MouseButton.LeftButton)
    assert form.widget.focusWidget() is update


def test_a_draft_of_another_day_is_looked_at_anew(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    hansen = desk.hansen()
    desk.copy.fill([hansen])
    mine = {"name": "Hansen A/S", "customernumber": "H-1"}
    local = desk.until(desk.drafts.keep_new(CustomerId(0), mine, typed={}, local=None))
    draft = desk.until(desk.drafts.of(local))
    form = opened(site=Site(draft=draft))
    qtbot.waitUntil(lambda: f"(#{hansen.id})" in form.said("number_owner_words"))


def test_all_that_was_taken_over_is_cleared_at_once_and_asks_for_nothing(
    desk: Desk, opened: Open, nord: Selected, qtbot: QtBot
) -> None:
    form = opened(nord)
    qtbot.waitUntil(lambda: form.said("taken_over_words") != "")
    form.press("clear_taken_over")
    assert form.said("taken_over_words") == ""
    assert form.line("zip").text() == ""
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    assert top_level("new_customer") is None


def test_a_sheet_with_nothing_but_what_was_taken_over_closes_at_once(
    desk: Desk, opened: Open, nord: Selected, qtbot: QtBot
) -> None:
    form = opened(nord)
    qtbot.waitUntil(lambda: form.said("taken_over_words") != "")
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    assert top_level("new_customer") is None
    assert desk.drafts.ids() == frozenset()


def _like(form: FormDriver) -> list[str]:
    links = (form.widget.findChild(QPushButton, f"likely_{at}") for at in range(5))
    return [each.accessibleName() for each in links if each is not None and each.isVisible()]


def test_who_is_like_it_is_told_while_it_is_typed(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    jensen = desk.hansen(name="Jensen VVS ApS", customernumber="J-1", vat="12345674", zip="7100")
    closed = desk.hansen(name="JENSEN  VVS, ApS", customernumber="J-2", address="", isdeleted=1)
    other = desk.hansen(name="Jensen VVS ApS", customernumber="J-3", address="Vej 2", zip="8000")
    desk.copy.fill([jensen, closed, other])
    form = opened()
    assert isinstance(form.widget, NewCustomerSheet)
    asked: list[int] = []
    form.widget.customer_asked.connect(asked.append)

    form.type_into("name", "jensen vvs aps")
    qtbot.waitUntil(lambda: len(_like(form)) == 3)
    assert all(each.startswith("Same name: ") for each in _like(form))
    assert " (closed)" in _like(form)[-1]

    form.type_into("address", "Vej 1")
    form.type_into("zip", "7100")
    qtbot.waitUntil(lambda: len(_like(form)) == 2)
    form.type_into("vat", "12 34 56 74")
    qtbot.waitUntil(lambda: _like(form)[0].startswith("Same CVR number: "))
    QTest.mouseClick(form.button("likely_0"), Qt.MouseButton.LeftButton)
    assert asked == [jensen.id]
    assert desk.server.ledger_of(BY_ID) == []


def test_what_was_taken_over_hides_nobody_who_is_like_it(
    desk: Desk, opened: Open, nord: Selected, qtbot: QtBot
) -> None:
    """The postal code of the customer above was not typed, and says nothing of this one."""
    house = desk.hansen(name="Nord, Hus 1", parentcust=nord.id, address="Vej 2", zip="8000")
    desk.copy.fill([house])
    form = opened(nord)
    qtbot.waitUntil(lambda: form.line("zip").text() == "7100")
    form.type_into("name", "Nord, Hus 1")
    qtbot.waitUntil(lambda: len(_like(form)) == 1)
    form.type_into("zip", "7120")
    qtbot.waitUntil(lambda: not _like(form))


def test_a_draft_that_the_disk_does_not_take_stays_in_the_sheet(
    desk: Desk, opened: Open, qtbot: QtBot, full_disk: FullDisk
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    with full_disk():
        form.widget.close()
        qtbot.waitUntil(lambda: question() is not None)
        answer("Keep as draft")
        qtbot.waitUntil(lambda: form.said("note_new_customer") != "")
    assert form.line("name").text() == "Ny ApS"
    assert top_level("new_customer") is form.widget

    form.widget.close()
    qtbot.waitUntil(lambda: question() is not None)
    answer("Keep as draft")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    (new,) = desk.drafts.ids()
    assert new < 0


def test_what_the_disk_did_not_take_is_kept_by_itself_when_it_does(
    desk: Desk,
    opened: Open,
    qtbot: QtBot,
    full_disk: FullDisk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keeping, "AGAIN_AFTER_MS", (10, 300))
    form = opened()
    kept = form.widget.findChild(keeping.Keeping)
    assert kept is not None
    with full_disk():
        form.type_into("name", "Ny ApS")
        qtbot.waitUntil(kept._again.isActive)
    qtbot.waitUntil(lambda: bool(desk.drafts.ids()))
    (draft,) = desk.until(desk.drafts.all())
    assert draft.mine == {"name": "Ny ApS"}
