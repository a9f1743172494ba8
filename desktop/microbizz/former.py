"""The uploads as they were called before, until nothing calls them any more."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from desktop.domain.answers import FileAdded, PhotoAdded
from desktop.domain.errors import ServerError
from desktop.domain.ids import CustomerId
from desktop.domain.sending import FileContent, FileToAdd, OnProgress, PhotoToAdd
from desktop.microbizz import commands
from desktop.microbizz.asking import Asking
from desktop.microbizz.streaming import Steps


async def _at_once() -> None:
    """Nothing has to happen before the commit."""


def _content(path: Path, size: int) -> FileContent:
    return FileContent(path=path, size=size or (path.stat().st_size if path.is_file() else 1))


class FormerUploads(Asking):
    """To be deleted."""

    async def add_file_to_customer(
        self,
        customer_id: CustomerId,
        *,
        filename: str,
        data: Path,
        title: str = "",
        folder: str = "",
        size: int = 0,
        on_progress: OnProgress | None = None,
    ) -> FileAdded:
        file = FileToAdd(customer_id=customer_id, filename=filename, title=title, folder=folder)
        steps = Steps(before_commit=_at_once, on_progress=on_progress)
        upload = commands.add_file_to_customer(file)
        reply = await self._upload(upload, _content(data, size), "n", steps)
        if isinstance(reply.answer, ServerError):
            raise reply.answer
        return FileAdded()

    async def add_photo_to_customer(
        self,
        customer_id: CustomerId,
        *,
        image: Path,
        title: str = "",
        taken: datetime | None = None,
        tags: Sequence[int] = (),
        size: int = 0,
        on_progress: OnProgress | None = None,
    ) -> PhotoAdded:
        photo = PhotoToAdd(customer_id=customer_id, title=title, taken=taken, tags=tuple(tags))
        steps = Steps(before_commit=_at_once, on_progress=on_progress)
        upload = commands.add_photo_to_customer(photo)
        reply = await self._upload(upload, _content(image, size), "n", steps)
        if isinstance(reply.answer, PhotoAdded):
            return reply.answer
        assert isinstance(reply.answer, ServerError)  # noqa: S101
        raise reply.answer
