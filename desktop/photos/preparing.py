"""Photos looked at and made ready to go up; what is foreign is decoded in child processes only."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from desktop.domain.errors import FileProblem, FileRefused, HandsMissing
from desktop.domain.files import Inspected, refused
from desktop.domain.photos import Dropped, PhotoOrder, Prepared
from desktop.domain.picture import Picture, checked_picture
from desktop.photos.child import Child, ChildFailedError, ChildMissingError
from desktop.photos.inspection import look_at, moment, with_told
from desktop.photos.lanes import Errand, Lanes
from desktop.photos.target import Target
from desktop.support.threads import on_a_thread

_LOOK_S = 60.0
"""A look takes milliseconds, and for ever where the file's network is gone."""

_PREPARE_S = 60.0
"""For a hundred million pixels on a slow computer; a usual photo takes a third of a second."""

_HONEST_PIXELS = 50_000_000
"""Fewer are no reason to run out of time or memory."""

_PIECE = 1024 * 1024
_MOST_RANGES = 5000


class Preparer:
    """Has up to *children* jobs done at a time, each in a process of its own."""

    def __init__(self, *, children: int = 2) -> None:
        self._lanes = Lanes(children)

    async def look(self, path: Path) -> Inspected:
        """What the file is, and what its head tells of the picture.

        Raises FileRefused, HandsMissing where pictures cannot be looked at at all.
        """
        try:
            async with asyncio.timeout(_LOOK_S):
                look = await on_a_thread(partial(look_at, path), name="look at a file")
        except TimeoutError:
            raise refused(path, FileProblem.UNREADABLE) from None
        if not look.kind.is_picture:
            return look
        return with_told(look, await self._lanes.run(partial(_told, path)))

    async def prepare(self, source: Path, target: Path, order: PhotoOrder) -> Prepared:
        """Write *target*, a JPEG as ordered; it is on the disk when this returns.

        Raises FileRefused for the photo, StorageFailed (DiskFull) for the target, and then, as
        when it is cancelled, leaves no target. HandsMissing is raised where nothing is decoded.
        """
        return await self._lanes.run(partial(_prepared, source, target, order))

    async def thumbnail(self, path: Path, longest: int) -> Picture | None:
        """A small picture of the file, no side longer than *longest*; None where it is none."""
        return await self._lanes.run(partial(_preview, path, longest))

    async def close(self) -> None:
        """End the children; what they were doing raises ClosedError."""
        await self._lanes.close()


def _told(path: Path, child: Child, _errand: Errand) -> Mapping[str, Any]:
    """What cannot be read tells nothing, and may still go up as a file."""
    try:
        return child.ask({"job": "look"}, os.fsencode(path))[0]
    except ChildMissingError as error:
        raise HandsMissing from error
    except ChildFailedError:
        return {}


def _preview(path: Path, longest: int, child: Child, _errand: Errand) -> Picture | None:
    try:
        said, pixels = child.ask({"job": "preview", "longest": longest}, os.fsencode(path))
    except ChildFailedError:
        return None
    return checked_picture(said.get("width"), said.get("height"), pixels)


def _prepared(
    source: Path, target: Path, order: PhotoOrder, child: Child, errand: Errand
) -> Prepared:
    job = {
        "job": "prepare",
        "seconds": _PREPARE_S,
        "preset": order.preset.value,
        "keeps_place": order.keeps_place,
    }
    with Target(target) as made:
        try:
            said = child.ask_into(made.write, job, os.fsencode(source))
        except ChildMissingError as error:
            raise HandsMissing from error
        except ChildFailedError as error:
            raise _refused(source, error, child, errand) from error
        _splice(source, made, said, errand)
        prepared = _read(source, said, made)
        made.finish()
    if errand.is_given_up:
        target.unlink(missing_ok=True)
    return prepared


def _refused(source: Path, error: ChildFailedError, child: Child, errand: Errand) -> FileRefused:
    """Of a child that died only the picture's size can say why."""
    if error.problem is not None:
        return refused(source, error.problem)
    told = {} if errand.is_given_up else _told(source, child, errand)
    width, height = told.get("width"), told.get("height")
    if isinstance(width, int) and isinstance(height, int) and width * height > _HONEST_PIXELS:
        return refused(source, FileProblem.TOO_MANY_PIXELS)
    return refused(source, FileProblem.BROKEN_PICTURE)


def _splice(source: Path, made: Target, said: Mapping[str, Any], errand: Errand) -> None:
    """Copy what the child chose of the source, of which nothing is read here but its bytes."""
    ranges = _ranges(source, said)
    if not ranges:
        return
    try:
        with source.open("rb") as file:
            _refuse_changed(source, file, said)
            for begin, end in ranges:
                for piece in _pieces(file, begin, end):
                    made.write(piece)
                    if errand.is_given_up:
                        raise refused(source, FileProblem.UNREADABLE)
            _refuse_changed(source, file, said)
    except FileNotFoundError:
        raise refused(source, FileProblem.MISSING) from None
    except OSError:
        raise refused(source, FileProblem.UNREADABLE) from None


def _pieces(file: IO[bytes], begin: int, end: int) -> Iterator[bytes]:
    file.seek(begin)
    while begin < end and (piece := file.read(min(_PIECE, end - begin))):
        begin += len(piece)
        yield piece


def _refuse_changed(source: Path, file: IO[bytes], said: Mapping[str, Any]) -> None:
    now = os.fstat(file.fileno())
    if (now.st_size, now.st_mtime_ns) != (said.get("bytes"), said.get("modified_ns")):
        raise refused(source, FileProblem.CHANGED)


def _ranges(source: Path, said: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Checked: rising, and no more than there can be."""
    try:
        ranges = [(int(begin), int(end)) for begin, end in said["ranges"]]
    except (KeyError, TypeError, ValueError):
        raise refused(source, FileProblem.BROKEN_PICTURE) from None
    ends = [0, *(end for each in ranges for end in each)]
    if len(ranges) > _MOST_RANGES or any(before > after for before, after in pairwise(ends)):
        raise refused(source, FileProblem.BROKEN_PICTURE)
    return ranges


def _read(source: Path, said: Mapping[str, Any], made: Target) -> Prepared:
    """Checked: the child may be in the hands of the picture's author."""
    width, height, dropped = said.get("width"), said.get("height"), said.get("dropped")
    if not (isinstance(width, int) and isinstance(height, int) and isinstance(dropped, list)):
        raise refused(source, FileProblem.BROKEN_PICTURE)
    return Prepared(
        size=made.size,
        sha256=made.sha256,
        width=width,
        height=height,
        taken=moment(said.get("taken")),
        dropped=frozenset(each for each in Dropped if each.value in dropped),
        is_reencoded=said.get("is_reencoded") is True,
    )
