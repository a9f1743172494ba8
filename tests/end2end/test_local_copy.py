"""The local copy: read once, searched while typing, walked without a network, kept up to date."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.conftest import SignedIn, Watch
from tests.end2end.waiting import until
from tests.end2end.world import Known, first_below, numbered, row_named
from tests.helpers.demo_server import DemoServer

CHAIN = "20005"
"""The number of a chain of hotels, with one below it in each of some towns."""
STAIRWELL = "Søndergade 7, 2. opgang"
PHONE = "86 12 34 56"
_FIRST_LOAD_S = 120.0
"""It takes a few; a machine that is busy with other things gives the worker what is left."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    """A contract of 20,000 customers, on a server of its own that can be unplugged."""
    with DemoServer(tmp_path / "data", customers=20_000) as server:
        yield server


def test_search_browse_unplugged_and_see_what_changed(
    server: DemoServer, signed_in: SignedIn, watch: Watch
) -> None:
    chain = numbered(server, CHAIN)
    hotel = first_below(server, chain)
    stairwell = planted(server, hotel, STAIRWELL)
    person = watch(signed_in())
    whole = re.compile(r"[\d,]+ customers · as of \d\d:\d\d")
    until(lambda: person.glances("label", whole), "the whole copy", _FIRST_LOAD_S)

    person.keyboard.press("ctrl+f")
    person.keyboard.type("sondergade 7")
    person.sees("list item", row_named(STAIRWELL))
    person.keyboard.press("Return")
    person.sees("tree item", row_named(STAIRWELL), state="selected")
    person.sees("tree item", chain.row)
    person.sees("text", "Name")

    server.kill()
    person.keyboard.press("F5")
    person.sees("label", "Not connected")
    person.chooses("tree item", chain.row)
    person.sees("tree item", chain.row, state="selected")
    person.reads("text", "Name", chain.name)
    person.sees("label", re.compile(".*offline.*"))

    server.restart()
    server.patch_customer(stairwell.id, phone=PHONE)
    person.sees("label", "Connected")
    person.keyboard.press("F5")
    person.sees("tree item", re.compile(rf"{re.escape(chain.name)}.*1 changed.*"))
    person.keyboard.press("ctrl+f")
    person.keyboard.type("861234")
    person.sees("list item", row_named(STAIRWELL))
    person.keyboard.press("Return")
    person.reads("text", "Phone", PHONE)


def planted(server: DemoServer, parent: Known, name: str) -> Known:
    record = server.patch_customer(name=name, parentcust=parent.id, customernumber="S-7")
    return Known(int(record["id"]), name, "S-7")
