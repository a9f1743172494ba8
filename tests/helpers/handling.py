"""The process that sends files, its window's side, and uploads for it, for tests."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.domain.account import Account
from desktop.domain.answers import UploadReply
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import BatchId, Upload, UploadId
from desktop.services.uploads.hands import Hands, Limits, Parcel, Staged
from tests.helpers.demo_server import DemoServer

PATIENCE_S = 30.0


def told(
    account: Account, folder: Path, tell: Callable[[Hands], Awaitable[None]], **limits: object
) -> None:
    """Run a story with hands of its own, within bounds."""

    async def run() -> None:
        hands = Hands(account=account, folder=folder, limits=Limits(**limits))  # type: ignore[arg-type]  # as a test names them
        try:
            async with asyncio.timeout(PATIENCE_S):
                await tell(hands)
        finally:
            await hands.close()

    asyncio.run(run())


def upload_of(path: Path, staged: Staged, customer: int, id_: int = 1) -> Upload:
    """The upload a staged file became; a JPEG is a photo."""
    return Upload(
        id=UploadId(id_),
        batch=BatchId(1),
        customer_id=CustomerId(customer),
        customer_name="Søndergade 7",
        path=path,
        title=path.stem,
        sha256=staged.sha256,
        is_by_reference=staged.is_by_reference,
    ).inspected(staged.look)


class Commit:
    """What a window does before the last piece leaves: it notes that it was asked.

    Attributes:
        asked: Set once it was.
        sent: The progress told, in order.
    """

    def __init__(self, *, holds: bool = False, error: Exception | None = None) -> None:
        self.asked = asyncio.Event()
        self.let_go = asyncio.Event()
        self.sent: list[int] = []
        self._error = error
        if not holds:
            self.let_go.set()

    async def __call__(self) -> None:
        self.asked.set()
        await self.let_go.wait()
        if self._error is not None:
            raise self._error


async def sent(hands: Hands, upload: Upload, commit: Commit | None = None) -> UploadReply:
    commit = commit or Commit()
    parcel = Parcel(upload=upload, nonce=f"nonce-{upload.id}")
    return await hands.send(parcel, before_commit=commit, on_progress=commit.sent.append)


def kill(hands: Hands) -> None:
    assert hands.pid is not None
    os.kill(hands.pid, signal.SIGKILL)


def ran(server: DemoServer) -> list[str]:
    """What was carried out but for Echo and the listings."""
    commands = [entry["command"] for entry in server.ledger() if entry["status"] == 1]
    return [command for command in commands if command.startswith("Add")]
