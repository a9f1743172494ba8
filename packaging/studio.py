"""The poses in which the program is photographed."""

import re
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from desktop.demo.drawing import canvas, pictures
from desktop.ui import texts
from desktop.ui.texts import Language, tr
from tests.end2end import file_manager
from tests.end2end.desktop_session import DesktopSession
from tests.end2end.person import Person
from tests.end2end.running_program import RunningProgram
from tests.end2end.screen_reader import ScreenReader, Seen
from tests.end2end.waiting import until
from tests.end2end.world import row_named

_SCREEN = "1700x1000"
_SIZE = ("1280", "800")
_BESIDE = 1500
"""How far from the left of the screen the program's window does not reach."""
_CUSTOMER = "101-03"
"""The number of one with parents, children and many documents."""
_PHOTOS = {"Måler 4.jpg": "meter:2", "Opgang 12.jpg": "stairs:4", "Tag mod syd.jpg": "roof:7"}
# GTK is there, for the file manager is made with it.
_DARK = {"QT_QPA_PLATFORMTHEME": "gtk3", "GTK_THEME": "Adwaita:dark"}


def take_all(folder: Path) -> None:
    """Put all pictures into *folder*."""
    folder.mkdir(exist_ok=True)
    with (
        DesktopSession(_SCREEN) as desktop,
        ScreenReader(desktop) as reader,
        tempfile.TemporaryDirectory() as scratch,
    ):
        studio = Studio(desktop, reader, folder, Path(scratch))
        studio.sign_in()
        studio.documents()
        studio.search()
        studio.dark()


class Studio:
    """Starts the program, brings it into a pose, and takes its picture."""

    def __init__(
        self, desktop: DesktopSession, reader: ScreenReader, folder: Path, scratch: Path
    ) -> None:
        self._desktop = desktop
        self._reader = reader
        self._folder = folder
        self._scratch = scratch
        self._window = ""

    def sign_in(self) -> None:
        with self._program("da") as person:
            person.sees("push button", tr("signin.demo"))
            self._take("sign-in")

    def documents(self) -> None:
        """Danish, light: documents, then a drop that can still be undone, then the form."""
        with self._program("da", "--demo") as person:
            row = _go_to_customer(person)
            person.clicks("page tab", tr("card.tab.documents"))
            person.sees("list item")
            self._take("documents-light")
            self._drop(person, row, _PHOTOS)
            self._take("transfers")
            person.clicks("push button", _begins("review.undo"))
            person.keyboard.press("ctrl+t")
            person.clicks("page tab", tr("forms.title"))
            person.clicks("text", tr("field.customer.phone"))
            person.keyboard.press("ctrl+a")
            person.keyboard.type("86 12 34 56")
            self._take("details")

    def search(self) -> None:
        """English words around Danish data: what was found, beside what was chosen before."""
        with self._program("en", "--demo") as person:
            _go_to_customer(person)
            person.keyboard.press("ctrl+f")
            person.keyboard.type("sogne 7")
            person.sees("list item")
            self._take("search")

    def dark(self) -> None:
        """English words around Danish data."""
        with self._program("en", "--demo", surroundings=_DARK) as person:
            _go_to_customer(person)
            person.clicks("page tab", tr("card.tab.documents"))
            person.sees("list item")
            self._take("documents-dark")

    @contextmanager
    def _program(
        self, language: Language, *options: str, surroundings: Mapping[str, str] | None = None
    ) -> Iterator[Person]:
        """The program in its size, with the focus."""
        texts.load(language)
        with tempfile.TemporaryDirectory() as profile:
            words = ("--language", language, "--profile", profile, *options)
            line = (sys.executable, "-m", "desktop", *words)
            with self._running(*line, surroundings=surroundings) as person:
                person.sees("frame", state="active")
                self._window = self._desktop.run("xdotool", "getactivewindow").strip()
                self._desktop.run("xdotool", "windowsize", "--sync", self._window, *_SIZE)
                yield person

    @contextmanager
    def _running(
        self, *line: str, surroundings: Mapping[str, str] | None = None
    ) -> Iterator[Person]:
        said = self._scratch / "said.txt"
        program = RunningProgram(self._desktop, said, *line, environment=surroundings)
        try:
            yield Person(self._desktop, self._reader, program)
        finally:
            program.kill()

    def _drop(self, person: Person, row: Seen, photos: Mapping[str, str]) -> None:
        """Drag freshly drawn photos onto the row."""
        folder = self._scratch / "photos"
        folder.mkdir()
        for name, motif in photos.items():
            (folder / name).write_bytes(canvas.as_jpeg(pictures.drawn(motif, 1600)))
        with self._running(file_manager.PROGRAM, str(folder)) as owner:
            told = re.compile(f".*{len(photos)} .*{re.escape(_name(row))}.*")
            files = file_manager.select_all(self._desktop, owner, folder, _BESIDE)
            person.drops(files, "tree item", row.name, once_told=told)
            person.sees("push button", _begins("review.send"))

    def _take(self, name: str) -> None:
        """Take the picture once nothing moves any more."""
        path = self._folder / f"{name}.png"
        until(lambda: self._taken(path) == self._taken(path), f"{name} to stand still")

    def _taken(self, path: Path) -> bytes:
        window = ("-window", self._window)
        # No dates: the same picture is the same file.
        self._desktop.run(
            "import", "-silent", *window, "-define", "png:exclude-chunks=date,time", str(path)
        )
        return path.read_bytes()


def _begins(key: str) -> re.Pattern[str]:
    """What is heard begins with what is read: whom the files are for comes behind it."""
    return re.compile(re.escape(tr(key)) + ".*")


def _name(row: Seen) -> str:
    """The customer's name out of what is heard of its row."""
    return row.name.partition(", ")[0]


def _go_to_customer(person: Person) -> Seen:
    person.sees("tree item", row_named("Domus Nørreager"))
    person.keyboard.press("ctrl+f")
    person.keyboard.type(_CUSTOMER)
    person.keyboard.press("Return")
    return person.sees("tree item", re.compile("Afd. .*"), state="selected")
