"""The commands that change something, as methods; each is sent by itself, and once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop.domain.answers import FileAdded, PhotoAdded, Stored
from desktop.domain.ids import CustomerId, DocumentId
from desktop.microbizz import commands
from desktop.microbizz.asking import Asking
from desktop.microbizz.streaming import OnProgress


class Writes(Asking):
    """Each method is the command of its name; `commands` says what is known of it.

    Where one fails, the error's `may_have_run` tells whether the server may have done it all the
    same. `on_progress` is told the bytes of the file that have been sent: at last its size, just
    before the bytes without which the server can make nothing of the rest. A file that has not the
    `size` it is said to have is refused as changed.
    """

    async def create_update_customer_by_id(self, customer: Mapping[str, object]) -> Stored:
        return await self._write(commands.create_update_customer_by_id(customer))

    async def create_update_customer_by_customer_number(
        self, customer: Mapping[str, object]
    ) -> Stored:
        return await self._write(commands.create_update_customer_by_customer_number(customer))

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
        upload = commands.add_file_to_customer(
            customer_id, filename=filename, data=data, title=title, folder=folder
        )
        return await self._upload(replace(upload, size=size), on_progress)

    async def add_photo_to_customer(
        self,
        customer_id: CustomerId,
        *,
        image: Path,
        title: str = "",
        on_xnet: bool = False,
        taken: datetime | None = None,
        tags: Sequence[int] = (),
        document_id: DocumentId | None = None,
        size: int = 0,
        on_progress: OnProgress | None = None,
    ) -> PhotoAdded:
        upload = commands.add_photo_to_customer(
            customer_id,
            image=image,
            title=title,
            on_xnet=on_xnet,
            taken=taken,
            tags=tags,
            document_id=document_id,
        )
        return await self._upload(replace(upload, size=size), on_progress)
