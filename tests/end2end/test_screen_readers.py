"""What somebody hears who does not see: every control says what it is."""

from pathlib import Path

import pytest

from tests.end2end.conftest import SignedIn, Start, Watch
from tests.end2end.person import Person
from tests.end2end.screen_reader import Seen
from tests.end2end.world import numbered
from tests.helpers.demo_server import DemoServer

# Cells, labels and containers are read by what they hold.
CONTROLS = {
    "button",
    "check box",
    "combo box",
    "entry",
    "list",
    "menu item",
    "page tab",
    "page tab list",
    "password text",
    "push button",
    "radio button",
    "slider",
    "spin button",
    "table",
    "text",
    "toggle button",
    "tree",
    "tree table",
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "da"])


def nameless(person: Person) -> list[Seen]:
    return [
        seen
        for seen in person.glances()
        if seen.role in CONTROLS and not (seen.name.strip() or seen.label.strip())
    ]


@LANGUAGES
def test_every_control_of_the_sign_in_sheet_has_a_name(
    start: Start, watch: Watch, tmp_path: Path, language: str
) -> None:
    person = watch(start("desktop", "--language", language, "--profile", str(tmp_path / "profile")))
    person.sees("password text")
    assert nameless(person) == []


@LANGUAGES
def test_every_control_of_the_main_window_has_a_name(
    server: DemoServer, signed_in: SignedIn, watch: Watch, language: str
) -> None:
    person = watch(signed_in(language))
    person.clicks("table cell", numbered(server, "20005").name)
    tabs = [tab.name for tab in until_tabs(person)]
    assert len(tabs) >= 5
    for tab in tabs:
        person.clicks("page tab", tab)
        person.sees("page tab", tab, state="selected")
        assert nameless(person) == [], tab


def until_tabs(person: Person) -> list[Seen]:
    person.sees("page tab")
    return person.glances("page tab")
