"""Moving, closing and creating customers in the window, and what may be done offline."""

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QLineEdit,
)

from desktop.domain.ids import CustomerId
from desktop.services.changes import Subject
from desktop.ui.tree.panel import TreePanel
from desktop.ui.tree.rows import VALUE_ROLE
from tests.helpers.desk import Desk
from tests.helpers.drops import Drag, mime_of
from tests.ui.window.estates import (
    BY_ID,
    ENTER,
    SPOKEN,
    Estate,
    answer,
    button,
    create_offline,
    open_to_house,
    said,
    sheet,
    told,
    undo,
)

pytestmark = pytest.mark.usefixtures("estate")


# --- Moving ---------------------------------------------------------------------------------


def drag(desk: Desk, row: QModelIndex, onto: QModelIndex) -> None:
    view = desk.tree
    view.viewport().grab()
    view.scrollTo(row)
    start = view.visualRect(row).center()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    end = view.visualRect(onto).center()
    assert view.viewport().rect().contains(end)
    QTest.mouseMove(view.viewport(), end)
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=end)


def test_a_branch_is_moved_by_the_mouse_and_moved_back(desk: Desk, estate: Estate) -> None:
    house = open_to_house(desk)
    drag(desk, house, desk.row("Zz Syd"))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    assert (said(shown, "move_from"), said(shown, "move_to")) == ("Zz Nord", "Zz Syd")
    assert said(shown, "move_along") == "1 customer below it moves along"
    assert "main group" in said(shown, "note_move_warning")
    assert estate.server.ledger_of(BY_ID) == []

    QTest.keyClick(shown, ENTER)
    told(desk, "Zz Hus is under Zz Syd now.")
    assert estate.parent_of(estate.house) == estate.syd
    desk.wait(lambda: desk.has_row("Zz Hus", desk.row("Zz Syd")))
    desk.wait(lambda: str(desk.tree.currentIndex().data()) == "Zz Hus")

    undo(desk)
    told(desk, "Zz Hus is under Zz Nord again.")
    assert estate.parent_of(estate.house) == estate.nord
    desk.wait(lambda: desk.has_row("Zz Hus", desk.row("Zz Nord")))


def test_a_command_about_one_who_is_gone_says_so(desk: Desk, estate: Estate) -> None:
    desk.select("Zz Syd")
    # With something typed the card stays.
    QTest.keyClicks(desk.find(QLineEdit, "field_phone"), "75112233")
    estate.server.drop_customers(estate.syd)
    desk.trigger("refresh_all")
    desk.wait(lambda: not desk.has_row("Zz Syd"))
    for command in ("move", "close_customer", "new_beside"):
        desk.notices.clear()
        desk.trigger(command)
        assert "no longer in Microbizz" in told(desk, "This customer")


def test_two_moves_that_cross_into_a_circle_are_told_and_taken_back(
    desk: Desk, estate: Estate
) -> None:
    drag(desk, open_to_house(desk), desk.row("Zz Syd"))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    # Somebody puts the new parent below ours, and it is not seen before ours is written.
    estate.server.patch_customer(estate.syd, parentcust=estate.flat)
    estate.server.faults(
        {"command": "GetParentCustomers", "kind": "empty_list"},
        {"command": BY_ID, "kind": "circle"},
    )
    QTest.keyClick(button(shown, "move_move"), ENTER)
    assert "somebody moved its new parent under it" in told(desk, "Zz Hus is under Zz Syd")
    assert estate.parent_of(estate.house) == estate.syd
    undo(desk)
    told(desk, "Zz Hus is under Zz Nord again.")
    assert estate.parent_of(estate.house) == estate.nord


def test_a_move_that_is_not_taken_back_is_not_called_undone(desk: Desk, estate: Estate) -> None:
    drag(desk, open_to_house(desk), desk.row("Zz Syd"))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    QTest.keyClick(shown, ENTER)
    told(desk, "Zz Hus is under Zz Syd now.")
    estate.server.faults({"command": BY_ID, "kind": "drop_field", "name": "parentcust"})
    undo(desk)
    told(desk, "It was not undone: Zz Hus is under Zz Syd now.")
    undo(desk)
    told(desk, "Zz Hus is under Zz Nord again.")
    assert estate.parent_of(estate.house) == estate.nord


def test_a_refused_move_and_a_refused_undo_name_the_right(desk: Desk, estate: Estate) -> None:
    refusal = {"command": BY_ID, "kind": "refuse", "message": "Ingen adgang"}
    drag(desk, open_to_house(desk), desk.row("Zz Syd"))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    estate.server.faults(refusal)
    QTest.keyClick(shown, ENTER)
    desk.wait(lambda: "CustomersEdit" in said(shown, "note_move"))
    QTest.keyClick(shown, ENTER)
    told(desk, "Zz Hus is under Zz Syd now.")
    estate.server.faults(refusal)
    undo(desk)
    assert "CustomersEdit" in told(desk, "Microbizz said no")


def test_a_refused_close_names_the_right(desk: Desk, estate: Estate) -> None:
    desk.select("Zz Syd")
    estate.server.faults({"command": BY_ID, "kind": "refuse", "message": "Ingen adgang"})
    desk.trigger("close_customer")
    answer(desk, "Close it")
    assert "CustomersEdit" in told(desk, "Microbizz said no")


def test_a_customer_is_moved_by_keyboard_alone(desk: Desk, estate: Estate) -> None:
    open_to_house(desk)
    desk.workspace.tree.show_customer(estate.house)  # type: ignore[arg-type]  # a number of the server's
    desk.trigger("move")
    search = sheet(desk, "new_parent_dialog")
    field = search.findChild(QLineEdit, "review_redirect_search")
    assert field is not None
    QTest.keyClicks(field, "Zz Syd")
    results = search.findChild(QAbstractItemView, "results")
    assert results is not None
    desk.wait(lambda: results.model().rowCount() == 1)
    QTest.keyClick(field, ENTER)
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: shown.focusWidget() is button(shown, "move_move"))
    QTest.keyClick(button(shown, "move_move"), ENTER)
    told(desk, "Zz Hus is under Zz Syd now.")
    assert estate.parent_of(estate.house) == estate.syd


def test_nobody_is_offered_below_whom_it_cannot_be_put(desk: Desk, estate: Estate) -> None:
    open_to_house(desk)
    heard: list[Subject] = []
    desk.session.changes.subscribe(lambda change: heard.append(change.subject))
    for pinned in (estate.house, estate.syd):
        desk.session.marks.pin(CustomerId(pinned), pinned=True)
    desk.wait(lambda: heard.count(Subject.MARKS) == 2)
    desk.workspace.tree.show_customer(CustomerId(estate.house))
    desk.trigger("move")
    search = sheet(desk, "new_parent_dialog")
    field = search.findChild(QLineEdit, "review_redirect_search")
    results = search.findChild(QAbstractItemView, "results")
    assert field is not None
    assert results is not None

    def names() -> list[str]:
        model = results.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    desk.wait(lambda: "Zz Syd" in names())
    assert not {"Zz Hus", "Zz Nord"} & set(names())
    QTest.keyClicks(field, "Zz")
    desk.wait(lambda: names() == ["Zz Syd"])
    QTest.keyClicks(field, " Lejlighed")
    message = search.findChild(QLabel, "search_message")
    assert message is not None
    desk.wait(lambda: message.text().startswith("All that match are the customer itself"))
    QTest.keyClick(field, ENTER)
    assert search.isVisible()
    assert button(search, "move_to_top").isEnabled()
    search.reject()

    desk.workspace.tree.show_customer(CustomerId(estate.nord))
    desk.trigger("move")
    top = button(sheet(desk, "new_parent_dialog"), "move_to_top")
    assert not top.isEnabled()
    assert "Zz Nord is at the top already." in top.toolTip()
    sheet(desk, "new_parent_dialog").reject()


def test_what_would_be_a_circle_is_refused_in_the_sheet(desk: Desk, estate: Estate) -> None:
    open_to_house(desk)
    desk.workspace.tree.show_customer(CustomerId(estate.nord))
    # As by the mouse, over a tree that is behind.
    row = desk.tree.currentIndex().data(VALUE_ROLE)
    desk.workspace.tree.move_asked.emit(row, CustomerId(estate.flat))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: said(shown, "note_move") != "")
    assert said(shown, "note_move") == "Zz Lejlighed is below Zz Nord, so it cannot be put there."
    assert not button(shown, "move_move").isEnabled()

    another = button(shown, "move_another")
    desk.wait(lambda: shown.focusWidget() is another)
    QTest.keyClick(another, ENTER)
    sheet(desk, "new_parent_dialog").reject()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert estate.server.ledger_of(BY_ID) == []


def test_a_move_by_somebody_else_meanwhile_is_told_first(desk: Desk, estate: Estate) -> None:
    third = estate.plant("Zz Tredje")
    house = open_to_house(desk)
    drag(desk, house, desk.row("Zz Syd"))
    shown = sheet(desk, "move_sheet")
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    estate.server.patch_customer(estate.house, parentcust=third)
    QTest.keyClick(shown, ENTER)
    desk.wait(lambda: "Somebody else has moved it" in said(shown, "note_move"))
    # The local copy may not know that one yet; the top it is not.
    assert said(shown, "move_from") in ("Zz Tredje", f"#{third}")
    assert estate.parent_of(estate.house) == third
    desk.wait(lambda: button(shown, "move_move").isEnabled())
    QTest.keyClick(button(shown, "move_move"), ENTER)
    told(desk, "Zz Hus is under Zz Syd now.")
    assert estate.parent_of(estate.house) == estate.syd


# --- Closing and blocking -------------------------------------------------------------------


def test_a_customer_is_closed_after_a_word_of_doubt_which_is_said_once(
    desk: Desk, estate: Estate
) -> None:
    desk.select("Zz Syd")
    desk.trigger("close_customer")
    assert "It may ignore it" in answer(desk, "Close it")
    told(desk, "Zz Syd is closed.")
    assert estate.server.customers()[estate.syd]["isdeleted"]

    undo(desk)
    told(desk, "Zz Syd is open again.")
    assert not estate.server.customers()[estate.syd]["isdeleted"]
    desk.wait(lambda: not desk.workspace.card.record.flag("isdeleted"))  # type: ignore[union-attr]  # it is shown
    desk.trigger("close_customer")
    assert "It may ignore it" not in answer(desk, "Cancel")


@pytest.mark.parametrize(
    ("step", "field", "words"),
    [
        ("close", "isdeleted", "did not close Zz Syd: it is still open."),
        ("block", "isblocked", "did not block Zz Syd."),
    ],
)
def test_what_microbizz_ignores_is_told_as_that(
    desk: Desk, estate: Estate, step: str, field: str, words: str
) -> None:
    estate.server.faults({"command": BY_ID, "kind": "drop_field", "name": field})
    desk.select("Zz Syd")
    desk.trigger(f"{step}_customer")
    answer(desk, f"{step.title()} it")
    told(desk, f"Microbizz {words}")
    assert not estate.server.customers()[estate.syd][field]
    # It is as little known as before whether this is taken.
    desk.trigger(f"{step}_customer")
    assert "It may ignore it" in answer(desk, "Cancel")


def test_what_came_of_a_later_try_stands_for_what_was_told_before(
    desk: Desk, estate: Estate
) -> None:
    """Neither that it was ignored nor that it was refused, once it is blocked and unblocked."""
    desk.select("Zz Syd")
    for fault, words in (
        ({"kind": "drop_field", "name": "isblocked"}, "Microbizz did not block Zz Syd."),
        ({"kind": "refuse", "message": "Ingen adgang"}, "Microbizz said no"),
    ):
        estate.server.faults({"command": BY_ID, **fault})
        desk.trigger("block_customer")
        answer(desk, "Block it")
        told(desk, words)
    desk.trigger("block_customer")
    answer(desk, "Block it")
    assert "Ingen adgang" in desk.find(QLabel, "status_error").text()
    told(desk, "Zz Syd is blocked.")
    desk.wait(lambda: desk.find(QLabel, "status_error").text() == "")
    count = desk.find(QLabel, "notice_count")
    assert count.text() == ""
    undo(desk)
    told(desk, "Zz Syd is no longer blocked.")
    assert count.text() == ""


# --- New ones -------------------------------------------------------------------------------


def test_a_customer_created_offline_goes_up_with_its_photo(
    desk: Desk, estate: Estate, tmp_path: Path
) -> None:
    row = create_offline(desk, estate)
    assert "not sent yet" in str(row.data(SPOKEN))

    path = tmp_path / "Tegning.pdf"
    path.write_bytes(b"%PDF-1.4 stue")
    desk.session.uploads.settings.change(hold_seconds=0)
    drop = Drag(desk.tree, mime_of([path]))
    desk.tree.viewport().grab()
    drop.entered(desk.tree.visualRect(row).center())
    assert drop.is_taken
    drop.dropped()
    desk.wait(lambda: bool(desk.session.uploads.rows))

    estate.server.clear_faults()
    desk.session.queue.go()
    desk.session.uploads.try_again()
    desk.wait(lambda: bool(estate.server.ledger_of("AddFileToCustomer")))
    made = next(id_ for id_, each in estate.server.customers().items() if each["name"] == "Zz Nyt")
    (sent,) = estate.server.ledger_of("AddFileToCustomer")
    assert sent["inputs"]["customerid"] == made
    assert estate.parent_of(made) == estate.nord
    assert len(estate.server.ledger_of(BY_ID)) == 1
    desk.wait(lambda: desk.shown_name == "Zz Nyt")
    assert desk.tree.currentIndex().data() == "Zz Nyt"


def test_a_customer_created_offline_can_be_edited_and_given_up(desk: Desk, estate: Estate) -> None:
    create_offline(desk, estate)
    QTest.keyClick(desk.tree, ENTER)
    shown = sheet(desk, "new_customer")
    field = shown.findChild(QLineEdit, "field_name")
    assert field is not None
    assert field.text() == "Zz Nyt"
    field.setText("Zz Nyere")
    QTest.keyClick(shown, ENTER)
    desk.wait(lambda: desk.has_row("Zz Nyere", desk.row("Zz Nord")))

    tree = desk.workspace.tree
    assert isinstance(tree, TreePanel)
    desk.wait(lambda: str(desk.tree.currentIndex().data()) == "Zz Nyere")
    index = desk.row("Zz Nyere", desk.row("Zz Nord"))
    menu = desk.tree.menu_for(index)  # type: ignore[attr-defined]  # a tree of ours
    next(each for each in menu.actions() if each.objectName() == "drop_new").trigger()
    answer(desk, "Discard")
    desk.wait(lambda: not desk.has_row("Zz Nyere", desk.row("Zz Nord")))
    assert desk.session.queue.ids() == frozenset()


def test_no_command_takes_anybody_else_for_the_new_one_at_hand(desk: Desk, estate: Estate) -> None:
    actions = desk.window.actions_by_key
    create_offline(desk, estate)
    for key in ("new_child", "move", "close_customer"):
        assert not actions[key].isEnabled(), key
    desk.select("Zz Syd")
    desk.wait(lambda: desk.shown_name == "Zz Syd")
    assert actions["move"].isEnabled()


def test_beside_takes_over_from_that_one(desk: Desk, estate: Estate) -> None:
    open_to_house(desk)
    desk.workspace.tree.show_customer(estate.house)  # type: ignore[arg-type]  # a number of the server's
    desk.wait(lambda: desk.shown_name == "Zz Hus")
    desk.trigger("new_beside")
    shown = sheet(desk, "new_customer")
    assert said(shown, "new_customer_place") == "A new customer beside Zz Hus"
    desk.wait(lambda: "taken over from Zz Hus" in said(shown, "taken_over_words"))
    field = shown.findChild(QLineEdit, "field_name")
    assert field is not None
    field.setText("Zz Nabohus")
    QTest.keyClick(shown, ENTER)
    desk.wait(lambda: desk.shown_name == "Zz Nabohus")
    record = desk.workspace.card.record
    assert record is not None
    assert (record.parent_id, record.maingroup_id) == (estate.nord, 1)
