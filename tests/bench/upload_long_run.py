"""What a change of the transfers costs in a run of twenty thousand files that are stored.

`python -m tests.bench.upload_long_run [RUNS [FILES]]`. The floor is the same after two thousand: no
more than that should be looked at, however many there were.
"""

import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.services.changes import ChangeFeed
from desktop.services.uploads.rows import Rows
from desktop.ui import texts
from desktop.ui.uploads.dock import TransfersDock
from desktop.ui.uploads.through import Through

RUNS = 5
FILES = 20_000
FLOOR = 2000
CHANGES = 20


class Run(Rows):
    """So many that are stored, and as many yet to go as there are changes."""

    pause: Pause | None = None
    unlisted: frozenset[CustomerId] = frozenset()

    def __init__(self, done: int) -> None:
        super().__init__()
        for number in range(done + CHANGES):
            state = UploadState.DONE if number < done else UploadState.READY
            self._set(_row(number, state))

    def store(self, number: int) -> None:
        self._set(replace(self._rows[UploadId(number)], state=UploadState.DONE))


def _row(number: int, state: UploadState) -> Upload:
    return Upload(
        id=UploadId(number),
        batch=BatchId(1),
        customer_id=CustomerId(7),
        customer_name="Søndergade 7",
        path=Path(f"/fotos/{number}.jpg"),
        title=str(number),
        size=2048,
        state=state,
        rank=float(number),
    )


def measured(done: int) -> float:
    """Milliseconds for one file that is stored, on the list, in the totals and in the notices."""
    run, through = Run(done), Through()
    dock = TransfersDock(uploads=run, changes=ChangeFeed())  # type: ignore[arg-type]  # nothing is asked of it
    dock.resize(1000, 300)
    dock.show()
    through.look(run.live, run.get)
    taken = []
    for number in range(done, done + CHANGES):
        run.store(number)
        QApplication.processEvents()
        began = time.perf_counter()
        dock.refresh()
        dock._measure()
        through.look(run.live, run.get)
        taken.append(time.perf_counter() - began)
    dock.stop()
    dock.deleteLater()
    return statistics.median(taken) * 1000


def measure() -> None:
    """Prints the medians and their ratio."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    files = int(sys.argv[2]) if len(sys.argv) > 2 else FILES
    application = QApplication([])
    texts.load("en")
    results = [(measured(files), measured(FLOOR)) for _ in range(runs)]
    many, few = (statistics.median(each) for each in zip(*results, strict=True))
    sys.stdout.write(
        f"a change after {files} stored files {many:.1f} ms, after {FLOOR} {few:.1f} ms:"
        f" {many / few:.2f} x\n"
    )
    application.quit()


if __name__ == "__main__":
    measure()
