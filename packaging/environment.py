"""The Python environment the program runs in: made once, recognised at a glance after that.

Tried on Linux (Debian 12); what it does on macOS and Windows is written with care but untried.
"""

import hashlib
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import system

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "packaging" / "lock.txt"
TEST_LOCK = ROOT / "packaging" / "lock-test.txt"
VENV = ROOT / ".venv"

_VERSION = f"{sys.version_info.major}.{sys.version_info.minor}"


def prepare(lock: Path, folder: Path = VENV) -> Path:
    """Make sure that the environment in *folder* holds what *lock* lists; give its Python."""
    if not holds(lock, folder):
        if not _works(folder):
            _make(folder)
        _install(lock, folder)
        _note(lock, folder)
    return command("python", folder)


def command(name: str, folder: Path = VENV) -> Path:
    """A command that the environment brings along."""
    if os.name == "nt":
        return folder / "Scripts" / f"{name}.exe"
    return folder / "bin" / name


def holds(lock: Path, folder: Path) -> bool:
    return command("python", folder).exists() and _fingerprint(lock) in _noted(folder)


def _works(folder: Path) -> bool:
    """Whether there is an environment, whole and of the Python that runs us."""
    python = command("python", folder)
    question = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
    if not python.exists():
        return False
    answer = subprocess.run((python, "-c", question), capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout.strip() == _VERSION


def _make(folder: Path) -> None:
    # Debian and Ubuntu take this part out of Python and put it in a package of its own.
    if find_spec("ensurepip") is None:
        system.provide("Python's own tool for making environments", [f"python{_VERSION}-venv"])
    print(f"Making {folder} ...", flush=True)
    _do((sys.executable, "-m", "venv", "--clear", folder), "The environment could not be made.")


def _install(lock: Path, folder: Path) -> None:
    print(f"Installing {lock.name} into {folder} (some 100 MB the first time) ...", flush=True)
    pip = (command("python", folder), "-m", "pip", "--disable-pip-version-check", "--no-input")
    options = ("--quiet", "--require-hashes", "--only-binary=:all:", "--requirement", lock)
    _do((*pip, "install", *options), "The packages could not be installed.")


def _do(line: tuple[str | Path, ...], failure: str) -> None:
    if subprocess.run(line, check=False).returncode:
        sys.exit(f"{failure} The reason is above.")


def _note(lock: Path, folder: Path) -> None:
    """Write down that *folder* now holds *lock*, and forget locks that have changed since."""
    unchanged = {_fingerprint(other) for other in (LOCK, TEST_LOCK)} & _noted(folder)
    lines = sorted({_fingerprint(lock), *unchanged})
    _notes(folder).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _noted(folder: Path) -> set[str]:
    try:
        return set(_notes(folder).read_text(encoding="utf-8").splitlines())
    except FileNotFoundError:
        return set()


def _notes(folder: Path) -> Path:
    return folder / "installed.txt"


def _fingerprint(lock: Path) -> str:
    return f"{lock.name} {hashlib.sha256(lock.read_bytes()).hexdigest()} python {_VERSION}"
