"""Files to send, for the tests of uploads."""

import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.domain.answers import UploadReply
from desktop.domain.ids import CustomerId
from desktop.domain.sending import FileContent, FileToAdd, OnProgress, PhotoToAdd
from desktop.microbizz import Client

WHO = CustomerId(7)
MEGABYTE = 1024 * 1024
FILE = FileToAdd(customer_id=WHO, filename="a.bin")
PHOTO = PhotoToAdd(customer_id=WHO, title="t", tags=(3,))


def content_of(path: Path, *, size: int = 0, is_checked: bool = True) -> FileContent:
    content = path.read_bytes() if path.is_file() else b""
    sha256 = hashlib.sha256(content).hexdigest() if is_checked else ""
    return FileContent(path=path, size=size or len(content) or 1, sha256=sha256)


async def at_once() -> None:
    """Nothing has to happen before the closing bytes."""


async def send(
    client: Client,
    path: Path,
    *,
    file: FileToAdd = FILE,
    before_commit: Callable[[], Awaitable[None]] = at_once,
    on_progress: OnProgress | None = None,
) -> UploadReply:
    return await client.send_file(
        file,
        content_of(path),
        nonce="nonce",
        before_commit=before_commit,
        on_progress=on_progress,
    )
