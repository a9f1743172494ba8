"""What is fetched is pinned, what is built is whole, and set-up says what it lacks."""

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import environment
import pytest
import system

from desktop.support.resources import ResourceMissing, resource
from tests.helpers.source import ROOT

LOCKS = (environment.LOCK, environment.TEST_LOCK)

# --- The lock files ----------------------------------------------------------------------------


def entries(lock: Path) -> list[str]:
    """The requirements of a lock file, each with its marker and hashes on one line."""
    return lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()


def pin(entry: str) -> str:
    """Name, version and marker of a locked requirement."""
    return entry.partition(" --hash")[0].strip()


def release(entry: str) -> str:
    """Name and version alone: what only the tests need can widen a marker."""
    return pin(entry).partition(" ;")[0]


def normal(requirement: str) -> str:
    """The name in a requirement, as lock files spell it."""
    name = re.match(r"[\w.-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def declared() -> tuple[list[str], list[str]]:
    """What pyproject.toml asks for to run and, in addition, to test."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["dependencies"], project["optional-dependencies"]["test"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_requirement_is_pinned_with_hashes(lock: Path) -> None:
    loose = [
        entry
        for entry in entries(lock)
        if not re.fullmatch(r"[\w-]+==\S+( ;[^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", entry)
    ]
    assert not loose, "Write the lock files anew: python3 packaging/lock.py"


def test_every_direct_dependency_is_locked() -> None:
    to_run, to_test = declared()
    assert {normal(each) for each in to_run} <= {normal(each) for each in entries(LOCKS[0])}
    assert {normal(each) for each in to_run + to_test} <= {
        normal(each) for each in entries(LOCKS[1])
    }, "Write the lock files anew: python3 packaging/lock.py"


def test_the_program_runs_with_what_was_tested() -> None:
    to_run, to_test = ({release(each) for each in entries(lock)} for lock in LOCKS)
    assert to_run <= to_test


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_files_name_no_host(lock: Path) -> None:
    assert not re.search(r"://|index|find-links", lock.read_text(encoding="utf-8"))


def test_older_pythons_get_a_pyside_that_counts_right() -> None:
    pins = [pin(each) for each in entries(LOCKS[0]) if normal(each) == "pyside6-essentials"]
    before, since = sorted(pins)
    assert re.fullmatch(r"pyside6-essentials==6\.(10|11)\.\d+ ; .* < '3\.12'", before)
    assert since.endswith(">= '3.12'")


# --- The wheel, and where the program finds its files -------------------------------------------


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built and unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    built = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_holds_the_program_and_its_files(unpacked: Path) -> None:
    assert (unpacked / "desktop" / "py.typed").exists()
    here = {path.relative_to(ROOT) for path in (ROOT / "resources").rglob("*") if path.is_file()}
    assert here == {
        path.relative_to(unpacked / "desktop")
        for path in (unpacked / "desktop" / "resources").rglob("*")
        if path.is_file()
    }
    assert {path.name for path in unpacked.iterdir() if path.suffix != ".dist-info"} == {"desktop"}


def test_the_wheel_finds_its_files(unpacked: Path) -> None:
    question = "from desktop.support.resources import resource; print(resource('i18n', 'en'))"
    answer = subprocess.run(
        (sys.executable, "-c", question),
        cwd=unpacked.parent,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(answer.stdout.strip()) == unpacked / "desktop" / "resources" / "i18n" / "en"


def test_the_source_tree_finds_its_files() -> None:
    assert resource("i18n", "en") == ROOT / "resources" / "i18n" / "en"


def test_a_missing_file_is_named() -> None:
    with pytest.raises(ResourceMissing, match="no_such"):
        resource("icons", "no_such.svg")


# --- The environment ---------------------------------------------------------------------------


def test_an_environment_is_made_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    lock, folder = tmp_path / "lock.txt", tmp_path / "venv"
    lock.write_text("# nothing to fetch\n", encoding="utf-8")

    python = environment.prepare(lock, folder)
    assert subprocess.run((python, "-c", "import pip"), check=False).returncode == 0
    assert "Making" in capfd.readouterr().out

    assert environment.prepare(lock, folder) == python
    assert capfd.readouterr().out == "", "the second time there is nothing to do"

    lock.write_text("# something else\n", encoding="utf-8")
    environment.prepare(lock, folder)
    again = capfd.readouterr().out
    assert "Installing" in again, "the lock has changed"
    assert "Making" not in again, "the environment is good still"


def test_a_half_made_environment_does_not_count(tmp_path: Path) -> None:
    lock, folder = tmp_path / "lock.txt", tmp_path / "venv"
    lock.touch()
    python = environment.command("python", folder)
    python.parent.mkdir(parents=True)
    python.touch()
    assert not environment.holds(lock, folder)


@pytest.mark.skipif(os.name == "nt", reason="there the program is a child, not in our place")
def test_the_program_starts_where_the_user_stands(tmp_path: Path) -> None:
    program = tmp_path / "tree" / "desktop"
    program.mkdir(parents=True)
    (program / "__main__.py").write_text(
        "import os, sys; print(os.getcwd(), sys.argv[1:]); sys.exit(7)", encoding="utf-8"
    )
    starting = f"import run, sys; run.start(sys.executable, {str(program.parent)!r}, ['--a', 'b'])"
    done = subprocess.run(
        (sys.executable, "-c", starting),
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "packaging")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (7, f"{tmp_path} ['--a', 'b']\n")


# --- What the system has to bring --------------------------------------------------------------


@pytest.mark.parametrize(
    ("library", "package"),
    [
        ("libxcb-cursor.so.0", "libxcb-cursor0"),
        ("libxcb-icccm.so.4", "libxcb-icccm4"),
        ("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
        ("libX11.so.6", "libx11-6"),
        ("libEGL.so.1", "libegl1"),
        ("libdbus-1.so.3", "libdbus-1-3"),
        ("libfontconfig.so.1", "libfontconfig1"),
        ("libgssapi_krb5.so.2", "libgssapi-krb5-2"),
        ("libgthread-2.0.so.0", "libglib2.0-0"),
    ],
)
def test_libraries_have_packages(library: str, package: str) -> None:
    assert system.package_of(library) == package


def test_missing_libraries_are_found_in_what_ldd_says() -> None:
    assert system.not_found(
        "one.so:\n"
        "\tlinux-vdso.so.1 (0x00007ffd)\n"
        "\tlibxcb-cursor.so.0 => not found\n"
        "\tlibz.so.1 => /lib/libz.so.1 (0x00007f)\n"
        "two.so:\n"
        "\tlibxcb-cursor.so.0 => not found\n"
    ) == ["libxcb-cursor.so.0"]


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for apt that writes down what it is asked to do; the answer is that file."""
    said = tmp_path / "said.txt"
    said.touch()
    for name, line in {
        "apt-get": f'echo "$@" >> {said}',
        "apt-cache": "echo libglib2.0-0t64; echo libegl1",
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return said


@pytest.mark.skipif(os.name == "nt", reason="Windows has no apt")
def test_root_gets_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    system.provide("libraries", ["libglib2.0-0", "libegl1", "libegl1"])
    update, install = apt.read_text(encoding="utf-8").splitlines()
    assert update.startswith("update")
    assert install.startswith("install")
    assert install.endswith("--no-install-recommends libegl1 libglib2.0-0t64")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no apt")
def test_others_are_told_the_line(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    line = r"sudo apt-get install --no-install-recommends libegl1 libglib2\.0-0t64\n"
    with pytest.raises(SystemExit, match=line):
        system.provide("libraries", ["libglib2.0-0", "libegl1"])
    assert apt.read_text(encoding="utf-8") == "", "nothing may be done in their name"


def test_systems_without_apt_are_told_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match=r"lacks libraries: libEGL\.so\.1\..* are: libegl1\."):
        system.provide("libraries", ["libegl1"], ["libEGL.so.1"])


def test_nothing_missing_is_nothing_to_do(apt: Path) -> None:
    system.provide("libraries", [])
    assert apt.read_text(encoding="utf-8") == ""


@pytest.mark.parametrize("script", ["run.py", "test.py"])
def test_the_commands_can_be_read_by_older_pythons(script: str) -> None:
    source = (ROOT / "packaging" / script).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))  # far enough to say which one is needed
