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
    "check box",
    "combo box",
    "list",
    "menu item",
    "page tab",
    "page tab list",
    "push button",
    "radio button",
    "slider",
    "spin button",
    "table",
    "text",
    "toggle button",
    "tree",
}
LANGUAGES = pytest.mark.parametrize("language", ["en", "da"])


def nameless(person: Person) -> list[Seen]:
    return [seen for seen in person.glances() if seen.role in CONTROLS and not called(seen)]


def called(seen: Seen) -> str:
    """What it is told as; the name of a combo box is what is chosen in it."""
    return seen.label or (seen.description if seen.role == "combo box" else seen.name)


@LANGUAGES
def test_every_control_of_the_sign_in_sheet_has_a_name(
    start: Start, watch: Watch, tmp_path: Path, language: str
) -> None:
    person = watch(start("desktop", "--language", language, "--profile", str(tmp_path / "profile")))
    person.sees("text")
    assert nameless(person) == []


@LANGUAGES
def test_every_control_of_the_main_window_has_a_name(
    server: DemoServer, signed_in: SignedIn, watch: Watch, language: str
) -> None:
    person = watch(signed_in(language))
    person.chooses("tree item", numbered(server, "20005").row)
    person.sees("page tab", state="selected")
    person.keyboard.press("ctrl+t", "ctrl+f")
    # Only now can it be cleared, and there is one more control.
    person.keyboard.type("1")
    tabs = [tab.name for tab in person.glances("page tab")]
    assert len(tabs) >= 5
    for tab in tabs:
        person.chooses("page tab", tab)
        person.sees("page tab", tab, state="selected")
        assert nameless(person) == [], tab


@LANGUAGES
def test_every_control_of_the_sheets_has_a_name(
    server: DemoServer, signed_in: SignedIn, watch: Watch, language: str
) -> None:
    person = watch(signed_in(language))
    person.chooses("tree item", numbered(server, "20005").row)
    person.sees("page tab", state="selected")
    for keys in ("ctrl+n", "ctrl+e"):
        person.keyboard.press(keys)
        sheet = person.sees("dialog")
        assert sheet.name
        assert nameless(person) == [], sheet.name
        person.keyboard.press("Escape")
        person.sees_no("dialog")
