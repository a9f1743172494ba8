"""From signing in to saving without a pointer."""

import re
from pathlib import Path

from tests.end2end.conftest import Start, Watch
from tests.end2end.world import numbered
from tests.helpers.demo_server import DemoServer


def test_sign_in_find_edit_and_save_by_keyboard(
    server: DemoServer, start: Start, watch: Watch, tmp_path: Path
) -> None:
    customer = numbered(server, "20005")
    person = watch(start("desktop", "--language", "en", "--profile", str(tmp_path / "profile")))

    person.sees("text", "Contract", state="focused")
    person.keyboard.type(server.account["contract"])
    person.tabs_to("text", "API key")
    person.keyboard.type(server.account["apikey"])
    person.tabs_to("text", "User name")
    person.keyboard.type(server.account["username"])
    person.tabs_to("text", "Password")
    person.keyboard.type(server.account["password"])
    person.tabs_to("text", "Address")
    person.keyboard.type(server.account["url"])
    person.keyboard.press("Return")

    person.sees("tree item")
    person.keyboard.press("ctrl+f")
    person.keyboard.type(customer.number)
    person.keyboard.press("Return")
    person.sees("tree item", customer.row, state="selected")
    person.tabs_to("text", "E-mail")
    # A text field of X11 would empty itself.
    person.keyboard.press("ctrl+u")
    person.sees("dialog", f"Add files to {customer.name}")
    person.keyboard.press("Escape")
    person.sees_no("dialog")
    assert person.sees("text", "E-mail", state="focused").text
    person.keyboard.press("ctrl+a")
    person.keyboard.type("køkken@hotel.example")
    person.keyboard.press("ctrl+s")
    person.sees("label", re.compile(r"Saved \d\d:\d\d"))

    (sent,) = server.ledger_of("CreateUpdateCustomerByID")
    assert sent["inputs"]["customer"] == {"id": customer.id, "email": "køkken@hotel.example"}
