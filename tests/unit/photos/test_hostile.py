"""Whatever a file holds behind its first bytes, it is prepared or refused in known words."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.files import FileKind, Inspected
from desktop.domain.photos import PhotoOrder, Prepared, Preset
from desktop.photos.inspection import with_told
from desktop.photos.kinds import sniff
from desktop.photos.preparing import Preparer
from tests.helpers import pictures
from tests.helpers.preparing import HEIC

SAMPLES = {
    FileKind.JPEG: pictures.private_jpeg(orientation=6),
    FileKind.PNG: pictures.png(),
    FileKind.HEIC: HEIC,
    FileKind.AVIF: pictures.picture("AVIF"),
    FileKind.WEBP: pictures.picture("WEBP"),
    FileKind.TIFF: pictures.saved(
        pictures.quadrants(), "TIFF", exif=pictures.private_exif().tobytes()
    ),
    FileKind.BMP: pictures.picture("BMP"),
}
MAGIC = 12
"""First bytes that tell the kind."""

PROBLEMS = {
    None,
    FileProblem.BROKEN_PICTURE,
    FileProblem.PICTURE_CUT_SHORT,
    FileProblem.TOO_MANY_PIXELS,
}
calm = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


async def problem_of(work: Awaitable[Prepared]) -> FileProblem | None:
    try:
        return None if (await work).size > 0 else FileProblem.EMPTY
    except FileRefused as refusal:
        return refusal.problem


def is_survived(preparer: Preparer, folder: Path, content: bytes, preset: Preset) -> None:
    """All three ways to ask, and the child still lives."""
    source, target = folder / "foto.jpg", folder / "op.jpg"
    source.write_bytes(content)

    async def ask() -> None:
        await preparer.look(source)
        await preparer.thumbnail(source, 32)
        pid = preparer._lanes._children[0].pid
        problem = await problem_of(preparer.prepare(source, target, PhotoOrder(preset=preset)))
        assert problem in PROBLEMS
        assert target.exists() == (problem is None)
        assert preparer._lanes._children[0].pid == pid

    asyncio.run(ask())
    target.unlink(missing_ok=True)


@calm
@given(st.sampled_from(list(SAMPLES)), st.binary(max_size=400), st.sampled_from(list(Preset)))
@example(FileKind.JPEG, b"", Preset.SMALL)
def test_anything_behind_the_first_bytes(
    preparer: Preparer, tmp_path: Path, kind: FileKind, rest: bytes, preset: Preset
) -> None:
    content = SAMPLES[kind][:MAGIC] + rest
    is_survived(preparer, tmp_path, content, preset)


@calm
@given(
    st.sampled_from(list(SAMPLES)),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(min_size=1, max_size=6)), max_size=4),
    st.sampled_from(list(Preset)),
)
def test_a_picture_damaged_anywhere(
    preparer: Preparer,
    tmp_path: Path,
    kind: FileKind,
    damages: list[tuple[int, bytes]],
    preset: Preset,
) -> None:
    content = bytearray(SAMPLES[kind])
    for at, damage in damages:
        place = MAGIC + at % (len(content) - MAGIC)
        content[place : place + len(damage)] = damage
    is_survived(preparer, tmp_path, bytes(content), preset)


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_samples_are_what_they_are_called(kind: FileKind) -> None:
    assert sniff(SAMPLES[kind][:32]) is kind


anything: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just([])
)


@given(
    st.dictionaries(
        st.sampled_from(["width", "height", "pictures", "taken", "has_place", "can_be_prepared"]),
        anything,
    )
)
def test_what_the_child_says_of_a_head_is_checked(said: dict[str, object]) -> None:
    look = with_told(Inspected(size=1, modified_ns=2, kind=FileKind.JPEG), said)
    assert look.width >= 0
    assert (look.width == 0) == (look.height == 0)
    assert look.pictures >= 1
    assert look.taken is None or look.taken.tzinfo is None
