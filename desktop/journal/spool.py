"""The copies of files that are to go up: made and hashed, and kept until they may go.

`<folder>/<upload>/source` is a file as it was, or `reference` says where it lies; `send` is what
was made of it. All of this blocks.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from io import FileIO
from pathlib import Path
from typing import Final

from desktop.domain.errors import DiskFull, FileProblem, FileRefused, StorageFailed
from desktop.domain.files import COPIED_UP_TO, refused
from desktop.domain.uploads import UploadId
from desktop.support import durable

_RESERVE: Final = 64 * 1024 * 1024
"""Bytes of the disk left to others, the journal above all."""
_PIECE: Final = 1024 * 1024
_REFERENCE: Final = "reference"
_PART: Final = ".part"
"""The ending of folders that count for nothing yet, or no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What was copied, or with `is_by_reference` only read; size and time are the source's."""

    size: int
    modified_ns: int
    sha256: str
    is_by_reference: bool


class GivenUp(Exception):
    """Nobody wants the copy any more."""


class Pulse:
    """Passes between who copies and who waits: how far it is, and that it may stop.

    Attributes:
        moved: Bytes read so far.
        is_reading: The source is still needed.
    """

    def __init__(self) -> None:
        self.moved = 0
        self.is_reading = True
        self._is_stopped = False

    def stop(self) -> None:
        self._is_stopped = True

    def beat(self, size: int = 0) -> None:
        """So many bytes more; raises GivenUp."""
        if self._is_stopped:
            raise GivenUp
        self.moved += size


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """How much is copied. Sizes are in bytes; `free` tells of a folder's disk."""

    copied_up_to: int = COPIED_UP_TO
    reserve: int = _RESERVE
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free


class Spool:
    """The folder of copies of one account. Several threads may use it at once."""

    def __init__(self, folder: Path, room: Room | None = None) -> None:
        self._folder = folder
        self._room = room or Room()
        self._promised = 0
        self._counting = threading.Lock()

    def source(self, upload: UploadId) -> Path:
        """Where the copy of what was dropped is."""
        return self._folder / str(upload) / "source"

    def made(self, upload: UploadId) -> Path:
        """Where what was made of it is."""
        return self._folder / str(upload) / "send"

    def content(self, upload: UploadId) -> tuple[Path, int]:
        """Where the content is and its size: of the copy, or of a source that is as it was.

        Raises FileRefused.
        """
        path = self.source(upload)
        with contextlib.suppress(OSError):
            return path, path.stat().st_size
        with contextlib.suppress(OSError, ValueError):
            said = json.loads(self._reference(upload).read_text(encoding="utf-8"))
            path = Path(said["source"])
            now = path.stat()
            if (now.st_size, now.st_mtime_ns) == (said["size"], said["modified_ns"]):
                return path, now.st_size
            raise refused(path, FileProblem.CHANGED)
        raise refused(path, FileProblem.MISSING)

    def take(self, upload: UploadId, source: Path, pulse: Pulse) -> Copied:
        """Copy the file, or read it where it is too large to be copied; on the disk on return.

        The source is only ever read. Raises FileRefused, StorageFailed (DiskFull), GivenUp. An
        earlier copy of the same upload is replaced, or stays where this raises.
        """
        with _opened(source) as file, self._failures():
            before = os.fstat(file.fileno())
            if before.st_size == 0:
                raise refused(source, FileProblem.EMPTY)
            is_by_reference = before.st_size > self._room.copied_up_to
            taking = _Taking(source, file, before, pulse)
            keep = taking.refer_from if is_by_reference else taking.copy_into
            digest = self._kept(upload, 0 if is_by_reference else taking.size, keep)
            return Copied(
                size=before.st_size,
                modified_ns=before.st_mtime_ns,
                sha256=digest,
                is_by_reference=is_by_reference,
            )

    @contextlib.contextmanager
    def making(self, upload: UploadId, about: int) -> Iterator[Path]:
        """Where to write what goes up, of about so many bytes; raises StorageFailed (DiskFull)."""
        made = self.made(upload)
        with self._failures(), self._promise(about):
            made.parent.mkdir(mode=0o700, exist_ok=True)
            yield made

    def discard(self, uploads: Iterable[UploadId]) -> None:
        """Throw the copies away: only of what is done or not to go up.

        What cannot be removed is still `held`.
        """
        for upload in uploads:
            with contextlib.suppress(OSError):
                self._remove(self._folder / str(upload))

    def held(self) -> frozenset[UploadId]:
        """Those that have a folder here."""
        with contextlib.suppress(FileNotFoundError):
            return frozenset(
                UploadId(int(path.name)) for path in self._folder.iterdir() if path.name.isdecimal()
            )
        return frozenset()

    def tidy(self) -> None:
        """Remove what an earlier process left behind in the middle."""
        for path in self._folder.glob(f"*{_PART}"):
            shutil.rmtree(path, ignore_errors=True)

    def _kept(self, upload: UploadId, size: int, keep: Callable[[Path], str]) -> str:
        """What *keep* says of what it put into a folder, which then is the upload's."""
        with self._promise(size):
            part = Path(tempfile.mkdtemp(prefix=f"{upload}.", suffix=_PART, dir=self._made()))
            try:
                digest = keep(part)
                durable.folder(part)
                self._put(part, self._folder / str(upload))
            finally:
                shutil.rmtree(part, ignore_errors=True)
            return digest

    def _reference(self, upload: UploadId) -> Path:
        return self._folder / str(upload) / _REFERENCE

    def _put(self, part: Path, whole: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            self._remove(whole)
        part.rename(whole)
        durable.folder(self._folder)

    def _remove(self, whole: Path) -> None:
        # Renamed first: half a folder must not be taken for a copy. A full disk has room for it.
        aside = whole.with_name(f"{whole.name}.{secrets.token_hex(4)}{_PART}")
        whole.rename(aside)
        shutil.rmtree(aside, ignore_errors=True)

    def _made(self) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._folder

    @contextlib.contextmanager
    def _promise(self, size: int) -> Iterator[None]:
        """Room for so many bytes, which nobody else is promised meanwhile; raises DiskFull."""
        with self._counting:
            free = self._room.free(self._made()) - self._promised - self._room.reserve
            if free < size:
                raise DiskFull(f"{size} bytes needed, {max(0, free)} to spare")
            self._promised += size
        try:
            yield
        finally:
            with self._counting:
                self._promised -= size

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        """What the disk says, in our words."""
        try:
            yield
        except OSError as error:
            kind = DiskFull if durable.is_full(error) else StorageFailed
            # Without the path, which may be told to others.
            failed = kind(f"{type(error).__name__}: {error.strerror}")
        else:
            return
        raise failed


class _Taking:
    """One file while it is read."""

    def __init__(self, path: Path, file: FileIO, before: os.stat_result, pulse: Pulse) -> None:
        self._path, self._file, self._before, self._pulse = path, file, before, pulse
        self.size = before.st_size

    def copy_into(self, folder: Path) -> str:
        """Put a copy there; the digest of what is in it, which is on the disk then."""
        with self._created(folder / "source") as copy:
            if _cloned(self._file, copy):
                self._check(copy.seek(0, os.SEEK_END))
                copy.seek(0)
                return self._hashed(iter(partial(copy.read, _PIECE), b""), lambda _: None)
            digest = self._hashed(self._pieces(), partial(_write, copy))
            self._check(copy.tell())
            return digest

    def refer_from(self, folder: Path) -> str:
        """Put there where the source is; the digest of its content."""
        digest = self._hashed(self._pieces(), lambda _: None)
        self._check(self._file.tell())
        about = {
            "source": str(self._path),
            "size": self.size,
            "modified_ns": self._before.st_mtime_ns,
        }
        with self._created(folder / _REFERENCE) as file:
            _write(file, json.dumps(about).encode())
        return digest

    @contextlib.contextmanager
    def _created(self, path: Path) -> Iterator[FileIO]:
        """A new file, for us alone, and on the disk when it was written. Raises GivenUp."""
        with path.open("x+b", buffering=0) as file:
            path.chmod(0o600)
            yield file
            self._pulse.is_reading = False
            durable.descriptor(file.fileno())
        self._pulse.beat()

    def _hashed(self, pieces: Iterable[bytes], take: Callable[[bytes], object]) -> str:
        digest = hashlib.sha256()
        for piece in pieces:
            self._pulse.beat(len(piece))
            digest.update(piece)
            take(piece)
        return digest.hexdigest()

    def _pieces(self) -> Iterator[bytes]:
        """The source's content; no further than it was long, should it grow."""
        try:
            while self._file.tell() <= self.size and (piece := self._file.read(_PIECE)):
                yield piece
        except OSError:
            problem = FileProblem.UNREADABLE
        else:
            return
        raise refused(self._path, problem)

    def _check(self, size: int) -> None:
        """Nobody wrote to the source meanwhile; raises FileRefused."""
        try:
            now = os.fstat(self._file.fileno())
        except OSError:
            raise refused(self._path, FileProblem.UNREADABLE) from None
        sizes = {self.size, now.st_size, size}
        if len(sizes) > 1 or now.st_mtime_ns != self._before.st_mtime_ns:
            raise refused(self._path, FileProblem.CHANGED)


def _write(copy: FileIO, piece: bytes) -> None:
    """All of the piece: the last before a full disk is taken in part, and the rest not."""
    rest = memoryview(piece)
    while rest:
        rest = rest[copy.write(rest) or 0 :]


_FICLONE: Final = 0x40049409
"""Of linux/fs.h: share the blocks of another file, where the file system can."""


def _cloned(source: FileIO, copy: FileIO) -> bool:
    """Whether the copy now has the source's content, at no cost."""
    if sys.platform != "linux":
        return False
    import fcntl

    with contextlib.suppress(OSError):
        fcntl.ioctl(copy.fileno(), _FICLONE, source.fileno())
        return True
    return False


def _opened(path: Path) -> FileIO:
    """The file to be read; raises FileRefused."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise refused(path, FileProblem.DIRECTORY)
        # Opening a pipe would wait for somebody to write into it.
        if stat.S_ISREG(mode):
            return path.open("rb", buffering=0)
    except FileRefused:
        raise
    except (FileNotFoundError, NotADirectoryError):
        raise refused(path, FileProblem.MISSING) from None
    except (OSError, ValueError):
        # ValueError is for a name that no file can have.
        pass
    raise refused(path, FileProblem.UNREADABLE)
