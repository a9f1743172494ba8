"""What the local copy does not have is asked of the server, in place."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt

from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from tests.helpers.demo_server import DemoServer
from tests.helpers.local_copy import LocalCopy
from tests.helpers.reading import account_of
from tests.ui.search.driver import SearchDriver

Key = Qt.Key
NONE = "Microbizz has no customer with exactly this number or name."


@pytest.fixture
def client(server: DemoServer, until: Callable[..., Any]) -> Iterator[Client]:
    """A client that does not try twice."""
    client = Client(account_of(server), options=Options(retries=0))
    yield client
    server.clear_faults()
    until(client.aclose())


@pytest.fixture
def planted(server: DemoServer) -> int:
    """The id of a customer whom the copy has not, below one it has not either."""
    above = server.patch_customer(name="Østkæden")["id"]
    child = server.patch_customer(name="Østhotel", customernumber="EAST-1", parentcust=above)
    return int(child["id"])


def test_one_the_copy_has_not_is_asked_for_and_revealed(driver: SearchDriver, planted: int) -> None:
    driver.write("EAST-1")
    driver.says("search_message", "No customer matches “EAST-1”.")
    driver.click("ask")
    driver.looks_at("Østhotel")
    assert driver.tree_rows()[-2:] == ["Østkæden", "  Østhotel"]
    driver.wait(driver.tree.hasFocus)


def test_enter_asks_where_nothing_was_found(driver: SearchDriver, planted: int) -> None:
    driver.write(f"#{planted}")
    driver.press(Key.Key_Return)
    driver.looks_at("Østhotel")


def test_nobody_there_either_is_said_in_place(driver: SearchDriver) -> None:
    driver.write("qqq")
    driver.press(Key.Key_Return)
    driver.says("ask_words", NONE)
    assert driver.notices == []
    driver.write("qq")
    driver.says("ask_words", "")


def test_an_error_is_said_in_place(driver: SearchDriver, server: DemoServer) -> None:
    server.faults({"command": "*", "kind": "html", "times": -1})
    driver.write("qqq")
    driver.click("ask")
    driver.wait(lambda: "web page answered" in driver.words("ask_words"))
    assert driver.notices == []


def test_a_slow_answer_shows_that_it_is_awaited_and_typing_gives_it_up(
    driver: SearchDriver, server: DemoServer, planted: int
) -> None:
    server.faults({"command": "GetCustomerByCustomerNumber", "kind": "hold"})
    driver.write("EAST-1")
    driver.click("ask")
    driver.wait(lambda: driver.is_shown("ask_busy"))
    driver.finds("vester", "Vestergade")
    assert not driver.is_shown("ask_busy")
    server.release()
    driver.press(Key.Key_Return)
    driver.looks_at("Vestergade")
    assert [each.name for each in driver.selected if each] == ["Vestergade"]


def test_several_with_that_number_are_told(
    driver: SearchDriver, copy: LocalCopy, server: DemoServer
) -> None:
    copy.fill(
        Customer({"id": id_, "name": f"Østvilla {id_}", "customernumber": "E-7"})
        for id_ in (90_001, 90_002)
    )
    server.patch_customer(name="Østhuset", customernumber="E-7")
    driver.finds("E-7", "Østvilla 90001", "Østvilla 90002")
    driver.click("ask")
    driver.looks_at("Østhuset")
    driver.says("search_words", "One of 3 customers with that number or name")
    driver.finds("vester", "Vestergade")
    driver.says("search_words", "")
