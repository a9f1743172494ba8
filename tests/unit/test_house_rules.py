"""How the project's code is written, where neither linter nor type checker looks."""

import ast
import io
import re
import shutil
import subprocess
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.helpers.source import ROOT, Function, Module, mentions, modules, nothing, parsed

EVERYWHERE = ("desktop", "tests", "packaging")

# What may be larger than the rules allow, each with its reason.
EXEMPT: dict[str, str] = {}

TOP_LEVEL = {
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "desktop",
    "resources",
    "tests",
    "packaging",
}

VAGUE = re.compile(r"utils?|manager|helper|common")


# --- Modules -----------------------------------------------------------------------------------


def is_one_sentence(line: str) -> bool:
    return line.endswith(".") and not re.search(r"[.!?] +[A-ZÆØÅ]", line)


def first_line(module: Module) -> str:
    return (ast.get_docstring(module.tree) or "").partition("\n")[0]


def needs_no_sentence(module: Module) -> bool:
    """Whether it only marks a folder of tests as a package."""
    return module.path.startswith("tests/") and not module.text.strip()


def test_every_module_opens_with_one_sentence() -> None:
    nothing(
        (
            f"{m.path}:1"
            for m in modules(*EVERYWHERE)
            if not is_one_sentence(first_line(m)) and not needs_no_sentence(m)
        ),
        "Open the module with a docstring whose first line is one sentence: what it is there for.",
    )


def test_modules_stay_short() -> None:
    nothing(
        (
            f"{m.path}: {lines} lines"
            for m in modules(*EVERYWHERE)
            if (lines := m.text.count("\n")) > 400 and m.path not in EXEMPT
        ),
        "Split the module: 400 lines are the limit, 100 a good size.",
    )


def test_modules_say_what_they_hold() -> None:
    nothing(
        (m.path for m in modules("desktop") if VAGUE.search(Path(m.path).stem)),
        "Name the module for what it holds; utils, manager, helper and common hold anything.",
    )


# --- Classes and functions ---------------------------------------------------------------------


def is_qt_name(name: str) -> bool:
    """Whether Qt calls the method by this name; ours are in snake_case."""
    return name != name.lower()


def public_methods(cls: ast.ClassDef) -> set[str]:
    """The methods a caller of ours may use; properties are data."""
    return {
        node.name
        for node in cls.body
        if isinstance(node, Function)
        and not node.name.startswith("_")
        and not is_qt_name(node.name)
        and not any("property" in ast.unparse(each) for each in node.decorator_list)
    }


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def has_too_many_parameters(node: Function) -> bool:
    """More than five; a constructor may take seven when those above five are by keyword."""
    places = [*node.args.posonlyargs, *node.args.args]
    if places and places[0].arg in ("self", "cls"):
        places = places[1:]
    limit = 7 if node.name == "__init__" else 5
    return len(places) > 5 or len(places) + len(node.args.kwonlyargs) > limit


def functions() -> Iterator[tuple[str, Function]]:
    """The functions of the program, each with its place."""
    for module in modules("desktop"):
        for node in module.functions:
            if f"{module.path}::{node.name}" not in EXEMPT:
                yield f"{module.path}:{node.lineno} {node.name}", node


def test_classes_stay_small() -> None:
    nothing(
        (
            f"{m.path}:{cls.lineno} {cls.name}: {count} public methods"
            for m in modules("desktop")
            for cls in m.classes
            if (count := len(public_methods(cls))) > 12 and f"{m.path}::{cls.name}" not in EXEMPT
        ),
        "A class with more than 12 public methods does several jobs: give each a class.",
    )


def test_functions_stay_short() -> None:
    nothing(
        (f"{place}: {length(node)} lines" for place, node in functions() if length(node) > 40),
        "Give the parts of the function names of their own: 40 lines are the limit, 8 a good size.",
    )


def test_constructors_stay_short() -> None:
    nothing(
        (
            f"{place}: {length(node)} lines"
            for place, node in functions()
            if node.name == "__init__" and length(node) > 25
        ),
        "Let functions that return a part build it: 25 lines are the limit of a constructor.",
    )


def test_functions_take_few_parameters() -> None:
    nothing(
        (place for place, node in functions() if has_too_many_parameters(node)),
        "Make a value of what belongs together: five parameters are the limit"
        " (a constructor: seven, by keyword).",
    )


# --- Windows -----------------------------------------------------------------------------------


# The one itself; and a sheet where Enter is to press nothing, as none of its buttons is a default.
MAY_BE_PLAIN = ("desktop/ui/entered.py", "desktop/ui/uploads/review/replacing.py")


def test_enter_presses_the_button_that_has_the_keyboard() -> None:
    nothing(
        (
            f"{m.path}:{cls.lineno} {cls.name}"
            for m in modules("desktop")
            for cls in m.classes
            if m.path not in MAY_BE_PLAIN
            and any(ast.unparse(base) == "QDialog" for base in cls.bases)
        ),
        'Derive it from EnterDialog: in a QDialog, Enter on "Cancel" presses the default button.',
    )


# --- What is not used --------------------------------------------------------------------------


@dataclass(frozen=True)
class Ban:
    """Something that is not to be imported or called, and what to do instead."""

    patterns: tuple[str, ...]
    advice: str
    folders: tuple[str, ...] = ("desktop",)
    but_in: tuple[str, ...] = ()
    but: tuple[str, ...] = ()

    def broken_by(self, module: Module) -> Iterator[str]:
        if not matches(module.path, self.but_in):
            for name, line in mentions(module):
                if matches(name, self.patterns) and not matches(name, self.but):
                    yield f"{module.path}:{line} {name}"


def matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


BANS = {
    "nested loops": Ban(
        ("*.exec(*", "*.exec_(*", "*.processEvents(*"),
        "A second event loop stops all other tasks: open() the dialog and await its answer.",
        but_in=("desktop/app/*",),
    ),
    "sleeping": Ban(
        ("time.sleep", "time.sleep(*"),
        "Wait for what is to happen (an event, a signal, waitUntil), not for time to pass.",
        folders=("desktop", "tests"),
    ),
    "message boxes": Ban(
        ("*QMessageBox*",),
        "Report or ask through desktop/ui/messages.py, the one door to the user.",
        but_in=("desktop/ui/messages.py",),
    ),
    "printing": Ban(
        ("print(*",),
        "Log it, or report it through desktop/ui/messages.py.",
        but_in=("desktop/app/start.py", "desktop/app/options.py", "desktop/demo/__main__.py"),
    ),
    "naive times": Ban(
        ("*datetime.now()", "*datetime.today()", "*.utcnow(*", "*.utcfromtimestamp(*"),
        "Say of which zone the time is: datetime.now(UTC).",
        folders=("desktop", "tests"),
    ),
    "waiting for time in tests": Ban(
        ("qtbot.wait(*", "*.qtbot.wait(*", "asyncio.sleep", "asyncio.sleep(*", "QTest.qWait(*"),
        "Wait for a fact: qtbot.waitUntil, waitSignal or an asyncio.Event.",
        folders=("tests",),
        but=("asyncio.sleep(0)",),
    ),
    "mocks": Ban(
        ("unittest.mock*", "pytest_mock*"),
        "Use the embedded server or a small fake that keeps the real one's promises.",
        folders=("tests",),
    ),
}


@pytest.mark.parametrize("name", BANS)
def test_what_is_not_used(name: str) -> None:
    ban = BANS[name]
    nothing((each for m in modules(*ban.folders) for each in ban.broken_by(m)), ban.advice)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nested loops", "QDrag(self).exec()"),
        ("nested loops", "self._dialog.exec_()"),
        ("sleeping", "from time import sleep"),
        ("sleeping", "time.sleep(1)"),
        ("message boxes", "from PySide6.QtWidgets import QMessageBox"),
        ("message boxes", "QtWidgets.QMessageBox.question(None, 'a', 'b')"),
        ("printing", "print('here', 1)"),
        ("naive times", "datetime.datetime.now()"),
        ("waiting for time in tests", "async def f(): await asyncio.sleep(0.1)"),
        ("waiting for time in tests", "qtbot.wait(20)"),
        ("mocks", "from unittest import mock"),
        ("mocks", "from unittest.mock import Mock"),
    ],
)
def test_the_rules_see(name: str, source: str) -> None:
    assert list(BANS[name].broken_by(parsed(source)))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("nested loops", "executor.execute()"),
        ("naive times", "datetime.now(UTC)"),
        ("waiting for time in tests", "async def f(): await asyncio.sleep(0)"),
        ("printing", "pprint(1)"),
    ],
)
def test_the_rules_let_pass(name: str, source: str) -> None:
    assert not list(BANS[name].broken_by(parsed(source)))


# --- Exemptions from the type checker ----------------------------------------------------------

WITH_REASON = re.compile(r"type: ignore\[[\w, -]+\]\s*#\s*\w.{5,}")


def unexplained(module: Module) -> Iterator[str]:
    """Comments that silence the type checker without saying what of it and why."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type != tokenize.COMMENT:
            continue
        whole_file = re.search(r"#\s*mypy:\s*ignore", token.string)
        if whole_file or ("type: ignore" in token.string and not WITH_REASON.search(token.string)):
            yield f"{module.path}:{token.start[0]} {token.string}"


def test_the_type_checker_is_silenced_with_a_reason() -> None:
    nothing(
        (place for m in modules(*EVERYWHERE) for place in unexplained(m)),
        "Write `# type: ignore[code]  # the reason`, and never for a whole file.",
    )


# --- The tree of files -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("this is no checkout, or git is not here")
    # A checkout may belong to another user than the one who tests it.
    line = ("git", "-c", "safe.directory=*", "ls-files", "-z")
    listed = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for path in listed.split("\0") if (ROOT / path).is_file()]


def test_the_top_level_holds_what_it_should(tracked: list[str]) -> None:
    top = {path.partition("/")[0] for path in tracked}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL, (
        "The top level holds what README.md says it does; put other things where they belong."
    )


def test_no_path_of_one_machine(tracked: list[str]) -> None:
    foreign = re.compile(rb"(?<![\w.])/(work|root)/")
    nothing(
        (path for path in tracked if foreign.search((ROOT / path).read_bytes())),
        "Name files from the top of the project; other machines lack this one's folders.",
    )
