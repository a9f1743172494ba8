"""How long the window stands still while photos are prepared and go up two at a time.

`python -m tests.bench.upload_stalls [RUNS [PHOTOS]]`; the tree is scrolled meanwhile. Each run is
followed by one that only scrolls.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from desktop.domain.batches import Incoming, Target
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.uploads import UploadState
from desktop.services.session import Session
from tests.bench.watched_window import (
    Run,
    SignedIn,
    Watch,
    let_the_window_go_first,
    loop_of_a_window,
    signed_in,
    told,
)
from tests.helpers.demo_server import DemoServer

RUNS = 10
PHOTOS = 100
_SIDES = (4000, 3000)
_AFTER_START = 2


async def measured(server: DemoServer, folder: Path, photos: list[Path]) -> tuple[Run, Run, float]:
    """Photos going up under watch, then scrolling alone; the seconds the former took."""
    shown = await signed_in(server, folder)
    shown.window.actions_by_key["transfers"].setChecked(True)
    watch = Watch(shown.tree)
    await shown.until(lambda: shown.session.sync.state.is_whole)
    watch.start()
    began = time.perf_counter()
    await _go_up(shown, server, photos)
    busy, seconds = watch.stop(), time.perf_counter() - began
    idle = await watch.idle()
    await shown.close()
    return busy, idle, seconds


async def _go_up(shown: SignedIn, server: DemoServer, photos: list[Path]) -> None:
    uploads = shown.session.uploads
    uploads.settings.change(hold_seconds=0, preset=Preset.LARGE)
    customer = server.patch_customer(name="Søndergade 7")
    target = Target(id=CustomerId(customer["id"]), name=customer["name"])
    batch = await uploads.add(target, [Incoming(path=photo) for photo in photos])
    # More than fifty ask first.
    uploads.batches.confirm(batch)
    await shown.until(lambda: _are_done(shown.session))


def _are_done(session: Session) -> bool:
    states = {upload.state for upload in session.uploads.rows}
    assert not states & {UploadState.REFUSED, UploadState.NEEDS_YOU}
    return states == {UploadState.DONE}


def _photos(folder: Path, count: int) -> list[Path]:
    """Of twelve megapixels, with as much in them as a camera's, none like another."""
    noise = Image.effect_noise(_SIDES, 24).convert("RGB")
    plain = Image.linear_gradient("L").resize(_SIDES).convert("RGB")
    first = folder / "photo.jpg"
    Image.blend(noise, plain, 0.5).save(first, quality=92)
    return unlike(first, count)


def unlike(photo: Path, count: int) -> list[Path]:
    """So many of *photo* beside it, none like another."""
    content = photo.read_bytes()
    paths = [photo.parent / f"IMG_{number:04}.jpg" for number in range(count)]
    for number, path in enumerate(paths):
        comment = b"\xff\xfe\x00\x06" + number.to_bytes(4, "big")
        path.write_bytes(content[:_AFTER_START] + comment + content[_AFTER_START:])
    return paths


def measure() -> None:
    """Prints the median of the longest gaps, the worst, and the same for scrolling alone."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    count = int(sys.argv[2]) if len(sys.argv) > 2 else PHOTOS
    results = list[tuple[Run, Run, float]]()
    with (
        tempfile.TemporaryDirectory() as name,
        loop_of_a_window() as loop,
        DemoServer(Path(name) / "data") as server,
    ):
        folder = Path(name)
        photos = _photos(folder, count)
        let_the_window_go_first(server)
        for number in range(runs):
            profile = folder / f"profile-{number}"
            result = loop.run_until_complete(measured(server, profile, photos))
            results.append(result)
            server.reset()
            sys.stdout.write(f"  {result[0]}, {result[2]:.1f} s\n  idle {result[1]}\n")
    busy, idle, seconds = zip(*results, strict=True)
    sys.stdout.write(
        f"longest stall of the window while {count} photos go up"
        f" in {statistics.median(seconds):.1f} s: {told(busy)}; scrolling alone: {told(idle)}\n"
    )


if __name__ == "__main__":
    measure()
