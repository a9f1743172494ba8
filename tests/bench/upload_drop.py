"""How long until five hundred dropped photos are in the journal and on the list.

`python -m tests.bench.upload_drop [RUNS [PHOTOS]]`. The floor is the same number of rows written by
SQLite alone, as durably, in one transaction.
"""

import sqlite3
import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image
from PySide6.QtWidgets import QTableView

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from tests.bench.upload_stalls import unlike
from tests.bench.watched_window import loop_of_a_window, signed_in
from tests.helpers.demo_server import DemoServer

RUNS = 5
PHOTOS = 500


async def measured(server: DemoServer, folder: Path, photos: list[Path]) -> tuple[float, float]:
    """Milliseconds until all are in the journal, and until the list that shows them is painted."""
    shown = await signed_in(server, folder)
    shown.window.actions_by_key["transfers"].setChecked(True)
    await shown.until(lambda: shown.session.sync.state.is_whole)
    listed = shown.window.findChild(QTableView, "transfers_list")
    assert listed is not None
    customer = server.patch_customer(name="Søndergade 7")
    target = Target(id=CustomerId(customer["id"]), name=customer["name"])
    began = time.perf_counter()
    # It asks first, being more than fifty: nothing is sent.
    await shown.session.uploads.add(target, [Incoming(path=photo) for photo in photos])
    added = time.perf_counter() - began
    await shown.until(lambda: listed.model().rowCount() >= len(photos))
    listed.viewport().repaint()
    seconds = time.perf_counter() - began
    await shown.close()
    return added * 1000, seconds * 1000


def floor(folder: Path, count: int) -> float:
    """Milliseconds for *count* rows of half a kilobyte, durable as the journal is."""
    db = sqlite3.connect(folder / "floor.db")
    db.execute("PRAGMA journal_mode = DELETE")
    db.execute("PRAGMA synchronous = EXTRA")
    db.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, about TEXT)")
    began = time.perf_counter()
    with db:
        db.executemany("INSERT INTO row (about) VALUES (?)", [("x" * 512,)] * count)
    taken = time.perf_counter() - began
    db.close()
    return taken * 1000


def measure() -> None:
    """Prints the medians, and the worst."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PHOTOS
    results = list[tuple[float, float, float]]()
    with (
        tempfile.TemporaryDirectory() as name,
        loop_of_a_window() as loop,
        DemoServer(Path(name) / "data") as server,
    ):
        folder = Path(name)
        first = folder / "photo.jpg"
        Image.effect_noise((640, 480), 24).convert("RGB").save(first, quality=92)
        photos = unlike(first, count)
        for number in range(runs):
            profile = folder / f"profile-{number}"
            added, shown = loop.run_until_complete(measured(server, profile, photos))
            results.append((added, shown, floor(folder, count)))
            server.reset()
    added_ms, shown_ms, floor_ms = (statistics.median(each) for each in zip(*results, strict=True))
    worst = max(each[1] for each in results)
    sys.stdout.write(
        f"{count} photos in the journal after {added_ms:.0f} ms, on the list after {shown_ms:.0f}"
        f" (worst {worst:.0f}); the rows alone {floor_ms:.0f}\n"
    )


if __name__ == "__main__":
    measure()
