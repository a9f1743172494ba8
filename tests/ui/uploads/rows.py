"""Uploads as they stand in a list."""

from pathlib import Path
from typing import Any, ClassVar

from desktop.domain.files import FileKind
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause
from desktop.domain.uploads import FINAL, BatchId, Upload, UploadId, UploadState, Way


class Standing:
    """Uploads as a test wants them to stand, in the words the dock asks for them."""

    pause: Pause | None = None
    unlisted: frozenset[CustomerId] = frozenset()
    next_looks: ClassVar[dict[UploadId, float]] = {}
    rows: tuple[Upload, ...] = ()

    @property
    def listed(self) -> tuple[Upload, ...]:
        return self.rows

    @property
    def live(self) -> tuple[Upload, ...]:
        return tuple(row for row in self.rows if row.state not in FINAL)

    def count(self, *states: UploadState) -> int:
        return sum(row.state in states for row in self.rows)

    def get(self, upload: UploadId) -> Upload | None:
        return next((row for row in self.rows if row.id == upload), None)


def upload(number: int, state: UploadState = UploadState.READY, **more: Any) -> Upload:
    """A photo that was looked at, unless *more* says otherwise."""
    path = more.pop("path", Path(f"/fotos/{number}.jpg"))
    known: dict[str, Any] = {
        "can_be_photo": True,
        "kind": FileKind.JPEG,
        "way": Way.PHOTO,
        "size": 2048,
        "sha256": "ab" * 32,
        **more,
    }
    return Upload(
        id=UploadId(number),
        batch=known.pop("batch", BatchId(1)),
        customer_id=CustomerId(7),
        customer_name=known.pop("customer_name", "Søndergade 7"),
        path=path,
        title=path.stem,
        state=state,
        **known,
    )
