"""Undoing what was typed, across the fields of a form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.forms.details import DetailsPane
from desktop.ui.forms.steps import Steps
from tests.ui.forms.conftest import Desk
from tests.ui.forms.driver import FormDriver, save

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def undo(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, CTRL)


def redo(widget: QWidget) -> None:
    QTest.keyClick(widget, Qt.Key.Key_Z, CTRL | SHIFT)


def test_typing_in_a_field_is_one_step_and_goes_back_across_fields(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    phone, city = form.line("phone"), form.line("city")
    form.type_into("phone", "22")
    form.type_into("city", "Odense")
    form.tick("isblocked").click()

    undo(city)
    assert not form.tick("isblocked").isChecked()
    undo(city)
    assert (phone.text(), city.text()) == ("22", "Vejle")
    undo(city)
    assert phone.text() == "11111111"
    assert not pane.is_dirty
    assert pane.focusWidget() is phone

    redo(phone)
    QTest.keyClick(phone, Qt.Key.Key_Y, CTRL)
    redo(city)
    assert (phone.text(), city.text()) == ("22", "Odense")
    assert form.tick("isblocked").isChecked()
    redo(city)
    assert form.said() == "3 unsaved changes"


@pytest.mark.parametrize("way", ["field", "all"])
def test_a_change_taken_back_can_be_brought_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, way: str
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "22")
    form.box("description").setPlainText("ny")
    form.revert("phone") if way == "field" else form.press("revert")
    undo(form.line("phone"))
    assert form.line("phone").text() == "22"
    assert form.box("description").toPlainText() == "ny"


@pytest.mark.parametrize("way", ["button", "escape"])
def test_a_text_of_the_same_length_taken_back_can_be_brought_back(
    desk: Desk, pane: DetailsPane, form: FormDriver, way: str
) -> None:
    pane.show_record(desk.hansen())
    phone = form.line("phone")
    form.type_into("phone", "22222222")
    form.revert("phone") if way == "button" else QTest.keyClick(phone, Qt.Key.Key_Escape)
    assert phone.text() == "11111111"
    undo(phone)
    assert phone.text() == "22222222"


def test_the_words_for_an_id_come_back_with_it(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("ourreference", "99")
    assert form.words_beside("ourreference") == ""
    form.revert("ourreference")
    assert form.words_beside("ourreference") == hansen.text("ourreferencetext") != ""


def test_what_a_colleague_stored_is_not_undone(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot
) -> None:
    hansen = desk.hansen()
    pane.show_record(hansen)
    form.type_into("zip", "7100")
    form.type_into("phone", "22")
    save(form, qtbot)
    desk.server.patch_customer(hansen.id, phone="theirs")
    pane.show_record(desk.read(hansen.id))

    undo(form.line("phone"))

    assert form.line("phone").text() == "theirs"
    assert form.line("zip").text() == ""


def test_another_customer_has_nothing_to_undo(
    desk: Desk, pane: DetailsPane, form: FormDriver
) -> None:
    pane.show_record(desk.hansen())
    form.type_into("phone", "22")
    pane.show_record(desk.hansen(phone="3"))
    undo(form.line("phone"))
    assert form.line("phone").text() == "3"


@pytest.mark.qt_log_ignore("grabbing the (keyboard|mouse)", extend=True)
@pytest.mark.parametrize("name", ["phone", "description"])
def test_the_menu_of_a_field_undoes_in_the_form(
    desk: Desk, pane: DetailsPane, form: FormDriver, qtbot: QtBot, name: str
) -> None:
    pane.show_record(desk.hansen())
    inner: QWidget = form.box(name) if name == "description" else form.line(name)
    QTest.keyClicks(inner, "x")
    form.type_into("city", "Odense")
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, inner.rect().center(), inner.mapToGlobal(inner.pos())
    )
    QApplication.sendEvent(inner, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = menu.findChild(QAction, "edit-undo")
    assert action is not None
    action.trigger()
    menu.close()
    assert form.line("city").text() == "Vejle"


def test_what_came_from_elsewhere_is_no_step() -> None:
    steps = Steps()
    steps.know({"a": "1", "b": "2"})
    steps.edited("a", "x")
    with steps.as_one():
        steps.edited("a", "y")
        steps.edited("b", "z")
    steps.know({"a": "from the server"})
    assert steps.back() == {"b": "2"}
    assert steps.back() == {}
    assert steps.forth() == {"b": "z"}


def test_pasting_and_leaving_the_field_begin_a_new_step() -> None:
    steps = Steps()
    steps.know({"a": ""})
    for text in ("h", "he", "he pasted", "he pasted!"):
        steps.edited("a", text)
    steps.seal()
    steps.edited("a", "he pasted!?")
    assert [dict(steps.back()) for _ in range(4)] == [
        {"a": "he pasted!"},
        {"a": "he"},
        {"a": ""},
        {},
    ]


def test_no_step_leaves_all_as_it_is() -> None:
    steps = Steps()
    steps.know({"a": "x", "b": ""})
    steps.edited("a", "y")
    steps.seal()
    for ticked in ("1", ""):
        steps.edited("b", ticked)
    assert steps.back() == {"a": "x"}


def test_pasting_what_is_as_long_begins_a_new_step() -> None:
    steps = Steps()
    steps.know({"a": ""})
    for text in ("a", "ab", "abc", "xyz"):
        steps.edited("a", text)
    assert [dict(steps.back()) for _ in range(2)] == [{"a": "abc"}, {"a": ""}]


def test_undoing_opens_no_window(desk: Desk, pane: DetailsPane, form: FormDriver) -> None:
    """A widget without a parent is a window when it is shown, and takes the keyboard."""
    pane.show_record(desk.hansen())
    form.type_into("city", "Odense")
    undo(form.line("city"))
    assert [each for each in QApplication.topLevelWidgets() if each.isVisible()] == [pane]
