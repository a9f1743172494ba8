"""What lies in the files and folders that were dropped, found without holding anybody up."""

import asyncio
import os
import stat
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from desktop.domain.batches import Incoming
from desktop.domain.danish import sort_key
from desktop.domain.files import wire_name
from desktop.domain.folders import steps, written

MOST_FILES = 50_000
"""More than these nobody meant: a whole disk was dropped."""

_JUNK = frozenset({".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db", ".localized"})
_JUNK_STARTS = ("._", "~$", ".~lock.")
"""What macOS and office programs leave beside the files themselves."""
_HIDDEN_ON_WINDOWS = getattr(stat, "FILE_ATTRIBUTE_HIDDEN", 2) | getattr(
    stat, "FILE_ATTRIBUTE_SYSTEM", 4
)
_HIDDEN_ON_MACOS = getattr(stat, "UF_HIDDEN", 0x8000)
_JUNCTION = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0xA0000003)


class Why(Enum):
    """Why something that was dropped stays behind.

    PROMISED: empty or gone, in a folder for temporary files: a program gave a name before, or
    without, writing the content.
    """

    HIDDEN = "hidden"
    SYSTEM = "system"
    LINK = "link"
    SPECIAL = "special"
    UNREADABLE = "unreadable"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class Left:
    """Something that does not go up; *name* begins with what was dropped, like "Fotos/x"."""

    name: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """The files in their order, their size, and the folders they were looked for in.

    `is_too_much` where there are more than anybody meant; then no file is here.
    """

    files: tuple[Incoming, ...] = ()
    bytes: int = 0
    folders: int = 0
    left_behind: tuple[Left, ...] = ()
    is_too_much: bool = False


async def expand(paths: Sequence[Path], folder: str = "", *, most: int = MOST_FILES) -> Expanded:
    """Every file among and below *paths*; deeper levels go below *folder*.

    Links inside of folders are not followed, those that were dropped themselves are. Raises
    nothing: what cannot be read stays behind. Cancelling ends the looking.
    """
    stop = threading.Event()
    walk = _Walk(most=most, stop=stop)
    try:
        return await asyncio.to_thread(walk.all, paths, steps(folder))
    finally:
        stop.set()


@dataclass(eq=False)
class _Walk:
    """One look through what was dropped, on a thread of its own."""

    most: int
    stop: threading.Event
    files: list[Incoming] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    bytes: int = 0
    folders: int = 0
    seen: set[tuple[int, int]] = field(default_factory=set)

    def all(self, paths: Iterable[Path], folder: tuple[str, ...]) -> Expanded:
        for path in paths:
            self._take_dropped(path, folder)
        if len(self.files) > self.most:
            return Expanded(is_too_much=True)
        return Expanded(
            files=tuple(self.files),
            bytes=self.bytes,
            folders=self.folders,
            left_behind=tuple(self.left),
        )

    def _take_dropped(self, path: Path, folder: tuple[str, ...]) -> None:
        """Something the user pointed at, who wants it though it is hidden or a link."""
        name = wire_name(path)
        if _is_junk(path.name):
            self._leave((name,), Why.SYSTEM)
            return
        try:
            found = path.stat()
        except OSError:
            gone = not path.is_symlink() and not os.path.lexists(path) and _is_temporary(path)
            # The engine says of a file that is gone what there is to say.
            self._leave((name,), Why.PROMISED) if gone else self._add(path, folder, 0)
            return
        if stat.S_ISDIR(found.st_mode):
            # A folder that was dropped with the one it lies in is wanted in both places.
            self.seen.clear()
            self._walk(path, found, (*folder, _step(path)), (name,))
        elif not stat.S_ISREG(found.st_mode):
            self._leave((name,), Why.SPECIAL)
        elif not found.st_size and _is_temporary(path):
            self._leave((name,), Why.PROMISED)
        else:
            self._add(path, folder, found.st_size)

    def _walk(
        self, top: Path, found: os.stat_result, folder: tuple[str, ...], said: tuple[str, ...]
    ) -> None:
        """All below *top*, a folder's own files before those of the folders in it."""
        waiting = [(top, found, folder, said)]
        while waiting and not self.stop.is_set() and len(self.files) <= self.most:
            here, found, folder, said = waiting.pop()
            if self._is_known(found):
                self._leave(said, Why.LINK)
                continue
            self.folders += 1
            try:
                entries = sorted(_entries(here), key=lambda each: sort_key(each.name))
            except OSError:
                self._leave(said, Why.UNREADABLE)
                continue
            below = [
                (Path(entry.path), inner, (*folder, _step(Path(entry.path))), (*said, entry.name))
                for entry in entries
                if (inner := self._take_entry(entry, folder, said)) is not None
            ]
            waiting.extend(reversed(below))

    def _take_entry(
        self, entry: "os.DirEntry[str]", folder: tuple[str, ...], said: tuple[str, ...]
    ) -> os.stat_result | None:
        """Take a file, or leave it behind; what is found of a folder that is to be looked into."""
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            self._leave((*said, entry.name), Why.UNREADABLE)
            return None
        if why := _reason_to_leave(entry.name, found):
            self._leave((*said, entry.name), why)
            return None
        if stat.S_ISDIR(found.st_mode):
            return found
        self._add(Path(entry.path), folder, found.st_size)
        return None

    def _add(self, path: Path, folder: tuple[str, ...], size: int) -> None:
        self.files.append(Incoming(path=path, folder=written(folder)))
        self.bytes += size

    def _leave(self, said: tuple[str, ...], why: Why) -> None:
        self.left.append(Left("/".join(wire_name(Path(part)) for part in said), why))

    def _is_known(self, found: os.stat_result) -> bool:
        """Whether this very folder was met before, which would go on for ever."""
        if not found.st_ino:
            # Windows does not tell while it lists; there junctions are left behind.
            return False
        key = found.st_dev, found.st_ino
        is_known = key in self.seen
        self.seen.add(key)
        return is_known


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    with os.scandir(folder) as entries:
        yield from entries


def _reason_to_leave(name: str, found: os.stat_result) -> Why | None:
    if _is_junk(name):
        return Why.SYSTEM
    if stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION:
        return Why.LINK
    if name.startswith(".") or _is_marked_hidden(found):
        return Why.HIDDEN
    if not stat.S_ISDIR(found.st_mode) and not stat.S_ISREG(found.st_mode):
        return Why.SPECIAL
    return None


def _is_junk(name: str) -> bool:
    return name.casefold() in _JUNK or name.startswith(_JUNK_STARTS)


def _is_marked_hidden(found: os.stat_result) -> bool:
    on_windows: int = getattr(found, "st_file_attributes", 0)
    on_macos: int = getattr(found, "st_flags", 0)
    return bool(on_windows & _HIDDEN_ON_WINDOWS or on_macos & _HIDDEN_ON_MACOS)


def _is_temporary(path: Path) -> bool:
    """Whether *path* lies where programs put what they give away only for a moment."""
    parts = {part.casefold() for part in path.parts[:-1]}
    if parts & {"inetcache", "content.outlook", "temporary internet files"}:
        return True
    try:
        return path.is_relative_to(tempfile.gettempdir())
    except OSError:
        return False


def _step(folder: Path) -> str:
    """The folder's name as the server gets it, one step of a path whatever is in it."""
    return wire_name(folder).replace("\\", "_").strip() or "_"
