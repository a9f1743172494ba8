"""Searching as one types: what is listed, what it leads to, and the way back."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop.domain.records import Customer
from desktop.services.changes import Change, Subject
from tests.helpers.local_copy import LocalCopy
from tests.ui.search.driver import SearchDriver

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier

SEVEN, NINE = "Søndergade 7, 1. th", "Søndergade 9"


def test_typing_lists_and_enter_reveals(driver: SearchDriver) -> None:
    driver.finds("sondergade 7", SEVEN)
    assert not driver.tree_is_shown
    assert driver.current == SEVEN
    driver.press(Key.Key_Return)
    driver.looks_at(SEVEN)
    assert driver.tree_rows()[:3] == [
        "Boligforeningen Solhøj",
        "  Afdeling 3",
        f"    {SEVEN}",
    ]
    driver.wait(driver.tree.hasFocus)


def test_news_that_came_before_a_reveal_do_not_bring_the_list_back(
    driver: SearchDriver, copy: LocalCopy
) -> None:
    driver.finds("sondergade 7", SEVEN)
    copy.changes.publish(Change(subject=Subject.CUSTOMERS, cause="sync"))
    assert driver.finder._again.isActive()
    driver.press(Key.Key_Return)
    driver.looks_at(SEVEN)
    driver.wait(lambda: driver.tree_is_shown)
    assert not driver.finder._again.isActive()


def test_every_key_narrows(driver: SearchDriver) -> None:
    driver.finds("s", SEVEN, NINE, "Boligforeningen Solhøj")
    driver.press(Key.Key_End)
    QTest.keyClicks(driver.field, "ø")
    driver.lists(SEVEN, NINE)
    QTest.keyClicks(driver.field, "ndergade 9")
    driver.lists(NINE)


def test_arrows_choose_while_the_field_keeps_the_focus(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.press(Key.Key_Down)
    assert driver.current == NINE
    assert driver.field.hasFocus()
    driver.press(Key.Key_Return)
    driver.looks_at(NINE)


def test_enter_before_the_answer_waits_for_it(driver: SearchDriver) -> None:
    driver.write("søndergade 9")
    driver.press(Key.Key_Return)
    driver.looks_at(NINE)


def test_enter_for_one_is_not_for_the_next_that_is_typed(driver: SearchDriver) -> None:
    driver.write("søndergade")
    driver.press(Key.Key_Return)
    QTest.keyClicks(driver.field, " 9")
    driver.lists(NINE)
    assert driver.selected == []


def test_control_enter_opens_beside_and_the_list_stays(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.press(Key.Key_Return, held=CONTROL)
    driver.click_result(NINE, CONTROL)
    assert [(each.id, each.parent_id, each.name) for each in driver.beside] == [
        (3, 2, SEVEN),
        (5, 2, NINE),
    ]
    assert driver.listed == [SEVEN, NINE]
    assert driver.selected == []


def test_a_click_reveals(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.click_result(NINE)
    driver.looks_at(NINE)


def test_escape_brings_the_tree_back_as_it_was(driver: SearchDriver) -> None:
    driver.tree.expand(driver.tree.model().index(0, 0))
    driver.wait(lambda: len(driver.tree_rows()) == 3)
    before = driver.tree_rows()
    driver.finds("vester", "Vestergade")
    driver.press(Key.Key_Escape)
    assert driver.tree_is_shown
    assert driver.field.text() == ""
    assert driver.tree_rows() == before
    driver.wait(driver.tree.hasFocus)


def test_clearing_brings_the_tree_back_too(driver: SearchDriver) -> None:
    driver.finds("vester", "Vestergade")
    driver.write("")
    driver.wait(lambda: driver.tree_is_shown)
    assert driver.field.hasFocus()


def test_the_list_comes_back_where_one_left_it(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.press(Key.Key_Down, Key.Key_Return)
    driver.looks_at(NINE)
    driver.come()
    driver.lists(SEVEN, NINE)
    assert driver.current == NINE
    assert driver.field.selectedText() == "søn"


def test_down_brings_back_what_tab_left_closed(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.press(Key.Key_Return)
    driver.looks_at(SEVEN)
    driver.tree.setFocus()
    driver.field.setFocus(Qt.FocusReason.BacktabFocusReason)
    driver.wait(driver.field.hasFocus)
    assert driver.tree_is_shown
    driver.press(Key.Key_Down)
    driver.lists(SEVEN, NINE)


def test_enter_once_more_reveals_again(driver: SearchDriver) -> None:
    driver.finds("søn", SEVEN, NINE)
    driver.press(Key.Key_Return)
    driver.looks_at(SEVEN)
    driver.tree.collapseAll()
    driver.press(Key.Key_Return)
    driver.wait(lambda: len(driver.tree_rows()) > 2)


def test_nothing_found_is_said(driver: SearchDriver) -> None:
    driver.write("qqq")
    driver.says("search_message", "No customer matches “qqq”.")
    driver.finds("søn", SEVEN, NINE)


def test_small_typing_errors_are_a_second_choice(driver: SearchDriver) -> None:
    driver.finds("vestregade", "Similar spelling", "Vestergade")
    assert driver.current == "Vestergade"


def test_the_path_is_heard(driver: SearchDriver) -> None:
    driver.finds("20417", SEVEN)
    heard = driver.results.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard == f"{SEVEN}, 20417, under Boligforeningen Solhøj, Afdeling 3"


def test_the_list_is_called_by_how_many_it_has(driver: SearchDriver) -> None:
    def name() -> str:
        return QAccessible.queryAccessibleInterface(driver.results).text(QAccessible.Text.Name)

    driver.finds("søn", SEVEN, NINE)
    assert name() == "2 search results"
    driver.finds("20417", SEVEN)
    assert name() == "1 search result"


def test_closed_ones_are_hidden_with_a_chip_that_shows_them(driver: SearchDriver) -> None:
    driver.finds("nordgade", "Nordgade 1")
    driver.says("found_closed_chip", "1 closed hidden \N{EN DASH} show")
    driver.click("found_closed_chip")
    driver.lists("Nordgade 1", "Nordgade 2")
    driver.says("found_closed_chip", "Closed are shown \N{EN DASH} hide")
    QTest.keyClicks(driver.field, " 2")
    driver.lists("Nordgade 2")
    driver.click("found_closed_chip")
    driver.wait(lambda: driver.words("search_message") != "")
    driver.says("found_closed_chip", "1 closed hidden \N{EN DASH} show")


def test_the_next_search_hides_closed_ones_again(driver: SearchDriver) -> None:
    driver.finds("nordgade", "Nordgade 1")
    driver.click("found_closed_chip")
    driver.lists("Nordgade 1", "Nordgade 2")
    driver.press(Key.Key_Escape)
    driver.finds("nordgade", "Nordgade 1")


def test_other_main_groups_are_hidden_with_a_chip_that_shows_them(driver: SearchDriver) -> None:
    state: dict[str, Any] = {"maingroup": 1}
    driver.panel.restore(state)
    driver.finds("søn", SEVEN)
    driver.says("found_others_chip", "1 in other main groups hidden \N{EN DASH} show")
    driver.click("found_others_chip")
    driver.lists(SEVEN, NINE)
    driver.says("found_others_chip", "Other main groups are shown \N{EN DASH} hide")


def test_a_closed_one_can_be_revealed(driver: SearchDriver) -> None:
    driver.finds("nordgade", "Nordgade 1")
    driver.click("found_closed_chip")
    driver.lists("Nordgade 1", "Nordgade 2")
    driver.press(Key.Key_Down, Key.Key_Return)
    driver.looks_at("Nordgade 2")


def test_what_arrives_meanwhile_is_found(driver: SearchDriver, copy: LocalCopy) -> None:
    driver.finds("vester", "Vestergade")
    copy.hear(Customer({"id": 20, "name": "Vesterport", "parentcust": 0}))
    driver.lists("Vestergade", "Vesterport")
    assert driver.current == "Vestergade"


def test_what_went_meanwhile_is_no_longer_revealed(driver: SearchDriver, copy: LocalCopy) -> None:
    driver.finds("vester", "Vestergade")
    copy.lose(8)
    driver.press(Key.Key_Return)
    driver.wait(lambda: driver.words("search_message") != "")
    assert driver.selected == []


@pytest.mark.parametrize("text", ["   ", "-", "\t"])
def test_nothing_to_look_for_is_no_search(driver: SearchDriver, text: str) -> None:
    driver.come()
    driver.field.setText(text)
    driver.wait(lambda: driver.tree_is_shown or driver.listed == [])
