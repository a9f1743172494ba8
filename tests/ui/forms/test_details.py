"""Editing a customer's details and saving them, against a real server."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.errors import Unreachable
from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.ui.forms.details import DetailsPane
from tests.ui.forms.conftest import Desk
from tests.ui.forms.driver import FormDriver, save

BY_ID = "CreateUpdateCustomerByID"


def test_a_changed_field_is_marked_counted_and_saved_alone(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    titles: list[str] = []
    pane.title_changed.connect(titles.append)
    hansen = desk.hansen()
    pane.show_record(hansen)
    assert not pane.is_dirty
    assert form.said() == ""

    form.type_into("phone", "22222222")
    form.tick("isblocked").click()

    assert form.is_marked("phone")
    assert form.line("phone").accessibleDescription() == "changed"
    assert titles[-1] == "Details • 2"
    assert form.said() == "2 unsaved changes"

    save(form, qtbot)

    assert titles[-1] == "Details"
    assert not form.is_marked("phone")
    assert form.line("phone").text() == "22222222"
    (entry,) = desk.server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {"id": hansen.id, "phone": "22222222", "isblocked": 1}


def test_every_kind_of_field_can_be_changed(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    desk.until(desk.lists.load())
    hansen = desk.hansen(typeid=next(iter(desk.lists.types)))
    pane.show_record(hansen)
    form.type_into("longitude", "12,5")
    form.type_into("vatpercentage", "")
    form.type_into("startdate", "3/2/2024")
    form.box("description").setPlainText("ny\ntekst")
    form.combo("typeid").setCurrentIndex(0)
    form.type_into("ourreference", "5")

    save(form, qtbot)

    (entry,) = desk.server.ledger_of(BY_ID)
    assert entry["inputs"]["customer"] == {
        "id": hansen.id,
        "longitude": 12.5,
        "vatpercentage": 0,
        "startdate": "2024-02-03",
        "description": "ny\ntekst",
        "typeid": 0,
        "ourreference": 5,
    }
    assert form.line("startdate").text() == "2024-02-03"


def test_a_change_taken_back_is_no_change(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    form.type_into("city", "Odense")

    form.revert("phone")
    assert form.line("phone").text() == "11111111"
    assert form.said() == "1 unsaved change"

    QTest.keyClick(form.line("city"), Qt.Key.Key_Escape)
    assert form.line("city").text() == "Vejle"
    assert not pane.is_dirty

    form.type_into("phone", "2")
    form.press("revert")
    assert not pane.is_dirty
    assert form.said() == ""


def test_saving_what_cannot_be_saved_leads_to_it(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("vatpercentage", "25 %")
    form.type_into("startdate", "31-02-2024")
    form.type_into("phone", "22")
    pane.save()
    assert pane.focusWidget() is form.line("vatpercentage")
    form.type_into("vatpercentage", "25")
    pane.save()
    assert pane.focusWidget() is form.line("startdate")
    assert desk.server.ledger_of(BY_ID) == []


def test_the_mark_of_a_long_text_is_beside_its_label(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    box = form.box("description")
    box.setPlainText("ny\n" * 9)
    QApplication.processEvents()
    for name in ("mark_description", "revert_description"):
        mark = pane.findChild(QWidget, name)
        assert mark is not None
        assert mark.mapTo(pane, mark.rect().center()).y() < box.mapTo(pane, QPoint(0, 30)).y()


@pytest.mark.parametrize(
    "case",
    [
        ("vatpercentage", "25 %", "A whole number"),
        ("latitude", "north", "A number"),
        ("startdate", "31-02-2024", "A date"),
        ("email", "post.hansen.dk", "An e-mail address"),
        ("city", "x" * 256, "At most 255 characters."),
        ("name", "", "This cannot be empty."),
    ],
)
def test_what_cannot_be_sent_says_so_and_is_not_sent(
    desk: Desk, pane: DetailsPane, form: FormDriver, case: tuple[str, str, str]
) -> None:
    name, text, sentence = case
    pane.show_record(desk.hansen())
    form.line(name).setText(text)

    assert form.note(name).startswith(sentence)
    assert sentence in form.line(name).accessibleDescription()
    assert sentence in form.said()
    assert not form.button("save").isEnabled()
    pane.save()
    assert desk.server.ledger_of(BY_ID) == []


def test_a_long_text_is_counted_near_its_limit(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.line("city").setText("x" * 199)
    assert form.note("city") == ""
    form.line("city").setText("x" * 230)
    assert form.note("city") == "230 of 255 characters"
    form.line("city").setText("x" * 260)
    assert form.note("city") == "At most 255 characters. 260 of 255 characters"


def test_a_refresh_leaves_what_was_typed_and_tells_what_moved(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("phone", "44444444")

    desk.server.patch_customer(hansen.id, phone="theirs", city="Odense")
    pane.show_record(desk.read(hansen.id))

    assert form.line("phone").text() == "44444444"
    assert form.note("phone") == "Now in Microbizz: theirs"
    assert form.line("city").text() == "Odense"
    assert not form.is_marked("city")


def test_unknown_and_custom_fields_are_shown_as_plain_text(desk: Desk, pane: DetailsPane) -> None:
    pane.show_record(
        Customer({"id": 5, "name": "x", "budgetarea": "<b>Nord</b>", "values": {"box": {"n": 1}}})
    )
    texts = {label.text() for label in pane.findChildren(QLabel)}
    assert {"budgetarea", "<b>Nord</b>", "box", '{"n": 1}'} <= texts
    values = [label for label in pane.findChildren(QLabel) if label.text() == "<b>Nord</b>"]
    assert values[0].textFormat() is Qt.TextFormat.PlainText


def test_words_for_an_id_go_when_the_id_is_changed(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    assert form.words_beside("ourreference") == hansen.text("ourreferencetext") != ""
    form.type_into("ourreference", "5")
    assert form.words_beside("ourreference") == ""


def test_ids_stand_in_lines_of_one_width(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    pane.show_record(desk.hansen())
    names = ("theirreference", "ourreference", "sellerid", "team")
    for width in (500, 900, 1400):
        pane.resize(width, 700)
        assert len({form.line(name).width() for name in names}) == 1


def test_the_parent_leads_to_itself(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    asked: list[int] = []
    pane.customer_asked.connect(asked.append)
    pane.show_record(Customer({"id": 5, "name": "x", "parentcust": 2**40}))
    pane.show_parent(row_of(Customer({"id": 9, "name": "another"})))
    assert form.button("parent_link").text() == f"#{2**40}"
    pane.show_parent(row_of(Customer({"id": 2**40, "name": "A & B"})))
    assert form.button("parent_link").text() == "A && B"
    form.press("parent_link")
    assert asked == [2**40]


def test_a_problem_never_hides_what_was_typed(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "2")
    pane.show_loading()
    pane.show_problem(Unreachable("down"))
    assert form.line("phone").isVisible()
    assert "cannot be reached" in form.said()


def test_tab_goes_down_the_fields_in_their_order(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("zip", "7100")
    for name in ("city", "country", "latitude"):
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        focused = pane.focusWidget()
        assert isinstance(focused, QLineEdit)
        assert focused.objectName() == f"field_{name}"


def test_a_field_that_is_typed_in_keeps_the_keyboard_when_columns_come_and_go(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.line("phone").setFocus()
    for width in (400, 1400, 900):
        pane.resize(width, 700)
        assert pane.focusWidget() is form.line("phone")


def test_nothing_is_squeezed_when_a_sentence_appears_above(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen(description="A long text. " * 30))
    for width in (700, 900, 1400):
        pane.resize(width, 700)
        form.line("name").setText("x" * 300)
        qtbot.waitUntil(lambda: _room_of(form.box("description")) == 0)
        form.revert("name")


def _room_of(box: QWidget) -> int:
    """What the box has more of than its surroundings give."""
    outer = box.parentWidget()
    assert outer is not None
    return box.height() - outer.height()


def test_every_field_has_a_name_for_those_who_cannot_see(pane: DetailsPane, desk: Desk) -> None:
    pane.show_record(desk.hansen())
    nameless = [
        line.objectName()
        for line in pane.findChildren(QLineEdit)
        if not line.accessibleName() and line.objectName().startswith("field_")
    ]
    assert nameless == []


def test_what_is_said_below_hides_no_field_that_is_typed_in(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.show_record(desk.hansen())
    city = form.line("city")
    form.type_into("city", "Odense")
    city.setFocus()
    area = pane.findChild(QScrollArea)
    assert area is not None
    pane.resize(pane.width(), 420)
    qtbot.waitUntil(lambda: not city.visibleRegion().isEmpty())
    bottom = city.mapTo(area.viewport(), city.rect().bottomLeft()).y()
    assert bottom <= area.viewport().height()


def _at_the_bottom(pane: DetailsPane, form: FormDriver, name: str, qtbot: QtBot) -> None:
    """Scroll until the field is the last line that is seen."""
    area = pane.findChild(QScrollArea)
    assert area is not None
    line = form.line(name)
    viewport = area.viewport()
    below = line.mapTo(viewport, line.rect().bottomLeft()).y() - viewport.height() + 4
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() >= bar.value() + below)
    bar.setValue(bar.value() + below)


def _is_seen_whole(pane: DetailsPane, name: str) -> bool:
    note = pane.findChild(QLabel, f"note_{name}")
    assert note is not None
    return bool(note.text()) and note.visibleRegion().boundingRect() == note.rect()


def test_what_is_said_below_the_last_line_in_sight_is_seen_whole(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    pane.resize(500, 300)
    pane.show_record(desk.hansen())
    form.type_into("city", "Odense")
    form.line("email").setFocus()
    _at_the_bottom(pane, form, "email", qtbot)
    form.type_into("email", "nobody")
    qtbot.waitUntil(lambda: bool(form.note("email")))
    qtbot.waitUntil(lambda: _is_seen_whole(pane, "email"))

    form.line("name").setFocus()
    _at_the_bottom(pane, form, "email", qtbot)
    form.line("email").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: _is_seen_whole(pane, "email"))
