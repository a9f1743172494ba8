"""The window of unsent edits and drafts: what waits, why, and what can be done with it."""

from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QTableWidget

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.journal import drafts
from desktop.services.editing import sending
from desktop.ui.editing import words
from tests.ui.editing.conftest import Hands

BY_ID = "CreateUpdateCustomerByID"


def test_where_nothing_waits_that_is_said(hands: Hands) -> None:
    hands.open()
    assert "Nothing waits" in hands.sheet.faces.message
    assert hands.offered == set()


def test_a_draft_comes_and_goes_by_itself_and_is_discarded_only_when_asked(hands: Hands) -> None:
    hands.open()
    hands.keep_draft(phone="22222222")
    hands.shows(["Hansen A/S", "Phone", "Draft"])
    assert "never sent by itself" in hands.advice
    assert hands.typed == "Phone: 11111111 → 22222222"
    assert hands.offered == {"go", "drop"}
    hands.press("drop")
    hands.answer("Keep it")
    assert hands.rows
    hands.press("drop")
    hands.answer("Discard")
    hands.shows()
    assert hands.drafts.ids() == frozenset()


def test_those_of_one_name_are_told_apart_by_their_number(hands: Hands) -> None:
    hands.server.patch_customer(hands.id, customernumber="H-4")
    hands.copy.hear(hands.base)
    hands.open()
    hands.keep_draft(phone="22222222")
    hands.until(hands.drafts.keep_new(hands.id, {"name": "Ny ApS"}))
    hands.shows(
        ["Hansen A/S (H-4)", "Phone", "Draft"],
        ["Ny ApS (new), under Hansen A/S (H-4)", "Name", "Draft"],
    )


def test_what_waits_goes_when_the_server_is_back(hands: Hands) -> None:
    hands.save_offline(phone="22222222")
    hands.open()
    hands.shows(["Hansen A/S", "Phone", "Waits for the connection"])
    assert hands.offered == {"go", "again", "drop"}
    hands.come_back()
    hands.shows()
    assert hands.stored("phone") == "22222222"


def test_a_conflict_is_resolved_from_here_by_keyboard(hands: Hands) -> None:
    hands.save_offline(phone="22222222")
    hands.server.clear_faults()
    hands.server.patch_customer(hands.id, phone="33333333")
    hands.open()
    hands.come_back()
    hands.shows(["Hansen A/S", "Phone", "Conflict: Phone"])
    assert "Phone" in hands.advice
    assert hands.offered == {"go", "resolve", "drop"}
    hands.press("resolve")
    hands.qtbot.waitUntil(lambda: bool(hands.sheet.findChildren(QTableWidget, "conflicts_table")))
    (conflicts,) = hands.sheet.findChildren(QTableWidget, "conflicts_table")
    QTest.keyClick(conflicts, Qt.Key.Key_M)
    (save,) = hands.sheet.findChildren(QPushButton, "conflicts_save")
    QTest.keyClick(save, Qt.Key.Key_Return)
    hands.shows()
    assert hands.stored("phone") == "22222222"


def test_a_refusal_names_the_right_and_can_be_tried_again_or_given_up(hands: Hands) -> None:
    hands.save_offline(phone="22222222", city="Odense")
    hands.server.clear_faults()
    words = "Not allowed & <i>why</i>"
    hands.server.faults({"command": BY_ID, "kind": "refuse", "message": words, "times": -1})
    hands.open()
    hands.notice_server()
    hands.shows(["Hansen A/S", "Phone, City", f"Refused: {words}"])
    assert f"Microbizz refused it: {words}" in hands.advice
    assert "CustomersEdit" in hands.advice
    assert hands.offered == {"go", "again", "drop"}
    hands.server.clear_faults()
    hands.press("again")
    hands.shows()
    assert hands.stored("city") == "Odense"


def test_giving_up_is_asked_about(hands: Hands) -> None:
    hands.save_offline(phone="22222222")
    hands.open()
    hands.press("drop")
    hands.answer("Keep it")
    assert hands.queue.ids() == {hands.id}
    hands.press("drop")
    hands.answer("Give up")
    hands.shows()
    # What was given up is not sent, and is not said to be.
    assert hands.sheet.faces.message == "Nothing waits here, and there are no drafts."
    hands.come_back()
    assert hands.stored("phone") == "11111111"


def give_up_a_new_one(hands: Hands) -> QMessageBox:
    """What is asked about a customer that waits to be created."""
    hands.go_offline()
    hands.until(hands.queue.create({"name": "Ny ApS", "customernumber": "N-1"}, hands.id))
    hands.open()
    hands.press("drop")
    hands.qtbot.waitUntil(lambda: bool(hands.sheet.findChildren(QMessageBox)))
    (box,) = hands.sheet.findChildren(QMessageBox)
    return box


def test_giving_up_one_that_is_to_be_created_says_so(hands: Hands) -> None:
    box = give_up_a_new_one(hands)
    assert box.text() == "Give up creating Ny ApS?"
    assert box.informativeText().startswith("What was typed is lost: Name, ")
    hands.answer("Keep it")
    assert hands.queue.ids()
    hands.press("drop")
    hands.answer("Give up")
    hands.shows()
    assert hands.queue.ids() == frozenset()


def test_giving_up_one_that_is_to_be_created_says_so_in_danish(hands: Hands, danish: None) -> None:
    assert give_up_a_new_one(hands).text() == "Opgiv at oprette Ny ApS?"
    hands.answer("Behold")


def test_the_customer_of_a_line_is_gone_to_and_a_new_one_opened(hands: Hands) -> None:
    hands.keep_draft(phone="33333333")
    hands.open()
    hands.shows(["Hansen A/S", "Phone", "Draft"])
    QTest.keyClick(hands.table, Qt.Key.Key_Return)
    assert hands.asked == [hands.id]
    hands.until(hands.drafts.drop(hands.id))
    hands.until(hands.drafts.keep_new(hands.id, {"name": "Ny ApS"}, typed={"email": "no mail"}))
    hands.shows(["Ny ApS (new), under Hansen A/S", "Name, E-mail", "Draft"])
    assert "E-mail: “no mail”" in hands.typed
    hands.press("go")
    (draft,) = hands.until(hands.drafts.all())
    assert hands.asked[-1] == draft


def test_what_was_salvaged_says_so_and_waits_for_the_user(hands: Hands) -> None:
    hands.save_offline(phone="22222222")
    about = {"problem": "Salvaged"}
    (row,) = hands.until(hands.journal.run(drafts.rows))
    hands.until(hands.journal.run(drafts.set_state, row.id, "refused", about))
    hands.open()
    hands.shows(["Hansen A/S", "Phone", "Refused: saved from a damaged journal"])
    assert "journal was damaged" in hands.advice
    assert hands.offered == {"go", "again", "drop"}


def test_every_problem_a_queue_puts_down_has_words(hands: Hands) -> None:
    kept = Draft(
        id=1,
        customer=hands.id,
        parent=None,
        at=datetime(2026, 11, 1, tzinfo=UTC),
        state=DraftState.REFUSED,
        base=Customer({"id": 1}),
        mine={"phone": "2"},
    )
    other = words.advice(kept)
    refusals = {error.__name__ for error in sending._REFUSALS}
    own = {"CreateUnsure", "CreatedInPart", "FieldGone", "NotStored", "NumberUnchecked"}
    own |= {"ParentGone", "Salvaged"}
    for problem in refusals | own | {"NotAnEnvelope", "ReplyLost", "TimedOut"}:
        assert words.advice(replace(kept, problem=problem)) != other, problem


def test_what_was_refused_and_stored_in_part_is_told_in_the_servers_words(hands: Hands) -> None:
    """And with the right that may be missing, as of what was refused as a whole."""
    hands.save_offline(trade="Murer")
    about = {"problem": "NotStored", "words": "No right to trade", "fields": ["trade"]}
    (row,) = hands.until(hands.journal.run(drafts.rows))
    hands.until(hands.journal.run(drafts.set_state, row.id, "refused", about))
    hands.open()
    hands.shows(["Hansen A/S", "Trade", "Refused: No right to trade"])
    assert "Microbizz refused it: “No right to trade”. Not stored: Trade." in hands.advice
    assert "CustomersEdit" in hands.advice
    assert hands.offered == {"go", "again", "drop"}


def test_one_that_may_be_there_already_is_taken_for_it(hands: Hands) -> None:
    hands.go_offline()
    create = hands.queue.create
    house = hands.until(create({"name": "Gården", "customernumber": "G-1"}, CustomerId(0)))
    # One without a number can only be looked for by its name, which proves nothing.
    flat = hands.until(create({"name": "Ny ApS"}, house.customer))
    hands.server.clear_faults()
    # The create is carried out, and its answer lost.
    lost = {"command": BY_ID, "kind": "close_after", "where": {"customer.name": "Ny ApS"}}
    hands.server.faults(lost)
    hands.open()
    hands.notice_server()
    hands.shows(["Ny ApS (new), under Gården (G-1)", "Name", "Perhaps created already"])
    assert "Ny ApS (#" in hands.advice
    assert hands.offered == {"go", "adopt", "again", "drop"}
    hands.press("again")
    hands.answer("Do not create")
    hands.press("adopt")
    hands.shows()
    assert hands.queue.real_id(flat.customer) is not None
    assert len(hands.server.ledger_of(BY_ID)) == 2


def test_a_number_that_cannot_be_looked_up_is_asked_about(hands: Hands) -> None:
    hands.go_offline()
    fields = {"name": "Gården", "customernumber": "G-1"}
    hands.until(hands.queue.create(fields, CustomerId(0)))
    hands.server.clear_faults()
    asked = {"command": "GetCustomerByCustomerNumber", "kind": "refuse", "message": "No right"}
    hands.server.faults({**asked, "times": -1})
    hands.open()
    hands.notice_server()
    hands.shows(["Gården (new)", "Name, Customer number", "Refused: No right"])
    assert "G-1 could not be looked up" in hands.advice
    for answer, made in (("Do not create", 0), ("Look it up again", 0), ("Create anyway", 1)):
        hands.press("again")
        hands.answer(answer)
        if not made:
            # What was asked for is over by then: the row looked like that before, too.
            hands.until(hands.queue.send_all())
            hands.shows(["Gården (new)", "Name, Customer number", "Refused: No right"])
        else:
            hands.shows()
        assert len(hands.server.ledger_of(BY_ID)) == made


def test_what_is_kept_of_a_field_that_is_no_more_is_shown(hands: Hands) -> None:
    hands.until(hands.journal.run(drafts.add, hands.id, {"id": hands.id}, {"oldname": "Long ago"}))
    hands.until(hands.queue.load())
    hands.until(hands.queue.send_all())
    hands.open()
    hands.shows([f"#{hands.id}", "1 of the other fields", "Refused: a field is no longer there"])
    assert "oldname: “Long ago”" in hands.typed
    assert "no longer has the field" in hands.advice
