"""Answers that take their time: the newest alone is shown, and waiting is said."""

import asyncio
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest

from desktop.ui.search.notes import Notes, Standing
from tests.helpers.local_copy import LocalCopy
from tests.ui.search.driver import SearchDriver


@pytest.fixture
def gate(copy: LocalCopy, driver: SearchDriver) -> Iterator[threading.Event]:
    """Until it is set, the copy answers nobody."""
    gate = threading.Event()
    busy = asyncio.ensure_future(copy.reader.run(lambda _db: gate.wait()))
    yield gate
    gate.set()
    driver.wait(busy.done)


def test_an_older_answer_is_never_shown(driver: SearchDriver, gate: threading.Event) -> None:
    shown: list[list[str]] = []
    model = driver.results.model()
    model.rowsInserted.connect(lambda: shown.append(driver.names))
    driver.write("vester")
    QTest.keyClicks(driver.field, "gade")
    driver.write("søndergade 9")
    gate.set()
    driver.lists("Søndergade 9")
    assert shown == [["Søndergade 9"]]


def test_a_search_that_takes_long_says_so(driver: SearchDriver, gate: threading.Event) -> None:
    driver.write("vester")
    assert driver.tree_is_shown
    driver.says("search_message", "Searching…")
    gate.set()
    driver.lists("Vestergade")


def test_who_gives_up_waiting_is_left_alone(driver: SearchDriver, gate: threading.Event) -> None:
    driver.write("vester")
    driver.says("search_message", "Searching…")
    driver.write("")
    driver.wait(lambda: driver.tree_is_shown)
    gate.set()
    driver.finds("søndergade 9", "Søndergade 9")


def test_very_many_hidden_ones_are_not_counted_out(driver: SearchDriver) -> None:
    notes = driver.finder.findChild(Notes)
    assert notes is not None
    driver.finds("vester", "Vestergade")
    notes.show_standing(Standing(hidden_closed=1_000, hidden_others=999))
    dash = "\N{EN DASH}"
    assert driver.words("found_closed_chip") == f"1,000+ closed hidden {dash} show"
    assert driver.words("found_others_chip") == f"999 in other main groups hidden {dash} show"
