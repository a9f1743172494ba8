"""A file manager that people have: its list of files, out of which they drag."""

import re
from pathlib import Path

from tests.end2end.desktop_session import DesktopSession
from tests.end2end.person import Person
from tests.end2end.screen_reader import Seen
from tests.end2end.waiting import until

PROGRAM = "thunar"
_NO_SIDE_PANE, _AS_A_LIST = "ctrl+b", "ctrl+2"
"""Only in a list do files have names and places that a screen reader is told."""


def select_all(desktop: DesktopSession, person: Person, folder: Path, left: int) -> Seen:
    """Select every file of the folder its window has opened on, and give the first of them.

    The window goes to *left* on the screen; what does not fit there hangs over the edge.
    """
    person.sees("frame", state="active")
    window = desktop.run("xdotool", "getactivewindow").strip()
    desktop.run("xdotool", "windowmove", "--sync", window, str(left), "40")
    paths = sorted(folder.iterdir())
    any_of_them = re.compile("|".join(re.escape(path.name) for path in paths))

    def all_of_them(state: str) -> list[Seen]:
        found = person.glances("table cell", any_of_them, state=state)
        return found if len(found) == len(paths) else []

    person.keyboard.press(_NO_SIDE_PANE, _AS_A_LIST)
    until(lambda: all_of_them("showing"), f"a list of {folder}")
    # No click: pressing again at once to drag would make it a double one, which opens the file.
    person.keyboard.press("ctrl+a")
    return until(lambda: all_of_them("selected"), f"all of {folder} to be selected")[0]
