"""Every check and test of the project, one part after the other, with one verdict at the end."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import system
from environment import ROOT, TEST_LOCK, VENV, command, prepare

PARTS = ("checks", "unit", "ui", "kill", "end2end")
TURNS = (("checks",), ("unit", "ui"), ("kill",), ("end2end",))
"""Those of one turn run side by side, for each waits for its own servers half of the time."""
CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("mypy",),
    ("lint-imports",),
)
NOTHING_CHOSEN = 5
"""pytest's exit status for it."""


def run(arguments: Sequence[str]) -> int:
    """Set up and run the parts that *arguments* name; 0 if all is well."""
    parser = argparse.ArgumentParser(
        prog="packaging/test.py",
        description="Run every check and test.",
        epilog="Whatever else is given goes to pytest: --only unit -k search",
    )
    parser.add_argument(
        "--only", nargs="+", action="extend", choices=PARTS, help="run these parts and no other"
    )
    options, for_pytest = parser.parse_known_args(arguments)
    parts = [part for part in PARTS if part in (options.only or PARTS) and _can_run(part)]
    _set_up(parts)
    counts: Counter[str] = Counter()
    bad: list[str] = []
    for turn in TURNS:
        bad += _run_turn([part for part in turn if part in parts], for_pytest, counts)
    return _conclude(bad, counts)


def _can_run(part: str) -> bool:
    if part == "end2end" and sys.platform != "linux":
        print("The end-to-end tests need X11, so they are left out on this system.")
        return False
    return True


def _set_up(parts: Sequence[str]) -> None:
    prepare(TEST_LOCK)
    if set(parts) - {"checks"}:
        system.provide_for_qt(VENV)
    if "end2end" in parts:
        system.provide_for_end2end()


def _run_turn(turn: Sequence[str], for_pytest: Sequence[str], counts: Counter[str]) -> list[str]:
    """Run these side by side; the parts that are not well."""
    if len(turn) < 2:
        return [part for part in turn if not _run_part(part, for_pytest, counts)]
    with ExitStack() as kept, ThreadPoolExecutor() as pool:
        said = [kept.enter_context(tempfile.TemporaryFile("w+")) for _ in turn]
        running = [
            pool.submit(_run_part, part, for_pytest, counts, each)
            for part, each in zip(turn, said, strict=True)
        ]
        for each, result in zip(said, running, strict=True):
            # One after the other is what can be read.
            result.exception()
            each.seek(0)
            shutil.copyfileobj(each, sys.stdout)
        return [part for part, result in zip(turn, running, strict=True) if not result.result()]


def _run_part(
    part: str, for_pytest: Sequence[str], counts: Counter[str], said: TextIO = sys.stdout
) -> bool:
    began = time.monotonic()
    well = _check() if part == "checks" else _test(part, for_pytest, counts, said)
    took = time.monotonic() - began
    print(f"== {part}: {'ok' if well else 'FAILED'} after {took:.1f} s", file=said, flush=True)
    return well


def _check() -> bool:
    """Run all the checks, also after one that fails."""
    results = [_do((str(command(name)), *rest)) for name, *rest in CHECKS]
    return not any(results)


def _test(part: str, for_pytest: Sequence[str], counts: Counter[str], said: TextIO) -> bool:
    """Run the tests of one folder, each folder in a process of its own."""
    folder = ROOT / "tests" / part
    if not any(folder.rglob("test_*.py")):
        print(f"There are no tests in {folder.relative_to(ROOT)}.", file=said)
        return True
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.xml")
        line = (str(command("python")), "-m", "pytest", str(folder), f"--junit-xml={report}")
        status = _do((*line, *for_pytest), said)
        _count(report, counts)
    # A choice of tests may well pick none of this folder's.
    return status == 0 or (status == NOTHING_CHOSEN and bool(for_pytest))


def _do(line: Sequence[str], said: TextIO = sys.stdout) -> int:
    print(f"== {' '.join([Path(line[0]).stem, *line[1:]])}", file=said, flush=True)
    return subprocess.run(
        line, cwd=ROOT, check=False, stdout=said, stderr=subprocess.STDOUT
    ).returncode


def _count(report: Path, counts: Counter[str]) -> None:
    """Add up what pytest counted; nothing where it fell over before it could."""
    if not report.exists():
        return
    for suite in ET.parse(report).iter("testsuite"):  # noqa: S314 - pytest wrote it
        for what in ("tests", "failures", "errors", "skipped"):
            counts[what] += int(suite.get(what, 0))


def _conclude(bad: Sequence[str], counts: Counter[str]) -> int:
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    if counts:
        print(f"tests: {passed} passed, {failed} failed, {counts['skipped']} skipped")
    print(f"Not well: {', '.join(bad)}" if bad else "All is well.")
    return 1 if bad else 0
