"""A photo of 12 MP made ready to go up, against the same with Pillow alone in this process."""

import asyncio
import hashlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from PIL import Image, ImageOps

from desktop.domain.photos import PhotoOrder, Preset
from desktop.photos.preparing import Preparer
from tests.helpers import pictures

RUNS = 9
_SIZE = (4000, 3000)


def _photo() -> bytes:
    """Noise of several sizes, as leaves, walls and skies have it."""
    made = Image.effect_noise((_SIZE[0] // 64, _SIZE[1] // 64), 60).resize(_SIZE)
    for each in (2, 8):
        layer = Image.effect_noise((_SIZE[0] // each, _SIZE[1] // each), 60)
        made = Image.blend(made, layer.resize(_SIZE), 0.3)
    exif = pictures.private_exif(orientation=6)
    return pictures.saved(made.convert("RGB"), "JPEG", quality=92, exif=exif)


def _by_pillow(source: Path, target: Path) -> None:
    with Image.open(source) as picture:
        picture.thumbnail((2560, 2560), Image.Resampling.LANCZOS, reducing_gap=2.0)
        ImageOps.exif_transpose(picture).save(target, "JPEG", quality=85)


def _by_copying(source: Path, target: Path) -> None:
    """Read, hashed, written and on the disk, as anything that goes up has to be."""
    content = source.read_bytes()
    hashlib.sha256(content).digest()
    with target.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


async def _ms(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _compared(
    name: str, floor: Callable[[], None], work: Callable[[], Awaitable[object]]
) -> None:
    await work()
    pairs = [(await _ms(lambda: asyncio.to_thread(floor)), await _ms(work)) for _ in range(RUNS)]
    least = statistics.median(before for before, _ in pairs)
    value = statistics.median(after for _, after in pairs)
    ratio = statistics.median(after / before for before, after in pairs)
    sys.stdout.write(f"{name}: {value:.0f} ms, floor {least:.0f} ms, ratio {ratio:.2f}\n")


async def measure(folder: Path) -> None:
    """Interleaved runs; prints both medians and their ratio."""
    source, target = folder / "photo.jpg", folder / "made.jpg"
    source.write_bytes(_photo())
    preparer = Preparer(children=1)

    def ordered(preset: Preset) -> Callable[[], Awaitable[object]]:
        return lambda: preparer.prepare(source, target, PhotoOrder(preset=preset))

    await _compared("12 MP to 2560", lambda: _by_pillow(source, target), ordered(Preset.LARGE))
    copied = ordered(Preset.ORIGINAL)
    size = source.stat().st_size / 1_000_000
    await _compared(f"{size:.1f} MB cut", lambda: _by_copying(source, target), copied)
    looks = [await _ms(lambda: preparer.look(source)) for _ in range(RUNS)]
    sys.stdout.write(f"a look: {statistics.median(looks):.1f} ms\n")
    await preparer.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(measure(Path(place)))
