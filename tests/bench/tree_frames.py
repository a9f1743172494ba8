"""How long the tree takes to open 10,000 children and 100,000 below, and to paint a frame.

Run as `python -m tests.bench.tree_frames [--folder FOLDER]`. Ours reads from a copy on disk; beside
it, in turns, stands a QTreeView over a QStandardItemModel that holds everything already, which is
what Qt itself costs. Prints medians, and their ratio.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from tests.bench.copies import customer
from tests.bench.trees import Bare, Shown, copy_in, run

LARGE, BRANCH = CustomerId(1), CustomerId(2)
CHILDREN = 10_000
BELOW = 100_000
FAN_OUT = 10
FRAMES = 400
RUNS = 5


def customers() -> Iterator[Customer]:
    """One with ten thousand children, and one with a hundred thousand below it, ten each."""
    yield customer(LARGE, 0)
    yield customer(BRANCH, 0)
    for number in range(CHILDREN):
        yield customer(10 + number, LARGE)
    first = 10 + CHILDREN
    for number in range(BELOW):
        above = BRANCH if number < FAN_OUT else first + (number - FAN_OUT) // FAN_OUT
        yield customer(first + number, above)


class Figures:
    """Milliseconds by what was measured, ours and bare."""

    def __init__(self) -> None:
        self._ours: dict[str, list[float]] = {}
        self._bare: dict[str, list[float]] = {}

    def add(self, what: str, ours: float, bare: float) -> None:
        self._ours.setdefault(what, []).append(ours)
        self._bare.setdefault(what, []).append(bare)

    def tell(self, what: str, share: float = 0.5) -> None:
        ours, bare = (_at(values[what], share) for values in (self._ours, self._bare))
        name = what if share == 0.5 else f"{what}, p{round(share * 100)}"
        sys.stdout.write(f"{name:44}{ours:8.1f} ms, bare{bare:8.1f}, ratio {ours / bare:6.2f}\n")


def _at(values: list[float], share: float) -> float:
    return statistics.median(values) if share == 0.5 else sorted(values)[int(len(values) * share)]


async def _run(folder: Path, bare: Bare, figures: Figures) -> None:
    """Once all that opens; each run has a panel of its own, which has read nothing."""
    shown = Shown(folder)
    await shown.show()
    await shown.sifted()
    figures.add("open 10,000 children", await shown.expand(LARGE), bare.expand(LARGE))
    for number in range(FRAMES // RUNS):
        place = number * RUNS / FRAMES
        figures.add("a scrolled frame", shown.frame(place), bare.frame(place))
    ours = await shown.expand_branch(BRANCH, BELOW)
    figures.add("open a branch of 100,000", ours, bare.expand_branch(BRANCH))
    bare.collapse()
    await shown.close()


async def _measure(folder: Path) -> Figures:
    bare, figures = Bare(), Figures()
    bare.fill(customers())
    bare.show()
    for _ in range(RUNS):
        await _run(folder, bare, figures)
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="Opening and scrolling the tree.")
    parser.add_argument("--folder", type=Path, help="where a copy is, or is to be made and kept")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        figures = run(_measure(copy_in(asked.folder or Path(made) / "account", customers)))
    for what in ("open 10,000 children", "open a branch of 100,000", "a scrolled frame"):
        figures.tell(what)
    figures.tell("a scrolled frame", 0.99)


if __name__ == "__main__":
    main()
