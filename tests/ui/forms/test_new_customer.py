"""The sheet for a new customer, against a real server."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.drafts import Draft
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.services.editing.likely import Likely
from desktop.ui.dialogs.new_customer import NewCustomerSheet
from desktop.ui.dialogs.new_means import NewMeans, Site
from desktop.ui.selection import Selected
from tests.ui.forms.conftest import Desk
from tests.ui.forms.driver import FormDriver, answer, open_question, question, top_level

BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"

Open = Callable[..., FormDriver]


@pytest.fixture
def stored() -> list[Customer]:
    return []


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot, stored: list[Customer]) -> Iterator[Open]:
    """Open the sheet under a customer, or at the top."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 700)
    window.show()

    def open_(under: Selected | None = None, site: Site | None = None) -> FormDriver:
        if site is not None:
            return show(site)
        return show(Site(parent=under))

    def show(site: Site) -> FormDriver:
        means = NewMeans(
            edits=desk.edits,
            queue=desk.queue,
            drafts=desk.drafts,
            likely=Likely(desk.copy.reader),
            lists=desk.lists,
        )
        sheet = NewCustomerSheet(means=means, messages=desk.messages, site=site, parent=window)
        sheet.customer_stored.connect(stored.append)
        sheet.open()
        qtbot.waitExposed(sheet)
        return FormDriver(sheet)

    yield open_
    for sheet in window.findChildren(NewCustomerSheet):
        sheet.done(0)


def test_a_customer_is_created_under_another(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    parent = desk.hansen()
    form = opened(Selected(id=parent.id, parent_id=CustomerId(0), name=parent.name))
    assert form.said("new_customer_place") == "A new customer under Hansen A/S"
    assert not form.button("create").isEnabled()

    form.type_into("name", "Opgang 3")
    form.type_into("city", "Vejle")
    form.press("create")
    qtbot.waitUntil(lambda: bool(stored))

    now = desk.read(stored[0].id)
    assert (now.name, now.parent_id, now.text("city")) == ("Opgang 3", parent.id, "Vejle")
    assert top_level("new_customer") is None


def test_a_customer_is_created_at_the_top_by_keyboard(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny Aps")
    QTest.keyClick(form.line("name"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].parent_id == 0


def test_a_refusal_leaves_the_sheet_as_it_was(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "refuse", "message": "Manglende rettighed"})
    form.press("create")
    qtbot.waitUntil(lambda: "Manglende rettighed" in form.note("new_customer"))
    assert form.line("name").text() == "Ny ApS"
    assert form.button("create").isEnabled()
    assert stored == []


def test_what_is_wrong_is_said_and_not_created(desk: Desk, opened: Open) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    form.type_into("email", "post")
    assert form.note("email").startswith("An e-mail address")
    assert not form.button("create").isEnabled()


def test_a_number_that_is_taken_is_told_with_its_owner(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    form.type_into("customernumber", "H-1")
    qtbot.waitUntil(lambda: form.said("number_owner_words") != "")
    assert (
        form.said("number_owner_words")
        == f"Number H-1 belongs to Hansen A/S, Vejle (#{hansen.id})."
    )

    form.type_into("customernumber", "H-7")
    assert form.said("number_owner_words") == ""


def test_typing_a_number_asks_once_it_has_settled(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    desk.hansen()
    form = opened()
    form.type_into("customernumber", "H-1")
    qtbot.waitUntil(lambda: form.said("number_owner_words") != "")
    assert len(desk.server.ledger_of("GetCustomerByCustomerNumber")) == 1


def _asked_whether_to_share(form: FormDriver, qtbot: QtBot, number: str) -> str:
    """Type faster than the number is checked, and press Enter; what is asked then."""
    form.type_into("name", "Ny ApS")
    form.type_into("customernumber", number)
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: question() is not None)
    box = open_question()
    assert box.defaultButton().text() == "Go back"
    return box.informativeText()


def test_enter_does_not_create_a_second_customer_with_a_number_unasked(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    asked = _asked_whether_to_share(form, qtbot, "H-1")
    assert asked.startswith(f"Number H-1 belongs to Hansen A/S (#{hansen.id}).")

    QTest.keyClick(open_question(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.button("create").isEnabled())

    assert f"(#{hansen.id})" in form.said("number_owner_words")
    assert form.line("name").text() == "Ny ApS"
    assert form.widget.focusWidget() is form.line("customernumber")
    assert not form.button("create").isDefault()
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    assert form.button("create").isEnabled()
    assert desk.server.ledger_of(BY_ID) == []

    form.type_into("customernumber", "H-2")
    assert form.button("create").isDefault()
    QTest.keyClick(form.line("customernumber"), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].number_text == "H-2"


def test_a_second_customer_with_a_number_may_be_created(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = opened()
    _asked_whether_to_share(form, qtbot, "H-1")
    answer("Create all the same")
    qtbot.waitUntil(lambda: bool(stored))
    assert stored[0].number_text == "H-1"
    assert stored[0].id != hansen.id


def test_a_number_that_cannot_be_checked_is_asked_about_too(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    checking = "GetCustomerByCustomerNumber"
    desk.server.faults({"command": checking, "kind": "refuse", "times": -1})
    asked = _asked_whether_to_share(form, qtbot, "H-1")
    assert asked.startswith("Whether number H-1 is taken could not be checked.")
    assert "could not be checked" in form.said("number_owner_words")
    assert desk.server.ledger_of(BY_ID) == []

    answer("Create all the same")
    qtbot.waitUntil(lambda: bool(stored))


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


def test_what_waits_can_be_changed(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    mine = {"name": "Ny ApS", "customernumber": "H-9", "city": "Vejle"}
    desk.server.faults({"command": "*", "kind": "close_before", "times": -1})
    waiting = desk.until(desk.queue.create(mine, CustomerId(0)))
    form = opened(site=Site(draft=waiting))
    assert form.line("city").text() == "Vejle"
    form.type_into("name", "Nyere ApS")
    form.type_into("city", "")
    form.press("create")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)
    (row,) = desk.until(desk.queue.rows())
    assert (row.customer, row.mine["name"]) == (waiting.customer, "Nyere ApS")

    desk.server.clear_faults()
    desk.until(desk.queue.send_all())
    made = desk.read(desk.queue.real_id(waiting.customer) or 0)
    assert (made.name, made.text("city")) == ("Nyere ApS", "")


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

    (draft,) = desk.until(desk.drafts.new_ones(parent.id))
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
    assert all("the same name" in each for each in _like(form))
    assert _like(form)[-1].endswith("(closed)")

    form.type_into("address", "Vej 1")
    form.type_into("zip", "7100")
    qtbot.waitUntil(lambda: len(_like(form)) == 2)
    form.type_into("vat", "12 34 56 74")
    qtbot.waitUntil(lambda: "the same CVR number" in _like(form)[0])
    QTest.mouseClick(form.button("likely_0"), Qt.MouseButton.LeftButton)
    assert asked == [jensen.id]
    assert desk.server.ledger_of(BY_ID) == []


def _previewing(desk: Desk, opened: Open, qtbot: QtBot) -> FormDriver:
    form = opened()
    form.type_into("name", "Hansen A/S")
    form.type_into("customernumber", "H-1")
    form.type_into("phone", "22222222")
    qtbot.waitUntil(lambda: form.button("update_owner").isVisible())
    form.press("update_owner")
    return form


def _cells(form: FormDriver) -> list[list[str]]:
    table = form.widget.findChild(QTableWidget, "preview_table")
    assert table is not None
    rows, columns = range(table.rowCount()), range(table.columnCount())
    items = [[table.item(row, column) for column in columns] for row in rows]
    return [[item.text() if item is not None else "" for item in line] for line in items]


def test_the_owner_of_a_number_is_updated_after_a_preview(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    assert _cells(form) == [["Phone", "11111111", "22222222"]]
    assert desk.server.ledger_of(BY_NUMBER) == []

    form.press("preview_update")
    qtbot.waitUntil(lambda: bool(stored))

    (entry,) = desk.server.ledger_of(BY_NUMBER)
    assert entry["inputs"]["customer"] == {"customernumber": "H-1", "phone": "22222222"}
    assert desk.read(hansen.id).text("city") == "Vejle"


def test_updating_is_refused_where_several_have_the_number(
    desk: Desk, opened: Open, qtbot: QtBot
) -> None:
    desk.hansen()
    desk.numbers["H-1"] = 2
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: "2 customers have the number H-1" in form.note("new_customer"))
    assert form.line("phone").text() == "22222222"


def test_a_number_that_moved_after_the_preview_is_told_with_its_owner(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    desk.server.patch_customer(hansen.id, customernumber="H-2")
    other = desk.server.patch_customer(name="En anden", customernumber="H-1")["id"]

    form.press("preview_update")
    qtbot.waitUntil(lambda: f"H-1 now belongs to En anden (#{other})" in form.note("new_customer"))

    assert f"(#{other})" in form.said("number_owner_words")
    assert desk.server.ledger_of(BY_NUMBER) == []
    assert stored == []


def test_a_create_that_was_lost_is_looked_for_when_it_is_asked_for_again(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    form.type_into("name", "Helt Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "close_before"})
    form.press("create")
    qtbot.waitUntil(lambda: "cannot be told yet" in form.note("new_customer"))
    late = desk.server.patch_customer(name="Helt Ny ApS")["id"]

    form.press("create")
    qtbot.waitUntil(lambda: form.button("show_candidate").isVisible())
    assert f"#{late}" in form.note("new_customer")
    assert stored == []


def test_the_wrong_customer_coming_back_is_told_with_the_state_before(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    form = _previewing(desk, opened, qtbot)
    qtbot.waitUntil(lambda: form.button("preview_update").isVisible())
    twin = desk.server.patch_customer(name="Tvilling", customernumber="H-1")["id"]

    form.press("preview_update")
    qtbot.waitUntil(lambda: f"#{twin} instead of #{hansen.id}" in form.said("preview_words"))

    assert ["Phone", "11111111"] in _cells(form)
    assert not form.button("preview_update").isVisible()
    assert stored == []


def test_a_lost_answer_shows_the_candidate_and_creates_no_second(
    desk: Desk, opened: Open, stored: list[Customer], qtbot: QtBot
) -> None:
    form = opened()
    asked: list[int] = []
    assert isinstance(form.widget, NewCustomerSheet)
    form.widget.customer_asked.connect(asked.append)
    form.type_into("name", "Helt Ny ApS")
    desk.server.faults({"command": BY_ID, "kind": "close_after"})
    form.press("create")
    qtbot.waitUntil(lambda: form.button("show_candidate").isVisible())
    assert "Helt Ny ApS" in form.note("new_customer")
    form.press("show_candidate")
    assert len(asked) == 1
    assert stored == []
    assert len(desk.server.ledger_of(BY_ID)) == 1


def test_closing_asks_before_what_was_typed_is_lost(desk: Desk, opened: Open, qtbot: QtBot) -> None:
    form = opened()
    form.type_into("name", "Ny ApS")
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    assert "never sent by itself" in open_question().informativeText()
    answer("Keep editing")
    qtbot.waitUntil(lambda: question() is None)
    assert form.widget.isVisible()

    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: question() is not None)
    answer("Discard")
    qtbot.waitUntil(lambda: top_level("new_customer") is None)


def test_an_empty_sheet_closes_at_once(desk: Desk, opened: Open) -> None:
    form = opened()
    QTest.keyClick(form.widget, Qt.Key.Key_Escape)
    assert top_level("new_customer") is None


def test_the_name_of_a_parent_is_plain_text(desk: Desk, opened: Open) -> None:
    form = opened(Selected(id=CustomerId(5), parent_id=CustomerId(0), name="<b>x</b>"))
    label = form.widget.findChild(QLabel, "new_customer_place")
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText
