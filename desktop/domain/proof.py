"""What a reply or a listing proves of an upload; nothing here asks anybody anything."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop.domain.answers import Listing
from desktop.domain.ids import DocumentId
from desktop.domain.records import Document
from desktop.domain.uploads import Upload, Way

LOOKS_S = (5.0, 20.0, 60.0, 180.0)
"""When a write without an answer is looked for, in seconds: a server may be busy yet."""

PATIENCE = 3.0
"""The last look comes this many times later than the slowest answer seen lately."""


class UploadKind(Enum):
    """Where a listing may show an upload or not: what is seen of one says nothing of others."""

    PHOTO = "photo"
    FILE = "file"
    FILE_IN_FOLDER = "file_in_folder"


class Match(Enum):
    """How much a document is like an upload: nothing, a part of it, all that can be told."""

    NONE = 0
    WEAK = 1
    STRONG = 2


class Finding(Enum):
    """What a listing shows of an upload."""

    FOUND = "found"
    SEVERAL = "several"
    WEAK = "weak"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A listing looked through for an upload; `is_whole` where every row could be read."""

    finding: Finding
    ids: tuple[DocumentId, ...] = ()
    is_whole: bool = True


def kind_of(upload: Upload) -> UploadKind:
    if upload.way is Way.PHOTO:
        return UploadKind.PHOTO
    return UploadKind.FILE_IN_FOLDER if upload.folder else UploadKind.FILE


def marks_of(upload: Upload) -> frozenset[tuple[int, str, str]]:
    """What a listing could take for another: two that share one are never in flight together."""
    title = _said(upload.sent_title)
    # A photo gets a file name of the server's own, made of its title where we saw one.
    names = {title, _said(upload.name), f"{title}.jpg" if upload.way is Way.PHOTO else ""}
    hashes = {upload.sha256, upload.send_sha256}
    replaced = {str(upload.replaces or "")}
    return frozenset(
        (upload.customer_id, kind, mark)
        for kind, marks in (("named", names), ("holds", hashes), ("becomes", replaced))
        for mark in marks
        if mark
    )


def look_through(upload: Upload, listing: Listing, ours: Collection[DocumentId] = ()) -> Seen:
    """What came since the baseline that is like *upload*; *ours* are of other uploads."""
    new = [each for each in _came_since(upload, listing) if each.id not in ours]
    return _seen([(each.id, likeness(upload, each)) for each in new], listing)


def likeness(upload: Upload, document: Document) -> Match:
    """By the token where there is one; else by name, and size or the time it was taken.

    Without its token a document may be it yet: who cuts titles short cuts off their end.
    """
    if upload.token and upload.token in document.label:
        return Match.STRONG
    signs = (
        _has_name(upload, document),
        _has_size(upload, document) or _has_time(upload, document),
    )
    if all(signs) and not upload.token:
        return Match.STRONG
    return Match.WEAK if any(signs) else Match.NONE


def proves_absence(looks: Collection[Seen | None]) -> bool:
    """Whether every look was at a whole listing, and none of them showed anything."""
    return len(looks) == len(LOOKS_S) and all(
        seen is not None and seen.is_whole and seen.finding is Finding.ABSENT for seen in looks
    )


def looks_at(slowest_s: float) -> tuple[float, ...]:
    """When to look, on an account whose slowest answer took so many seconds."""
    return (*LOOKS_S[:-1], max(LOOKS_S[-1], PATIENCE * slowest_s))


def _seen(matches: Iterable[tuple[DocumentId, Match]], listing: Listing) -> Seen:
    matches = tuple(matches)
    strong = tuple(id_ for id_, match in matches if match is Match.STRONG)
    weak = tuple(id_ for id_, match in matches if match is Match.WEAK)
    is_whole = listing.is_whole
    if len(strong) == 1:
        return Seen(finding=Finding.FOUND, ids=strong, is_whole=is_whole)
    if strong:
        return Seen(finding=Finding.SEVERAL, ids=strong, is_whole=is_whole)
    if weak:
        finding = Finding.WEAK if len(weak) == 1 else Finding.SEVERAL
        return Seen(finding=finding, ids=weak, is_whole=is_whole)
    return Seen(finding=Finding.ABSENT, is_whole=is_whole)


def _came_since(upload: Upload, listing: Listing) -> list[Document]:
    before = upload.baseline or frozenset()
    return [each for each in listing.documents if each.id and each.id not in before]


def _has_name(upload: Upload, document: Document) -> bool:
    """A photo's file name is the server's own; a file has both."""
    if _said(document.text("title")) == _said(upload.sent_title) != "":
        return True
    return upload.way is Way.FILE and _said(document.text("filename")) == _said(upload.name)


def _has_size(upload: Upload, document: Document) -> bool:
    return upload.bytes_to_send > 0 and document.number("size") == upload.bytes_to_send


def _has_time(upload: Upload, document: Document) -> bool:
    if upload.way is Way.FILE or upload.taken is None:
        return False
    day, clock = document.day("createdate"), document.clock("createtime")
    if day is None or clock is None:
        return False
    return datetime.combine(day, clock) == upload.taken.replace(microsecond=0, tzinfo=None)


def _said(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip().casefold()
