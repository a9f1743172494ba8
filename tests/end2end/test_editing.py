"""Editing by the keyboard alone: a clash with a colleague, a new customer, a move, many at once."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end2end.conftest import SignedIn, Watch
from tests.end2end.desktop_session import DesktopSession
from tests.end2end.person import Person
from tests.end2end.test_main_job import TAKEN, digest
from tests.end2end.waiting import until
from tests.end2end.world import Known, numbered
from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg

CHAIN, HOUSE, ELSEWHERE = "20005", "20005-1", "20003"
"""Of a chain of hotels, one of its houses, and of a customer that has nothing to do with them."""
BY_ID = "CreateUpdateCustomerByID"
MINE, THEIRS = "køkken@hotel.example", "reception@hotel.example"
TRADE = "553010"
NO = "Du må ikke rette denne kunde"


def test_a_clash_is_decided_and_the_save_undone(
    server: DemoServer, signed_in: SignedIn, watch: Watch
) -> None:
    customer = numbered(server, CHAIN)
    person = watch(signed_in())
    finds(person, customer)
    person.tabs_to("text", "E-mail")
    person.keyboard.press("ctrl+a")
    person.keyboard.type(MINE)
    person.reads("text", "E-mail", MINE)
    server.patch_customer(customer.id, email=THEIRS)
    person.keyboard.press("ctrl+s")

    # Nothing is decided beforehand, and nothing is sent.
    person.sees("dialog", "Changed by a colleague meanwhile")
    person.sees("cell", "not decided")
    person.sees("cell", THEIRS, state="focused")
    assert server.ledger_of(BY_ID) == []
    person.keyboard.press("m")
    person.sees("push button", "Save", state="focused")
    person.keyboard.press("Return")
    person.sees("label", re.compile(r"Saved \d\d:\d\d"))
    (sent,) = server.ledger_of(BY_ID)
    assert sent["inputs"]["customer"] == {"id": customer.id, "email": MINE}
    assert stored(server, customer)["email"] == MINE

    # From the first tab to the last.
    person.keyboard.press("ctrl+shift+Tab")
    person.sees("cell", MINE)
    person.tabs_to("table", "Changes")
    person.keyboard.press("Down", "Up")
    person.sees("cell", MINE, state="selected")
    person.tabs_to("push button", "Undo this save")
    person.keyboard.press("space")
    person.sees("label", "Undone: E-mail.")
    assert stored(server, customer)["email"] == THEIRS
    # The keyboard stays where it was.
    person.sees("push button", "Details…", state="focused")


def test_a_new_house_with_a_photo_and_a_branch_that_moves(
    desktop: DesktopSession, server: DemoServer, signed_in: SignedIn, watch: Watch, tmp_path: Path
) -> None:
    chain, elsewhere = (numbered(server, each) for each in (CHAIN, ELSEWHERE))
    photo = tmp_path / "Facade.jpg"
    photo.write_bytes(jpeg((640, 480), taken=TAKEN))
    person = watch(signed_in())
    # Which type its houses have is known from the copy of them all.
    person.sees("label", re.compile(r"\d+ customers · as of \d\d:\d\d"))
    finds(person, chain)
    person.keyboard.press("ctrl+n")
    person.sees("text", "Name", state="focused")
    # What is shared with those above is read meanwhile.
    person.sees("push button", re.compile("Clear them.*"))
    person.keyboard.type("Stærsø Hoteller, Ærø")
    person.tabs_to("text", "Customer number")
    person.keyboard.type("20005-99")
    person.keyboard.press("Return")
    person.sees_no("dialog", "New customer")
    new = numbered(server, "20005-99")
    person.sees("tree item", new.row, state="selected")
    made = stored(server, new)
    assert (made["name"], made["parentcust"]) == ("Stærsø Hoteller, Ærø", chain.id)
    # What is shared with the customer above came along.
    assert made["typeid"] == stored(server, chain)["typeid"]

    # To the next tab, the documents.
    person.tabs_to("page tab list", "Details")
    person.keyboard.press("Right")
    person.tabs_to("push button", "Paste")
    with on_the_clipboard(desktop, photo):
        person.keyboard.press("space")
        person.sees("push button", f"Send now to {new.called}")
    person.sees("cell", re.compile("Stored.*"))
    (sent,) = server.ledger_of("AddPhotoToCustomer")
    assert sent["inputs"]["customerid"] == new.id
    assert sent["inputs"]["imagedata"]["sha256"] == digest(photo)

    finds(person, chain)
    person.keyboard.press("ctrl+m")
    person.sees("dialog", f"Put {chain.name} under which customer?")
    person.keyboard.type(elsewhere.number)
    person.keyboard.press("Return")
    person.sees("push button", "Move", state="focused")
    person.keyboard.press("Return")
    person.sees("label", f"{chain.name} is under {elsewhere.name} now.")
    moved = server.ledger_of(BY_ID)[-1]["inputs"]["customer"]
    assert moved == {"id": chain.id, "parentcust": elsewhere.id}
    assert stored(server, chain)["parentcust"] == elsewhere.id
    # What is below it came along, and nothing else was written.
    assert stored(server, new)["parentcust"] == chain.id


def test_many_are_changed_and_one_is_refused(
    server: DemoServer, signed_in: SignedIn, watch: Watch
) -> None:
    chain, refused = numbered(server, CHAIN), numbered(server, HOUSE)
    branch = {id_ for id_, each in server.customers().items() if each["parentcust"] == chain.id}
    branch |= {chain.id}
    server.faults(
        {"command": BY_ID, "kind": "refuse", "message": NO, "where": {"customer.id": refused.id}}
    )
    person = watch(signed_in())
    finds(person, chain)
    person.keyboard.press("ctrl+shift+b")
    person.sees("text", "Find a field", state="focused")
    person.keyboard.type("trade")
    person.tabs_to("text", "New value of Trade")
    person.keyboard.type(TRADE)
    person.tabs_to("push button", "Preview")
    person.keyboard.press("space")
    person.sees("table", "What changes for each customer")
    open_ones = {id_ for id_ in branch if not server.customers()[id_]["isdeleted"]}
    assert server.ledger_of(BY_ID) == []
    go = f"Change customers: {len(open_ones)}"
    person.tabs_to("push button", go)
    person.keyboard.press("space")
    person.sees("label", f"Stored: {len(open_ones) - 1}. Not sent yet: 0. Need you: 1.")
    person.sees("cell", re.compile(f"Not stored: .*{NO}.*"))
    has_trade = {id_ for id_, each in server.customers().items() if each["trade"] == TRADE}
    assert has_trade == open_ones - {refused.id}
    sent = [entry["inputs"]["customer"] for entry in server.ledger_of(BY_ID)]
    assert sorted(each["id"] for each in sent) == sorted(open_ones)
    assert all(each.keys() == {"id", "trade"} for each in sent)


def finds(person: Person, customer: Known) -> None:
    """Search for its number, and go to it in the tree."""
    person.sees("tree item")
    person.keyboard.press("ctrl+f")
    person.keyboard.press("ctrl+a")
    person.keyboard.type(customer.number)
    person.keyboard.press("Return")
    person.sees("tree item", customer.row, state="selected")


def stored(server: DemoServer, customer: Known) -> dict[str, object]:
    """What the server has of it."""
    return server.customers()[customer.id]


@contextmanager
def on_the_clipboard(desktop: DesktopSession, photo: Path) -> Iterator[None]:
    """Another program offers the photo for pasting."""
    line = ("xclip", "-quiet", "-selection", "clipboard", "-t", "image/jpeg", "-i", str(photo))
    with subprocess.Popen(line, env=desktop.environment, stderr=subprocess.DEVNULL) as owner:
        try:
            until(lambda: _offered(desktop), "a photo on the clipboard")
            yield
        finally:
            owner.terminate()


def _offered(desktop: DesktopSession) -> bool:
    ask = ("xclip", "-o", "-selection", "clipboard", "-t", "TARGETS")
    return (
        b"image/jpeg"
        in subprocess.run(
            ask, env=desktop.environment, check=False, capture_output=True, timeout=10
        ).stdout
    )
