"""What the end-to-end tests share: one desktop, and a picture of it where a test fails."""

import json
import os
import re
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end2end import file_manager
from tests.end2end.desktop_session import DesktopSession
from tests.end2end.person import Person
from tests.end2end.running_program import RunningProgram
from tests.end2end.screen_reader import ScreenReader, Seen
from tests.helpers.demo_server import DemoServer

_failed = pytest.StashKey[bool]()

Start = Callable[..., RunningProgram]
SignedIn = Callable[..., RunningProgram]
Watch = Callable[[RunningProgram], Person]
FilesIn = Callable[[Path], Seen]

_BESIDE = 1400
"""How far from the left of the screen the program's window does not reach."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    item.stash[_failed] = item.stash.get(_failed, False) or report.failed
    return report


@pytest.fixture(scope="session")
def desktop() -> Iterator[DesktopSession]:
    with DesktopSession() as desktop:
        yield desktop


@pytest.fixture(scope="session")
def reader(desktop: DesktopSession) -> Iterator[ScreenReader]:
    with ScreenReader(desktop) as reader:
        yield reader


@pytest.fixture
def launch(
    desktop: DesktopSession, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Start]:
    """launch("xterm", "-v") runs a program on the desktop; what is left of it is killed."""
    with ExitStack() as started:

        def run(*line: str, **environment: str) -> RunningProgram:
            said = tmp_path / f"said-{len(list(tmp_path.glob('said-*')))}.txt"
            program = RunningProgram(desktop, said, *line, environment=environment)
            started.callback(program.kill)
            return program

        yield run
        if request.node.stash.get(_failed, False):
            _keep_picture(desktop, request.node.name, tmp_path)


@pytest.fixture
def start(launch: Start) -> Start:
    """start("desktop", "--demo") launches a module of ours."""
    return lambda *words, **environment: launch(sys.executable, "-m", *words, **environment)


@pytest.fixture
def account_file(server: DemoServer, tmp_path: Path) -> Path:
    """An account on the embedded server, in a file that nobody else can read."""
    path = tmp_path / "account.toml"
    path.touch(mode=0o600)
    kept = ("contract", "apikey", "username", "password")
    words = {"endpoint": server.account["url"], **{key: server.account[key] for key in kept}}
    # A string of JSON is one of TOML.
    lines = [f"{key} = {json.dumps(word)}\n" for key, word in words.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def signed_in(start: Start, account_file: Path, tmp_path: Path) -> SignedIn:
    """signed_in() starts the program with an account on the embedded server."""

    def run(language: str = "en") -> RunningProgram:
        words = ("--language", language, "--profile", str(tmp_path / "profile"))
        return start("desktop", *words, "--account", str(account_file))

    return run


@pytest.fixture
def watch(desktop: DesktopSession, reader: ScreenReader) -> Watch:
    """watch(program) is somebody who uses it."""
    return lambda program: Person(desktop, reader, program)


@pytest.fixture
def files_in(desktop: DesktopSession, launch: Start, watch: Watch) -> FilesIn:
    """files_in(folder) opens a file manager there: all its files, selected, to be dragged."""

    def select(folder: Path) -> Seen:
        person = watch(launch(file_manager.PROGRAM, str(folder)))
        return file_manager.select_all(desktop, person, folder, _BESIDE)

    return select


def _keep_picture(desktop: DesktopSession, test: str, otherwise: Path) -> None:
    # To the program that writes it, brackets would choose a frame.
    name = re.sub(r"\W+", "-", test).strip("-")
    path = Path(os.environ.get("BIZZTREE_SHOTS", otherwise)) / f"{name}.png"
    desktop.keep_picture(path)
