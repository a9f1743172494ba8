"""How long the tree takes to open 10,000 children, and to paint a frame while it scrolls.

Prints medians; run as `python -m tests.bench.tree_frames`. Beside them stands a bare QTreeView over
a QStandardItemModel of the same size, which is what Qt itself costs.
"""

import gc
import os
import statistics
import sys
import time
from collections.abc import Callable

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTreeView

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, CustomerType
from desktop.ui import texts
from desktop.ui.tree.entry import read_entries
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.view import TreeView

CHILDREN = 10_000
BRANCH = 100_000
FRAMES = 400
RUNS = 5
TOP = CustomerId(1)


def customers(count: int) -> list[Customer]:
    """Children of one customer, as the wire brings them: in no order, some closed."""
    return [
        Customer(
            {
                "id": 10 + n,
                "parentcust": 1,
                "name": f"Søndergade {n * 7919 % count}, {n % 9}. th",
                "customernumber": str(20_000 + n),
                "city": ("Århus", "Vejle", "Ærøskøbing")[n % 3],
                "typeid": n % 5 + 1,
                "maingroupid": n % 3 + 1,
                "isdeleted": int(n % 10 == 0),
                "isblocked": int(n % 50 == 0),
            }
        )
        for n in range(count)
    ]


def branch(count: int) -> list[Customer]:
    """Everything below one customer, ten children each, five levels deep."""
    return [
        Customer({"id": 10 + n, "parentcust": 1 if n < 10 else n // 10 + 9, "name": f"Gren {n}"})
        for n in range(count)
    ]


class Clock:
    """Milliseconds of named stages, run by run."""

    def __init__(self) -> None:
        self.stages: dict[str, list[float]] = {}

    def measure(self, stage: str, act: Callable[[], object]) -> None:
        gc.collect()
        start = time.perf_counter()
        act()
        self.stages.setdefault(stage, []).append((time.perf_counter() - start) * 1000)

    def tell(self) -> None:
        for stage, values in self.stages.items():
            sys.stdout.write(f"{stage:44} {statistics.median(values):8.1f} ms\n")


def shown(view: QTreeView) -> QTreeView:
    view.resize(1000, 800)
    view.show()
    QApplication.processEvents()
    return view


def our_tree() -> tuple[CustomerTree, TreeView]:
    tree = CustomerTree()
    types = {
        n: CustomerType({"id": n, "letter": "ABCDE"[n - 1], "color": f"#{n}a5c{n}0"})
        for n in range(1, 6)
    }
    tree.put_types({each.id: each for each in types.values()})
    tree.put_sieve(Sieve(with_closed=True))
    tree.put_children(ROOT, read_entries([Customer({"id": 1, "name": "Stor"})]))
    view = TreeView(tree)
    shown(view)
    return tree, view


def bare_tree() -> tuple[QStandardItemModel, QTreeView]:
    model = QStandardItemModel(0, 3)
    model.appendRow([QStandardItem("Stor"), QStandardItem(), QStandardItem()])
    view = QTreeView()
    view.setModel(model)
    view.setUniformRowHeights(True)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    shown(view)
    return model, view


def paint(view: QTreeView) -> None:
    """What a paint event does, lay-out included."""
    view.viewport().repaint()


def open_ours(clock: Clock, there: list[Customer]) -> TreeView:
    tree, view = our_tree()
    view.expand(tree.index_of(TOP))
    paint(view)
    entries = read_entries(there)
    clock.measure("ours: read and sort (off the GUI thread)", lambda: read_entries(there))

    def show() -> None:
        tree.put_children(TOP, entries)
        paint(view)

    clock.measure("ours: put 10,000 children and paint", show)

    def again() -> None:
        tree.put_children(TOP, entries)
        paint(view)

    clock.measure("ours: the same children once more", again)
    return view


def sift_ours(clock: Clock, view: TreeView) -> None:
    tree = view.model()
    assert isinstance(tree, CustomerTree)
    for stage, sieve in (("hide", Sieve()), ("show", Sieve(with_closed=True))):

        def sift(sieve: Sieve = sieve) -> None:
            tree.put_sieve(sieve)
            paint(view)

        clock.measure(f"ours: {stage} 1,000 closed of them", sift)


def open_bare(clock: Clock, there: list[Customer]) -> QTreeView:
    model, view = bare_tree()
    top = model.item(0)
    for each in there:
        texts_of_row = (each.name, each.number_text, each.text("city"))
        top.appendRow([QStandardItem(text) for text in texts_of_row])

    def show() -> None:
        view.expand(model.index(0, 0))
        paint(view)

    clock.measure("bare: expand 10,000 and paint", show)
    return view


def open_branch(clock: Clock) -> None:
    tree, view = our_tree()
    entries = read_entries(branch(BRANCH))

    def show() -> None:
        tree.put_branch(TOP, entries)
        view.expand_branch(TOP)
        paint(view)

    clock.measure("ours: open a branch of 100,000", show)
    assert tree.rowCount(tree.index_of(TOP)) == 10


def frames(views: dict[str, QTreeView]) -> None:
    """Scroll through all and paint each time, in turns, so that a busy machine is fair to each."""
    taken: dict[str, list[float]] = {name: [] for name in views}
    for view in views.values():
        view.expand(view.model().index(0, 0, QModelIndex()))
        paint(view)
    for frame in range(FRAMES):
        for name, view in views.items():
            bar = view.verticalScrollBar()
            bar.setValue(bar.maximum() * frame // FRAMES)
            start = time.perf_counter()
            paint(view)
            taken[name].append((time.perf_counter() - start) * 1000)
    for name, values in taken.items():
        values.sort()
        sys.stdout.write(
            f"{name + ': a scrolled frame':44} {values[FRAMES // 2]:8.1f} ms median,"
            f" {values[FRAMES * 99 // 100]:.1f} ms p99\n"
        )


def main() -> None:
    QApplication(["bench", "-style", "fusion"])
    texts.load("en")
    there = customers(CHILDREN)
    clock = Clock()
    views: dict[str, QTreeView] = {}
    for _ in range(RUNS):
        ours = open_ours(clock, there)
        sift_ours(clock, ours)
        views = {"ours": ours, "bare": open_bare(clock, there)}
    open_branch(clock)
    clock.tell()
    frames(views)


if __name__ == "__main__":
    main()
