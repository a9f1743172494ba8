"""A batch that can still be undone, with what its rows come to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from desktop.domain.batches import Batch
from desktop.domain.files import FileKind, Inspected
from desktop.domain.photos import Preset, estimate
from desktop.domain.uploads import Hint, Upload, UploadId, UploadState, Way

PENDING = frozenset({UploadState.QUEUED, UploadState.STAGED, UploadState.HELD})
"""What is said of an upload in these still counts."""

Rows = tuple[Upload, ...]


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A batch and those of its rows that still wait; sizes are in bytes."""

    batch: Batch
    rows: Rows

    @cached_property
    def size(self) -> int:
        """Of all that were looked at."""
        return sum(row.size for row in self.rows)

    @cached_property
    def folders(self) -> frozenset[str]:
        return frozenset(row.folder for row in self.rows if row.folder)

    @cached_property
    def photos(self) -> Rows:
        return tuple(row for row in self.rows if row.way is Way.PHOTO)

    @cached_property
    def pictures(self) -> Rows:
        """What is a photo, or would be one if it did not go as a file."""
        return tuple(row for row in self.rows if row.can_be_photo)

    @cached_property
    def unseen(self) -> tuple[UploadId, ...]:
        """Those nobody has looked at yet: some of them may turn out to be photos."""
        return tuple(row.id for row in self.rows if row.kind is None)

    @cached_property
    def uncopied(self) -> Rows:
        """Those whose originals are needed until they are copied."""
        return tuple(row for row in self.rows if row.needs_original and not row.is_by_reference)

    @cached_property
    def by_reference(self) -> Rows:
        return tuple(row for row in self.rows if row.is_by_reference)

    @cached_property
    def repeated(self) -> Rows:
        """Those whose content the customer has already, and nobody said what that means."""
        return tuple(
            row
            for row in self.rows
            if row.state is UploadState.STAGED
            and row.earlier is not None
            and row.replaces is None
            and not row.is_wanted_again
        )

    @cached_property
    def cut_short(self) -> Rows:
        """Photos that lack their end."""
        return tuple(row for row in self.rows if row.hint is Hint.CUT_SHORT)

    @cached_property
    def telling(self) -> Rows:
        """Photos that tell where they were taken, or with which camera."""
        return tuple(row for row in self.photos if row.has_place or row.has_serial)

    def as_large_as(self, size: int) -> Rows:
        return tuple(row for row in self.rows if row.bytes_to_send >= size)


def digest_of(batch: Batch, get: Callable[[UploadId], Upload | None]) -> Digest:
    """What the rows of *batch* come to now."""
    rows = (get(upload_id) for upload_id in batch.uploads)
    pending = tuple(row for row in rows if row is not None and row.state in PENDING)
    return Digest(batch=batch, rows=pending)


def estimated(rows: Rows, preset: Preset) -> int:
    """About how many bytes *rows* become as photos."""
    return sum(
        _estimated(row.size, row.width, row.height, row.kind or FileKind.OTHER, preset)
        for row in rows
    )


# Asked anew for hundreds of rows whenever one of them has changed.
@lru_cache(maxsize=8192)
def _estimated(size: int, width: int, height: int, kind: FileKind, preset: Preset) -> int:
    look = Inspected(size=size, modified_ns=0, kind=kind, width=width, height=height)
    return estimate(look, preset)
