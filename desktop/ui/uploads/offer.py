"""What another program offers while it is dragged here, or has put on the clipboard."""

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDropEvent

from desktop.domain.errors import FileProblem, FileRefused
from desktop.ui.texts import tr

_URLS = "text/uri-list"
_PROMISES = (
    "filegroupdescriptor",  # Outlook and others on Windows
    "application/x-moz-file-promise",  # Thunderbird, Firefox
    "promised-file",  # macOS: Mail, Photos
    "filepromise",
    "files promise",
    "xdnddirectsave",
    "text/x-moz-message",
)
"""Parts of the formats by which programs offer files that are in no file yet."""
_DESCRIPTOR = "filegroupdescriptorw"
# A count, then for each file 592 bytes with its name from the 72nd on (documented by Microsoft).
_DESCRIPTOR_SIZE, _NAME_AT, _NAME_SIZE = 592, 72, 520
_MOST_NAMES = 100
_LIKE_A_FILE = re.compile(r"[^.]\.(?=.*[A-Za-z])([a-z0-9]{1,5}|[A-Z0-9]{1,5})\Z")
"""How names of files end, and those of folders hardly: not “Nr. 12”, “2024.05.01”, “ApS”."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Files and folders of this computer, and what of the offer is none.

    `folders` counts those that are folders by the look of their address, `unclear` those of which
    it cannot be told: most file managers say of a folder what they say of a file.
    """

    paths: tuple[Path, ...] = ()
    refused: tuple[FileRefused, ...] = ()
    folders: int = 0
    unclear: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to be taken, or to be told of."""
        return bool(self.paths or self.refused)


NOTHING = Offer()


def offer_of(event: QDropEvent) -> Offer:
    """What a drag has for us; nothing where the source would only move.

    Such a source would delete its file once we said that we took it.
    """
    if not event.possibleActions() & Qt.DropAction.CopyAction:
        return NOTHING
    return offered(event.mimeData())


def offered(mime: QMimeData) -> Offer:
    """Nothing is asked of the disk here: what is a folder, or gone, is found when it is looked at.

    The formats are asked once and decide what is asked for: a program that hangs stops the window
    with each question.
    """
    formats = mime.formats()
    offer = offered_urls(mime.urls()) if _URLS in formats else NOTHING
    return offer if offer.paths else promised(mime, formats) or offer


def promised(mime: QMimeData, formats: Sequence[str]) -> Offer:
    """Attachments and the like that the other program would write once they are taken."""
    if not any(_is_promise(each) for each in formats):
        return NOTHING
    names = list(_promised_names(mime, formats)) or [tr("drop.promised")]
    return Offer(refused=tuple(FileRefused(name, FileProblem.PROMISED) for name in names))


def offered_urls(urls: Sequence[QUrl]) -> Offer:
    local = {Path(url.toLocalFile()): url.path() for url in urls if _is_local(url)}
    foreign = dict.fromkeys(url.toDisplayString() for url in urls if not _is_local(url))
    files = [path for path, address in local.items() if not address.endswith("/")]
    return Offer(
        paths=tuple(local),
        refused=tuple(FileRefused(name, FileProblem.NOT_LOCAL) for name in foreign if name),
        folders=len(local) - len(files),
        unclear=sum(not _LIKE_A_FILE.search(path.name) for path in files),
    )


def take(event: QDropEvent) -> None:
    """Say that we would copy, whatever the source would rather do."""
    event.setDropAction(Qt.DropAction.CopyAction)
    event.accept()


def _is_local(url: QUrl) -> bool:
    return url.isLocalFile() and bool(url.toLocalFile())


def _is_promise(kind: str) -> bool:
    folded = kind.casefold()
    return any(each in folded for each in _PROMISES)


def _promised_names(mime: QMimeData, formats: Sequence[str]) -> Iterator[str]:
    """The names of the promised files, where the source says them in a way that we can read."""
    kind = next((each for each in formats if _DESCRIPTOR in each.casefold()), "")
    content = bytes(mime.data(kind).data()) if kind else b""
    if len(content) < 4:
        return
    (count,) = struct.unpack_from("<I", content)
    for number in range(min(count, _MOST_NAMES)):
        start = 4 + number * _DESCRIPTOR_SIZE + _NAME_AT
        name = content[start : start + _NAME_SIZE].decode("utf-16-le", "replace").split("\0")[0]
        if name:
            yield name
