"""Closing the program with unsaved changes."""

import re

from tests.end2end.conftest import SignedIn, Watch
from tests.end2end.world import numbered
from tests.helpers.demo_server import DemoServer


def test_closing_with_unsaved_changes_asks(
    server: DemoServer, signed_in: SignedIn, watch: Watch
) -> None:
    customer = numbered(server, "20005")
    program = signed_in()
    person = watch(program)
    person.chooses("tree item", customer.row)
    person.clicks("text", "Phone")
    person.keyboard.press("ctrl+a")
    person.keyboard.type("12345678")
    person.reads("text", "Phone", "12345678")

    person.keyboard.press("alt+F4")
    question = re.compile(f"Save the changes to {re.escape(customer.name)}.*")
    person.sees(name=question)
    person.clicks("push button", "Stay")
    person.sees_no(name=question)
    person.reads("text", "Phone", "12345678")

    person.keyboard.press("alt+F4")
    person.clicks("push button", "Discard")
    assert program.exit_code() == 0
    assert not server.ledger_of("CreateUpdateCustomerByID")
