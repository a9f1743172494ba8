"""A child that dies, dawdles or is no longer wanted leaves no file, and the next job works."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.photos import PhotoOrder, Prepared, Preset
from desktop.photos import child, decoding, opening, preparing
from desktop.photos.child import Child
from desktop.photos.lanes import ClosedError
from desktop.photos.preparing import Preparer
from desktop.photos.segments import NotReadableError
from tests.helpers import pictures
from tests.helpers.preparing import HEIC

ORIGINAL = PhotoOrder(preset=Preset.ORIGINAL)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs named pipes")


class Held:
    """A source that the child reads and that says no more than it is a PNG."""

    def __init__(self, folder: Path) -> None:
        self.path, self.target = folder / "foto.png", folder / "op.jpg"
        os.mkfifo(self.path)
        self._writer = -1

    async def is_being_read(self) -> None:
        """The child has it open."""
        while self._writer < 0:
            await asyncio.sleep(0)
            try:
                self._writer = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
            except OSError:
                continue

    def becomes(self, content: bytes) -> None:
        """For whoever opens it from now on."""
        other = self.path.with_name("other")
        other.write_bytes(content)
        other.replace(self.path)

    def close(self) -> None:
        if self._writer >= 0:
            os.close(self._writer)


def with_held(folder: Path, tell: Callable[[Preparer, Held], Awaitable[None]]) -> None:
    async def run() -> None:
        preparer, held = Preparer(children=1), Held(folder)
        try:
            async with asyncio.timeout(30):
                await tell(preparer, held)
        finally:
            held.close()
            await preparer.close()
        assert preparer._lanes._children[0].pid is None

    asyncio.run(run())


async def started(preparer: Preparer, held: Held) -> asyncio.Task[Prepared]:
    job = asyncio.create_task(preparer.prepare(held.path, held.target, ORIGINAL))
    await held.is_being_read()
    return job


async def works(preparer: Preparer, folder: Path) -> None:
    source, target = folder / "næste.png", folder / "næste.jpg"
    source.write_bytes(pictures.png())
    assert (await preparer.prepare(source, target, ORIGINAL)).size == target.stat().st_size


@pytest.mark.parametrize(
    ("size", "problem"),
    [((64, 48), FileProblem.BROKEN_PICTURE), ((9000, 9000), FileProblem.TOO_MANY_PIXELS)],
)
def test_a_child_that_dies_over_a_picture(
    tmp_path: Path, size: tuple[int, int], problem: FileProblem
) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        job = await started(preparer, held)
        held.becomes(pictures.of_size(pictures.picture("JPEG"), size))
        pid = preparer._lanes._children[0].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(FileRefused) as refusal:
            await job
        assert refusal.value.problem is problem
        assert not held.target.exists()
        await works(preparer, tmp_path)

    with_held(tmp_path, story)


def test_a_child_that_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        monkeypatch.setattr(preparing, "_PREPARE_S", 0.5)
        job = await started(preparer, held)
        held.becomes(pictures.png())
        with pytest.raises(FileRefused):
            await job
        assert not held.target.exists()
        await works(preparer, tmp_path)

    with_held(tmp_path, story)


def test_a_cancelled_one_leaves_nothing(tmp_path: Path) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        job = await started(preparer, held)
        assert held.target.exists()
        job.cancel()
        with pytest.raises(asyncio.CancelledError):
            await job
        assert not held.target.exists()
        await works(preparer, tmp_path)

    with_held(tmp_path, story)


def test_one_that_waits_for_its_turn_can_be_cancelled(tmp_path: Path) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        first = await started(preparer, held)
        second = asyncio.create_task(preparer.thumbnail(held.path, 8))
        await asyncio.sleep(0)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert not first.done()
        first.cancel()
        await asyncio.wait({first})
        await works(preparer, tmp_path)

    with_held(tmp_path, story)


def test_closing_waits_for_no_picture_and_blames_none(tmp_path: Path) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        job = await started(preparer, held)
        waiting = asyncio.create_task(preparer.thumbnail(held.path, 8))
        await asyncio.sleep(0)
        await preparer.close()
        for each in (job, waiting):
            with pytest.raises(ClosedError):
                await each
        assert not held.target.exists()
        with pytest.raises(ClosedError):
            await preparer.prepare(held.path, held.target, ORIGINAL)

    with_held(tmp_path, story)


def test_the_loop_goes_on_while_a_photo_is_prepared(tmp_path: Path) -> None:
    async def story(preparer: Preparer, held: Held) -> None:
        job = await started(preparer, held)
        for _ in range(100):
            await asyncio.sleep(0)
        assert not job.done()
        job.cancel()
        await asyncio.wait({job})

    with_held(tmp_path, story)


# --- A source that changes, a child that lies ------------------------------------------------


def answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **said: object
) -> tuple[FileRefused, Path]:
    """The refusal where the child says this of a whole JPEG."""
    source, target = tmp_path / "foto.jpg", tmp_path / "op.jpg"
    source.write_bytes(pictures.jpeg())
    really = Child.ask_into

    def ask_into(self: Child, take: child.Take, about: object, blob: bytes = b"") -> object:
        return {**really(self, take, about, blob), **said}  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(Child, "ask_into", ask_into)

    async def run() -> None:
        preparer = Preparer(children=1)
        try:
            await preparer.prepare(source, target, ORIGINAL)
        finally:
            await preparer.close()

    with pytest.raises(FileRefused) as refusal:
        asyncio.run(run())
    return refusal.value, target


def test_a_photo_that_changed_meanwhile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    refusal, target = answered(monkeypatch, tmp_path, modified_ns=1)
    assert refusal.problem is FileProblem.CHANGED
    assert not target.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"ranges": [[-5, 10]]},
        {"ranges": [[10, 5]]},
        {"ranges": [[0, 10], [5, 20]]},
        {"ranges": [[0, 1]] * 9000},
        {"ranges": "all"},
        {"ranges": [None]},
        {"width": "wide"},
        {"dropped": 5},
    ],
)
def test_a_child_that_lies(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: dict[str, object]
) -> None:
    refusal, target = answered(monkeypatch, tmp_path, **said)
    assert refusal.problem is FileProblem.BROKEN_PICTURE
    assert not target.exists()


# --- Where HEIC cannot be decoded ------------------------------------------------------------


def test_without_its_library_heic_is_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "foto.heic"
    file.write_bytes(HEIC)
    assert decoding.look({}, os.fsencode(file))[0]["can_be_prepared"]
    monkeypatch.setattr(opening, "_HEIF_MODULE", "no_such_module")
    assert decoding.look({}, os.fsencode(file)) == ({"can_be_prepared": False}, b"")
    with pytest.raises(NotReadableError) as refusal:
        decoding.prepare({"preset": "original", "keeps_place": False}, os.fsencode(file))
    assert decoding.problem_in(refusal.value) is FileProblem.NO_DECODER
