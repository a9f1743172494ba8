"""Foreign bytes are decoded by a child process, which may fail and must not stay."""

import asyncio
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from desktop.domain.picture import Picture
from desktop.photos import child, messages
from desktop.photos.decoder import Decoder
from desktop.photos.exif import read_exif_time
from desktop.photos.inspection import moment
from tests.helpers import pictures
from tests.helpers.source import ROOT

MORNING = datetime(2024, 3, 31, 2, 30, 5)  # noqa: DTZ001 - an hour no clock in Denmark showed


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """One process for all that ask it something; it outlives the loops that asked."""
    decoder = Decoder()
    yield decoder
    asyncio.run(decoder.close())


def thumbnail(decoder: Decoder, content: bytes, longest: int = 32) -> Picture | None:
    text = pictures.on_the_wire(content).encode()
    return asyncio.run(decoder.thumbnail(text, longest=longest))


def taken(decoder: Decoder, file: Path, content: bytes) -> datetime | None:
    file.write_bytes(content)
    return moment(asyncio.run(decoder.told(file)).get("taken"))


# --- When a photo was taken ------------------------------------------------------------------


def test_the_cameras_clock_is_taken_as_it_stands(decoder: Decoder, tmp_path: Path) -> None:
    content = pictures.jpeg(taken=MORNING, offset="+11:00")
    assert taken(decoder, tmp_path / "æøå %20 #1.jpg", content) == MORNING


@pytest.mark.parametrize(
    "content",
    [
        pictures.jpeg(),
        pictures.jpeg(taken="    :  :     :  :  "),
        pictures.jpeg(taken="0000:00:00 00:00:00"),
        pictures.jpeg(taken="2024:02:30 10:00:00"),
        pictures.jpeg(taken=MORNING)[:40],
        b"\xff\xd8\xff\xe1" + bytes(100),
        pictures.png(),
        b"",
    ],
)
def test_no_date_is_none(decoder: Decoder, tmp_path: Path, content: bytes) -> None:
    assert taken(decoder, tmp_path / "hus.jpg", content) is None


@pytest.mark.parametrize(
    "text", ["2024:03:31 02:30:05", "2024-03-31T02:30:05", "2024:03:31 02:30:05.123 "]
)
def test_spellings_of_a_date(text: str) -> None:
    assert read_exif_time(text) == MORNING


def test_a_date_without_seconds() -> None:
    assert read_exif_time("2024:03:31 02:30") == MORNING.replace(second=0)


@pytest.mark.parametrize("value", [None, b"2024", 5, ""])
def test_what_is_no_date(value: object) -> None:
    assert read_exif_time(value) is None


@pytest.mark.parametrize("said", ["i går", "2024", 5, ["2024-03-31"], {}, None, ""])
def test_what_the_child_says_is_not_believed(said: object) -> None:
    assert moment(said) is None


# --- Small pictures ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_picture_is_fitted_into_its_place(decoder: Decoder, kind: str) -> None:
    raster = thumbnail(decoder, pictures.picture(kind))
    assert raster is not None
    assert (raster.width, raster.height, len(raster.rgba)) == (32, 24, 32 * 24 * 4)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "I;16")])
def test_rare_modes(decoder: Decoder, kind: str, mode: str) -> None:
    assert thumbnail(decoder, pictures.picture(kind, mode)) is not None


def test_a_small_picture_is_not_blown_up(decoder: Decoder) -> None:
    raster = thumbnail(decoder, pictures.png((8, 4)))
    assert raster is not None
    assert (raster.width, raster.height) == (8, 4)
    assert raster.rgba[:4] == bytes((*pictures.RED, 128))


def test_a_picture_stands_upright(decoder: Decoder) -> None:
    raster = thumbnail(decoder, pictures.jpeg((64, 32), orientation=6))
    assert raster is not None
    assert (raster.width, raster.height) == (16, 32)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        pictures.jpeg()[:300],
        pictures.png()[:60],
        pictures.picture("TIFF"),
        pictures.bomb(),
    ],
)
def test_what_is_no_picture_is_none(decoder: Decoder, content: bytes) -> None:
    assert thumbnail(decoder, content) is None


def test_text_that_is_not_base64_is_none(decoder: Decoder) -> None:
    assert asyncio.run(decoder.thumbnail(b"=", longest=8)) is None


def test_after_a_bomb_the_next_picture_is_shown(decoder: Decoder) -> None:
    assert thumbnail(decoder, pictures.bomb()) is None
    assert thumbnail(decoder, pictures.png()) is not None


# --- The process ---------------------------------------------------------------------------------


@pytest.fixture
def worker() -> Iterator[child.Child]:
    worker = child.Child()
    yield worker
    worker.end()
    worker.reap()


def test_a_child_that_died_is_replaced(worker: child.Child) -> None:
    picture = pictures.on_the_wire(pictures.png()).encode()
    job = {"job": "thumbnail", "longest": 8}
    worker.ask(job, picture)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    with pytest.raises(child.ChildFailedError):
        worker.ask(job, picture)
    assert worker.ask(job, picture)[0] == {"width": 8, "height": 6}


def test_a_child_that_stands_still_is_ended(
    worker: child.Child, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(child, "_DEADLINE_S", 0.0)
    monkeypatch.setattr(child, "_PATIENCE_S", 0.0)
    with pytest.raises(child.ChildFailedError):
        worker.ask({"job": "thumbnail", "longest": 8}, b"")
    assert worker.pid is None


def test_an_answer_that_is_none_is_not_believed() -> None:
    for said in (b"\xff\xff\xff\xff", b"\0\0\0\2[]", b"\0\0\0\5{}", b"\0\0\0\1x"):
        with pytest.raises((ValueError, TypeError, EOFError)):
            messages.read(io.BytesIO(said), limit=100)


HANGING = """
import io, os, threading
from desktop.photos import messages, worker
worker.DEADLINE_S = 0.1
questions = io.BytesIO(messages.pack({"job": "hang"}))
jobs = {"hang": lambda *_: threading.Event().wait()}
worker.serve(questions, io.BytesIO(), jobs=jobs, nowhere=open(os.devnull, "w"))
"""


def test_a_child_ends_itself_when_a_job_takes_too_long() -> None:
    done = subprocess.run([sys.executable, "-c", HANGING], cwd=ROOT, timeout=20, check=False)
    assert done.returncode == 1


def test_an_ended_child_starts_no_more(worker: child.Child) -> None:
    worker.end()
    with pytest.raises(child.ChildFailedError):
        worker.ask({"job": "look"}, b"")
    assert worker.pid is None


def test_closing_waits_for_no_job() -> None:
    async def run() -> list[Picture | None]:
        decoder = Decoder()
        text = pictures.on_the_wire(pictures.picture("PNG")).encode()
        jobs = [asyncio.create_task(decoder.thumbnail(text, longest=8)) for _ in range(20)]
        await jobs[0]
        await decoder.close()
        assert decoder._child is not None
        assert decoder._child.pid is None
        return await asyncio.gather(*jobs)

    answers = asyncio.run(run())
    assert answers[0] is not None
    assert answers[-1] is None


def test_nothing_of_it_is_loaded_before_the_first_need() -> None:
    script = (
        "import sys; from desktop.services.pictures import Pictures; Pictures();"
        "late = {'PIL', 'desktop.photos.child', 'concurrent.futures.thread'};"
        "print(sorted(late & sys.modules.keys()))"
    )
    line = [sys.executable, "-c", script]
    assert subprocess.check_output(line, cwd=ROOT, text=True).strip() == "[]"


LONE = """
import asyncio, sys, time
from desktop.photos.decoder import Decoder
async def main():
    decoder = Decoder()
    await decoder.thumbnail(b"AAAA", longest=8)
    print(decoder._child.pid, flush=True)
    if sys.argv[1] == "leave":
        return
    await asyncio.Event().wait()
asyncio.run(main())
"""


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return status != "Z"


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc to see other processes")
@pytest.mark.parametrize("way", ["killed", "leave"])
def test_the_child_goes_with_its_parent(tmp_path: Path, way: str) -> None:
    script = tmp_path / "parent.py"
    script.write_text(LONE)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    parent = subprocess.Popen(
        [sys.executable, str(script), way], stdout=subprocess.PIPE, text=True, env=environment
    )
    with parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        if way == "killed":
            parent.kill()
        parent.wait(10)
    end = time.monotonic() + 10
    while is_running(pid):
        assert time.monotonic() < end
        os.sched_yield()
