"""Files and pictures from the clipboard."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QImage

from desktop.domain.errors import FileRefused, StorageFailed
from desktop.services.uploads.pasted import is_whole
from desktop.ui.texts import tr
from desktop.ui.uploads.offer import offered_urls, promised

_URLS = "text/uri-list"
_COPIED_FILES = "x-special/gnome-copied-files"
_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png"}
_QT_IMAGE = "application/x-qt-image"

# Writes a picture to the path it is given, off the window's thread; False where it cannot.
_Write = Callable[[Path], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """What the clipboard held when it was read, as far as it can go up."""

    paths: tuple[Path, ...] = ()
    refused: tuple[FileRefused, ...] = ()
    picture: "PastedPicture | None" = None
    is_broken: bool = False

    @property
    def problem(self) -> str:
        """The sentence to be shown where there is nothing to add."""
        if self.paths or self.picture or self.refused:
            return ""
        return tr("drop.paste.broken") if self.is_broken else tr("drop.paste.nothing")

    async def files(self, folder: Path) -> tuple[Path, ...]:
        """The files to be added; a picture is written into *folder* first."""
        if self.picture is None:
            return self.paths
        return (await self.picture.write(folder),)


@dataclass(frozen=True, slots=True)
class PastedPicture:
    """A picture that is in no file yet."""

    suffix: str
    _write: _Write

    async def write(self, folder: Path) -> Path:
        """Raises StorageFailed."""
        when = datetime.now(UTC).astimezone()
        name = tr("drop.paste.name", when=f"{when:%Y-%m-%d %H.%M.%S}")
        return await asyncio.to_thread(self._write_new, folder, name)

    def _write_new(self, folder: Path, name: str) -> Path:
        path = _free(folder, name, self.suffix)
        try:
            is_written = self._write(path)
        except OSError as error:
            raise StorageFailed(str(error)) from error
        if not is_written:
            raise StorageFailed(path.name)
        return path


def read_clipboard(mime: QMimeData) -> Clip:
    """What can go up of *mime*, read at once: the clipboard may be another's in the next moment.

    `formats` is asked once and decides what is asked for: each question to a program that hangs
    stops the window for five seconds.
    """
    formats = mime.formats()
    if _URLS in formats:
        offer = offered_urls(mime.urls())
        if offer:
            return Clip(paths=offer.paths, refused=offer.refused)
    if _COPIED_FILES in formats:
        offer = offered_urls(_copied(bytes(mime.data(_COPIED_FILES).data())))
        return Clip(paths=offer.paths, refused=offer.refused)
    clip = _picture_of(mime, formats)
    # A picture may come with a promise of its file; it is here, and the file is not.
    return clip if clip.picture else replace(clip, refused=promised(mime, formats).refused)


def _copied(content: bytes) -> list[QUrl]:
    """File managers of GNOME's family write "copy" or "cut", then a URL a line."""
    lines = content.decode("utf-8", "replace").split("\n")
    return [QUrl(line.strip()) for line in lines[1:] if line.strip("\0\r\n ")]


def _picture_of(mime: QMimeData, formats: Sequence[str]) -> Clip:
    """The picture, in the form the other program put first; a JPEG keeps its date that way."""
    as_they_are = [kind for kind in formats if kind in _SUFFIXES]
    for kind in as_they_are:
        content = bytes(mime.data(kind).data())
        if is_whole(content):
            return Clip(picture=_written_as_is(content, _SUFFIXES[kind]))
    if as_they_are:
        return Clip(is_broken=True)
    if not any(kind.startswith("image/") or kind == _QT_IMAGE for kind in formats):
        return Clip()
    image = mime.imageData()
    if not isinstance(image, QImage) or image.isNull():
        return Clip(is_broken=True)
    return Clip(picture=PastedPicture(".png", lambda path: image.save(str(path))))


def _written_as_is(content: bytes, suffix: str) -> PastedPicture:
    return PastedPicture(suffix, lambda path: path.write_bytes(content) == len(content))


def _free(folder: Path, name: str, suffix: str) -> Path:
    """A path that no earlier picture of the same second has."""
    path = folder / f"{name}{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{name} ({number}){suffix}"
        number += 1
    return path
