"""How long the window stands still while photos are prepared and go up two at a time.

`python -m tests.bench.upload_stalls [RUNS [PHOTOS]]`; each run is followed by one of nothing.
"""

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import qasync  # type: ignore[import-untyped]  # it brings no types
from PIL import Image
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QProgressBar

from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.uploads import UploadId
from desktop.journal import Journal
from desktop.journal.schema import version_of
from desktop.services.uploads.hands import Hands, Parcel
from desktop.support.collecting import spare_what_is_there
from tests.helpers.demo_server import DemoServer
from tests.helpers.handling import upload_of
from tests.helpers.uploading import account_of

RUNS = 10
PHOTOS = 100
_LANES = 2
_TICK_MS = 5
_IDLE_S = 6.0
_SIDES = (4000, 3000)


@dataclass
class Run:
    """What one run showed: gaps and the wait for a commit in milliseconds, the rest in seconds."""

    longest: float = 0.0
    over_16: int = 0
    over_60: int = 0
    seconds: float = 0.0
    commit: float = 0.0


class Watch(QObject):
    """A timer of five milliseconds that notes when it comes late, beside a bar that is painted."""

    def __init__(self, photos: int) -> None:
        super().__init__()
        self.bar = QProgressBar(maximum=photos * 1000)
        self.bar.resize(600, 40)
        self.bar.show()
        self.run = Run()
        self._last = self._began = 0.0
        self._timer = QTimer(self, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self.run = Run()
        self._last = self._began = time.perf_counter()
        self._timer.start()

    def stop(self) -> Run:
        self._timer.stop()
        self.run.seconds = time.perf_counter() - self._began
        return self.run

    def _tick(self) -> None:
        gap = (time.perf_counter() - self._last) * 1000
        self.run.longest = max(self.run.longest, gap)
        self.run.over_16 += gap > 16
        self.run.over_60 += gap > 60
        self.bar.setValue((self.bar.value() + 1) % self.bar.maximum())
        self._last = time.perf_counter()


class Going:
    """Photos on their way, in as many lanes as the program has."""

    def __init__(self, hands: Hands, journal: Journal, photo: Path, customer: int) -> None:
        self._hands, self._journal = hands, journal
        self._photo, self._customer = photo, customer
        self.commits: list[float] = []

    async def all(self, photos: int) -> None:
        numbers = iter(range(1, photos + 1))
        await asyncio.gather(*(self._lane(numbers) for _ in range(_LANES)))

    async def _lane(self, numbers: Iterator[int]) -> None:
        for number in numbers:
            await self._one(UploadId(number))

    async def _one(self, id_: UploadId) -> None:
        staged = await self._hands.stage(id_, self._photo)
        made = await self._hands.prepare(id_, PhotoOrder(preset=Preset.LARGE), self._photo)
        upload = replace(
            upload_of(self._photo, staged, self._customer, id_),
            send_size=made.size,
            send_sha256=made.sha256,
        )
        reply = await self._hands.send(
            Parcel(upload=upload, nonce=f"nonce-{id_}"),
            before_commit=self._commit,
            on_progress=lambda _: None,
        )
        assert reply.is_ours
        await self._hands.discard([id_])

    async def _commit(self) -> None:
        began = time.perf_counter()
        # As much as a commit costs, whatever it writes.
        await self._journal.run(version_of)
        self.commits.append((time.perf_counter() - began) * 1000)


async def measured(server: DemoServer, folder: Path, photo: Path, photos: int) -> tuple[Run, Run]:
    """One run under watch, then some seconds of nothing."""
    hands = Hands(account=account_of(server), folder=folder)
    journal = Journal(folder / "journal.db")
    # The program has asked for what an earlier run left, long before the first photo.
    await hands.leftovers()
    customer = int(server.patch_customer(name="Søndergade 7")["id"])
    watch = Watch(photos)
    # As the program does it, and with what is loaded late loaded.
    spare_what_is_there()
    going = Going(hands, journal, photo, customer)
    watch.start()
    await going.all(photos)
    busy = watch.stop()
    busy.commit = statistics.median(going.commits)
    await hands.close()
    await journal.close()
    watch.start()
    await _wait(_IDLE_S)
    idle = watch.stop()
    watch.bar.close()
    return busy, idle


async def answered(server: DemoServer, folder: Path) -> float:
    """Milliseconds from asking the process until it answers: there and back, as a commit does."""
    hands = Hands(account=account_of(server), folder=folder)
    took = list[float]()
    for _ in range(300):
        began = time.perf_counter()
        await hands.leftovers()
        took.append((time.perf_counter() - began) * 1000)
    await hands.close()
    return statistics.median(took)


async def _wait(seconds: float) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()


def _photo(path: Path) -> Path:
    """Of twelve megapixels, with as much in it as a camera's."""
    noise = Image.effect_noise(_SIDES, 24).convert("RGB")
    plain = Image.linear_gradient("L").resize(_SIDES).convert("RGB")
    Image.blend(noise, plain, 0.5).save(path, quality=92)
    return path


def measure() -> None:
    """Prints the median of the longest gaps, the worst, and the same for nothing."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    photos = int(sys.argv[2]) if len(sys.argv) > 2 else PHOTOS
    app = QApplication.instance() or QApplication(["bench"])
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    pairs = list[tuple[Run, Run]]()
    with (
        tempfile.TemporaryDirectory() as name,
        loop,
        DemoServer(Path(name) / "data") as server,
    ):
        folder = Path(name)
        photo = _photo(folder / "photo.jpg")
        sys.stdout.write(f"  a photo of {photo.stat().st_size / 1e6:.1f} MB\n")
        # A real server has a machine of its own; this one must not take the window's turn.
        os.setpriority(os.PRIO_PROCESS, server.process.pid, 10)
        round_trip = loop.run_until_complete(answered(server, folder / "round-trip"))
        for number in range(runs):
            (profile := folder / f"profile-{number}").mkdir()
            pair = loop.run_until_complete(measured(server, profile, photo, photos))
            pairs.append(pair)
            server.reset()
            sys.stdout.write(f"  {pair[0]}\n  idle {pair[1]}\n")
    busy = sorted(run.longest for run, _ in pairs)
    idle = sorted(run.longest for _, run in pairs)
    sys.stdout.write(
        f"longest stall of the window while {photos} photos go up:"
        f" median {statistics.median(busy):.1f} ms, worst {busy[-1]:.1f};"
        f" nothing: median {statistics.median(idle):.1f} ms, worst {idle[-1]:.1f};"
        f" the process asked and answering: {round_trip:.2f} ms\n"
    )


if __name__ == "__main__":
    measure()
