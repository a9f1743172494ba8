"""What the tree costs as the copy grows from 10,000 to 1,000,000 customers, against an empty one.

Run as `python -m tests.bench.tree_growth [--folder FOLDER] [--most N] [--standard N]`. Each line is
a process of its own: the window shown until its first rows, the memory after what a user usually
does, and what opening and painting take. Beside it stands a QStandardItemModel with as many rows,
up to --standard of them: a million take 20 s and 2 GiB.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from desktop.domain.ids import CustomerId
from tests.bench.copies import LARGE, customers
from tests.bench.trees import Bare, Shown, application, copy_in, run

COUNTS = (10_000, 100_000, 1_000_000)
FRAMES = 200
MATCHES = 2_000
BRANCH = CustomerId(2)
RUNS = 5
MIB = 1024 * 1024
Facts = dict[str, float]


def memory() -> float:
    """MiB of this process that are in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / MIB


async def _use(folder: Path, count: int) -> Facts:
    """What a user usually does, and then a whole branch, a tenth of all."""
    shown = Shown(folder)
    facts = {"first": await shown.show()}
    await shown.sifted()
    if count:
        facts["open"] = await shown.expand(CustomerId(LARGE))
        frames = sorted(shown.frame(number / FRAMES) for number in range(FRAMES))
        facts["frame"], facts["frame99"] = frames[FRAMES // 2], frames[FRAMES * 99 // 100]
        step = max(1, count // MATCHES)
        facts["few"] = await shown.show_only(range(1, count + 1, step))
        await shown.show_everyone()
    facts["used"] = memory()
    if count:
        facts["branch"] = await shown.expand_branch(BRANCH, count // 20)
        facts["opened"] = memory()
    await shown.close()
    return facts


def _standard(count: int) -> Facts:
    """Everything in a model of Qt's."""
    before, began = memory(), time.perf_counter()
    bare = Bare()
    bare.fill(customers(count))
    bare.show()
    made = time.perf_counter()
    # Making up the customers is not the model's.
    for _ in customers(count):
        pass
    took = (made - began) - (time.perf_counter() - made)
    return {"build": took * 1000, "memory": memory() - before}


def _of_child(*words: str) -> Facts:
    line = [sys.executable, "-m", "tests.bench.tree_growth", *words]
    child = subprocess.run(line, check=True, capture_output=True, text=True)
    facts: Facts = json.loads(child.stdout.splitlines()[-1])
    return facts


def _medians(measure: Callable[[], Facts]) -> Facts:
    runs = [measure() for _ in range(RUNS)]
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def _measure(folder: Path, counts: list[int], most_standard: int) -> None:
    nobody = copy_in(folder / "0", partial(customers, 0))
    empty = _medians(lambda: _of_child("--child", str(nobody), "0"))
    sys.stdout.write(
        f"an empty copy: {empty['first']:.0f} ms to the first paint, {empty['used']:.0f} MiB\n"
        "  customers  first rows   memory  open 10,000   a frame, p99   2,000 found"
        "  a tenth opened   QStandardItemModel\n"
    )
    for count in counts:
        there = copy_in(folder / str(count), partial(customers, count))
        ours = _medians(partial(_of_child, "--child", str(there), str(count)))
        bare = "not made"
        if count <= most_standard:
            facts = _of_child("--standard-child", str(count))
            bare = f"{facts['build']:7.0f} ms{facts['memory']:6.0f} MiB"
        sys.stdout.write(
            f"{count:11,}{ours['first'] - empty['first']:+9.0f} ms"
            f"{ours['used'] - empty['used']:+5.0f} MiB{ours['open']:10.0f} ms"
            f"{ours['frame']:6.1f}{ours['frame99']:6.1f} ms{ours['few']:11.0f} ms"
            f"{ours['branch']:8.0f} ms{ours['opened'] - empty['used']:+5.0f} MiB  {bare}\n"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="What the tree costs as the copy grows.")
    parser.add_argument("--folder", type=Path, help="where copies are, or are to be made and kept")
    parser.add_argument("--most", type=int, default=COUNTS[-1], help="customers")
    parser.add_argument("--standard", type=int, default=COUNTS[1], help="rows of the other model")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--standard-child", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        folder, count = asked.child
        sys.stdout.write(json.dumps(run(_use(Path(folder), int(count)))) + "\n")
    elif asked.standard_child:
        _app = application()
        sys.stdout.write(json.dumps(_standard(asked.standard_child)) + "\n")
    else:
        with tempfile.TemporaryDirectory() as made:
            folder = asked.folder or Path(made)
            _measure(folder, [each for each in COUNTS if each <= asked.most], asked.standard)


if __name__ == "__main__":
    main()
