"""What the strip of a batch says."""

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from desktop.domain.batches import Ask, Target
from desktop.domain.uploads import Earlier, Upload, UploadState
from desktop.ui.formats import Format, moment, words
from desktop.ui.search.words import STEP
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Digest


class NoteWords(NamedTuple):
    """A sentence below the strip's first line, with a button where `answer` is not empty."""

    key: str
    text: str
    answer: str = ""
    is_warning: bool = False


def customer(target: Target) -> str:
    """The customer's name, with its number."""
    if not target.number or target.number in target.name:
        return target.name
    return tr("review.customer", name=target.name, number=target.number)


def place(target: Target) -> str:
    """The whole way down to the customer."""
    return STEP.join([*target.path, customer(target)])


def size(count: int) -> str:
    return words(count, Format.SIZE)


def files(count: int) -> str:
    return tr("review.files.one") if count == 1 else tr("review.files.many", count=count)


def heading(digest: Digest) -> str:
    """How many files for whom."""
    name = customer(digest.batch.target)
    in_one = {row.folder for row in digest.rows}
    if len(in_one) == 1 and (folder := in_one.pop()):
        name = tr("review.heading.folder", customer=name, folder=folder)
    if len(digest.rows) == 1:
        return tr("review.heading.one", file=digest.rows[0].name, customer=name)
    return tr("review.heading.many", files=files(len(digest.rows)), customer=name)


def question(digest: Digest) -> str:
    """What is asked before anything is held: count, size, folders, and what is the matter."""
    parts = [files(len(digest.rows))]
    if all(row.kind is not None for row in digest.rows):
        # Until a file was looked at, its size is not known, and is not 0.
        parts.append(size(digest.size))
    if digest.folders:
        count = len(digest.folders)
        key = "one" if count == 1 else "many"
        parts.append(tr(f"review.in_folders.{key}", count=count, folder=min(digest.folders)))
    what = tr("review.separator").join(parts)
    asked = tr("review.question", what=what, customer=customer(digest.batch.target))
    asks = digest.batch.asks
    warnings = [tr(f"review.ask.{ask.value}") for ask in (Ask.CLOSED, Ask.BLOCKED) if ask in asks]
    return " ".join([asked, *warnings])


def status(digest: Digest, *, is_looked_at: bool, is_open: bool = False) -> str:
    """What becomes of the batch by itself."""
    if digest.batch.asks:
        return ""
    if is_looked_at:
        return tr(f"review.status.{'open' if is_open else 'stopped'}")
    if digest.repeated and len(digest.repeated) == len(digest.rows):
        # Though seconds are counted, nothing goes up by itself.
        return tr("review.status.waits")
    if digest.batch.seconds_left is None:
        return tr("review.status.waits") if digest.repeated else ""
    return tr("review.status.seconds", seconds=math.ceil(digest.batch.seconds_left))


def notes(digest: Digest, *, smallest_failed: int, largest_worked: int) -> list[NoteWords]:
    """What the user should know of these files; sizes in bytes, 0 for unknown."""
    found = [
        _copying(digest),
        _by_reference(digest),
        _too_large(digest, smallest_failed, largest_worked),
        _cut_short(digest),
        _telling(digest),
    ]
    return [note for note in found if note is not None]


def repeated_one(row: Upload, earlier: Earlier) -> str:
    """What is there already: its name, when, how it stands and as which document."""
    when = moment(earlier.at, datetime.now(UTC))
    key = _standing(earlier.state)
    said = tr(f"review.again.{key}", file=row.name, name=earlier.name, when=when)
    if earlier.document_id is None:
        return said
    return tr("review.again.document", said=said, id=earlier.document_id)


def repeated_many(rows: Sequence[Upload]) -> str:
    return tr("review.again.many", count=len(rows))


def _standing(state: UploadState) -> str:
    if state is UploadState.DONE:
        return "stored"
    if state in (UploadState.NEEDS_YOU, UploadState.SENT_UNCONFIRMED, UploadState.VERIFYING):
        return "unsure"
    return "queued"


def _copying(digest: Digest) -> NoteWords | None:
    left, count = len(digest.uncopied), len(digest.rows)
    if not left:
        return None
    if count == 1:
        return NoteWords("copying", tr("review.note.copying_one"))
    return NoteWords("copying", tr("review.note.copying", done=count - left, count=count))


def _by_reference(digest: Digest) -> NoteWords | None:
    rows = digest.by_reference
    if not rows:
        return None
    if len(rows) == 1:
        return NoteWords("reference", tr("review.note.reference_one", file=rows[0].name))
    return NoteWords("reference", tr("review.note.reference", count=len(rows)))


def _too_large(digest: Digest, failed: int, worked: int) -> NoteWords | None:
    rows = digest.as_large_as(failed) if failed else ()
    if not rows:
        return None
    which = rows[0].name if len(rows) == 1 else files(len(rows))
    values = {"which": which, "failed": size(failed)}
    if worked:
        text = tr("review.note.too_large_known", worked=size(worked), **values)
    else:
        text = tr("review.note.too_large", **values)
    return NoteWords("large", text, is_warning=True)


def _cut_short(digest: Digest) -> NoteWords | None:
    rows = digest.cut_short
    if not rows:
        return None
    if len(rows) == 1:
        text = tr("review.note.cut_short_one", file=rows[0].name)
    else:
        text = tr("review.note.cut_short", count=len(rows))
    return NoteWords("cut_short", text, is_warning=True)


def _telling(digest: Digest) -> NoteWords | None:
    rows = digest.telling
    if not rows:
        return None
    keeps = all(row.keeps_place for row in rows)
    what = "place" if any(row.has_place for row in rows) else "serial"
    number = "one" if len(rows) == 1 else "many"
    text = tr(f"review.note.{what}_{'kept' if keeps else 'removed'}_{number}", count=len(rows))
    return NoteWords("place", text, tr(f"review.note.{'remove' if keeps else 'keep'}"))
