"""What the engine has its hands do."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

from desktop.domain.answers import UploadReply
from desktop.domain.photos import PhotoOrder, Prepared
from desktop.domain.picture import Picture
from desktop.domain.sending import BeforeCommit, OnProgress
from desktop.domain.uploads import UploadId
from desktop.services.uploads.parcels import Parcel, Staged


class Grip(Protocol):
    """As `hands.Hands` does it, which says what is raised."""

    @property
    def falls(self) -> Mapping[UploadId, int]: ...

    async def stage(self, upload: UploadId, source: Path) -> Staged: ...

    async def prepare(self, upload: UploadId, order: PhotoOrder, source: Path) -> Prepared: ...

    async def send(
        self, parcel: Parcel, *, before_commit: BeforeCommit, on_progress: OnProgress
    ) -> UploadReply: ...

    async def thumbnail(self, upload: UploadId, longest: int) -> Picture | None: ...

    async def discard(self, uploads: Iterable[UploadId]) -> None: ...

    async def leftovers(self) -> frozenset[UploadId]: ...

    async def close(self) -> None: ...
