"""The tree narrowed to what matches, instead of a list."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.domain.ids import MaingroupId
from desktop.ui.tree.filters import Filters
from desktop.ui.tree.sieve import Sieve
from tests.helpers.local_copy import LocalCopy
from tests.ui.search.driver import SearchDriver

Key = Qt.Key

SOLHOJ, NORD = "Boligforeningen Solhøj", "Nordgade 1"
FOUND = [SOLHOJ, "  Afdeling 3", "    Søndergade 7, 1. th", "    Søndergade 9"]


@pytest.fixture
def narrowing(driver: SearchDriver) -> SearchDriver:
    driver.finder.set_narrowing(True)  # a slot
    return driver


def shows(driver: SearchDriver, *rows: str) -> None:
    driver.wait_for(driver.tree_rows, list(rows))
    assert driver.tree_is_shown


def test_matching_branches_are_shown_alone(narrowing: SearchDriver) -> None:
    narrowing.write("søn")
    shows(narrowing, *FOUND)
    narrowing.says("search_words", "2 customers match.")


def test_the_switch_and_the_command_agree(driver: SearchDriver) -> None:
    told: list[bool] = []
    driver.finder.narrowing_changed.connect(told.append)
    driver.click("narrow")
    assert driver.field.placeholderText() == "Show only matching branches"
    driver.finder.set_narrowing(True)  # a slot
    driver.click("narrow")
    assert told == [True, False]
    assert driver.field.placeholderText() == "Search customers"


def test_clearing_restores_what_was_open(driver: SearchDriver) -> None:
    driver.tree.expand(driver.tree.model().index(0, 0))
    shows(driver, SOLHOJ, "  Afdeling 3", NORD)
    driver.finder.set_narrowing(True)  # a slot
    driver.write("vester")
    shows(driver, NORD, "  Vestergade")
    driver.says("search_words", "1 customer matches.")
    driver.write("")
    shows(driver, SOLHOJ, "  Afdeling 3", NORD)
    driver.says("search_words", "")


def test_escape_restores_too_and_leads_to_the_tree(narrowing: SearchDriver) -> None:
    narrowing.write("vester")
    shows(narrowing, NORD, "  Vestergade")
    narrowing.press(Key.Key_Escape)
    shows(narrowing, SOLHOJ, NORD)
    narrowing.wait(narrowing.tree.hasFocus)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Down])
def test_enter_and_down_go_to_the_narrowed_tree(narrowing: SearchDriver, key: Key) -> None:
    narrowing.write("vester")
    shows(narrowing, NORD, "  Vestergade")
    narrowing.press(key)
    narrowing.wait(lambda: not narrowing.field.hasFocus() and narrowing.tree_has_focus)


def test_nothing_that_matches_is_said(narrowing: SearchDriver) -> None:
    narrowing.write("qqq")
    narrowing.says("search_words", "No customer matches “qqq”.")
    shows(narrowing)


def test_hidden_ones_that_match_are_told_and_shown(narrowing: SearchDriver) -> None:
    narrowing.write("nordgade")
    shows(narrowing, NORD)
    narrowing.says("found_closed_chip", "1 closed hidden \N{EN DASH} show")
    narrowing.click("found_closed_chip")
    shows(narrowing, NORD, "Nordgade 2")
    narrowing.says("search_words", "2 customers match.")


def test_from_a_list_to_the_tree_and_back(driver: SearchDriver) -> None:
    driver.finds("søn", "Søndergade 7, 1. th", "Søndergade 9")
    driver.click("narrow")
    shows(driver, *FOUND)
    driver.click("narrow")
    driver.lists("Søndergade 7, 1. th", "Søndergade 9")
    driver.press(Key.Key_Escape)
    shows(driver, SOLHOJ, NORD)


def test_what_the_user_folded_stays_so(narrowing: SearchDriver, copy: LocalCopy) -> None:
    narrowing.write("søn")
    shows(narrowing, *FOUND)
    tree = narrowing.front_tree
    tree.collapse(tree.model().index(0, 0))
    answers: list[object] = []
    narrowing.finder._seeker.counted.connect(answers.append)
    copy.tell([6])
    narrowing.wait(lambda: bool(answers))
    assert narrowing.tree_rows() == [SOLHOJ]


def test_revealing_another_ends_it(narrowing: SearchDriver) -> None:
    narrowing.write("vester")
    shows(narrowing, NORD, "  Vestergade")
    assert narrowing.panel.show_customer(1)  # type: ignore[arg-type]  # Solhøj
    shows(narrowing, SOLHOJ, NORD)
    assert narrowing.field.text() == ""
    narrowing.says("search_words", "")


def test_every_key_narrows_further(narrowing: SearchDriver) -> None:
    narrowing.write("s")
    narrowing.says("search_words", "3 customers match.")
    narrowing.press(Key.Key_End)
    QTest.keyClicks(narrowing.field, "øn")
    shows(narrowing, *FOUND)


def test_another_main_group_is_searched_anew(narrowing: SearchDriver) -> None:
    narrowing.write("søn")
    shows(narrowing, *FOUND)
    filters = narrowing.panel.findChild(Filters)
    assert filters is not None
    sieve = Sieve(maingroup=MaingroupId(2))
    filters.show_sieve(sieve)
    filters.sieve_chosen.emit(sieve)
    shows(narrowing, SOLHOJ, "  Afdeling 3", "    Søndergade 9")
    narrowing.says("found_others_chip", "1 in other main groups hidden \N{EN DASH} show")
    assert not narrowing.is_shown("maingroup_chip")
