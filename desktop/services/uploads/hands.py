"""The hands of uploads as the window knows them: a process that copies, prepares and sends."""

import asyncio
from base64 import b64decode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Final

from desktop.domain.account import Account
from desktop.domain.answers import UploadReply
from desktop.domain.errors import HandsLost, HandsMissing
from desktop.domain.files import wire_name
from desktop.domain.photos import PhotoOrder, Prepared
from desktop.domain.picture import Picture
from desktop.domain.records import Document
from desktop.domain.sending import BeforeCommit, OnProgress
from desktop.domain.uploads import Upload, UploadId
from desktop.journal.spool import Spool
from desktop.services.piped import Piped, WorkerFailed
from desktop.services.uploads import messages, parcels
from desktop.services.uploads.messages import WORDS, Message
from desktop.services.uploads.parcels import Parcel, Staged
from desktop.services.uploads.turns import Turns
from desktop.services.wire import account_as_json, read_error
from desktop.support.logs import record_bug
from desktop.support.own_processes import UPLOAD_WORKER, own_command

__all__ = ["Hands", "HandsLost", "Limits", "Parcel", "Staged"]

_SPOOL: Final = "spool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How patient and how frugal the process is; other values than these are for tests.

    `room` are members of journal.spool.Room, `staging` of Staging, `options` of the client's.
    """

    room: Mapping[str, int] = field(default_factory=dict)
    staging: Mapping[str, float] = field(default_factory=dict)
    options: Mapping[str, float] = field(default_factory=dict)


class Hands:
    """Does what the engine decides, in a process that is started with the first request.

    Where that process ends unasked, all that was asked of it raises HandsLost, and the next
    request starts another one, which is given only one at a time of those that were at hand.
    Where it ends before it serves, that is HandsMissing, for which no file can be blamed.
    """

    def __init__(self, *, account: Account, folder: Path, limits: Limits | None = None) -> None:
        """*folder* is the account's; nothing is read or written there before the first request."""
        self._spool = Spool(folder / _SPOOL)
        self._begin = {
            "account": account_as_json(account),
            "folder": str(folder / _SPOOL),
            **asdict(limits or Limits()),
        }
        self._numbers = count(1)
        self._calls: dict[int, _Call] = {}
        self._turns = Turns()
        self._process: Piped[Message] | None = None
        self._is_serving = False
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._process.pid if self._process else None

    @property
    def falls(self) -> Mapping[UploadId, int]:
        """Uploads that are given to it one at a time, and how often it ended with each."""
        return self._turns.falls

    async def stage(self, upload: UploadId, source: Path) -> Staged:
        """Copy the file and look at it; the copy is on the disk when this returns.

        Raises FileRefused, StorageFailed (DiskFull where there is no room), HandsLost.
        """
        n = next(self._numbers)
        wish = messages.Stage(n=n, upload=upload, source=str(source))
        async with self._turns.turn(upload):
            return parcels.read_staged(await self._asked(wish))

    async def prepare(self, upload: UploadId, order: PhotoOrder, source: Path) -> Prepared:
        """Make the photo that goes up of what was staged; *source* gives its name alone.

        Raises FileRefused, StorageFailed, HandsLost.
        """
        wish = messages.Prepare(
            n=next(self._numbers),
            upload=upload,
            name=wire_name(source),
            preset=order.preset.value,
            keeps_place=order.keeps_place,
        )
        async with self._turns.turn(upload):
            return parcels.read_prepared(await self._asked(wish))

    async def send(
        self, parcel: Parcel, *, before_commit: BeforeCommit, on_progress: OnProgress
    ) -> UploadReply:
        """Send the file; *before_commit* is awaited before the piece that makes it whole leaves.

        Cancelled, or *before_commit* cancelled or raising, nothing was carried out: that is sure.
        Once *before_commit* has returned it is too late: a cancel is ignored from there on, and
        this ends with the reply, or with a ServerError or HandsLost, whose `may_have_run` tells.
        Raises FileRefused as well, and what *before_commit* raises.
        """
        n = next(self._numbers)
        content = self._content(parcel.upload)
        wish = messages.Send(
            n=n, upload=parcel.upload.id, parcel=parcels.parcel_as_json(parcel, content)
        )
        async with self._turns.turn(parcel.upload.id):
            call = self._call(wish)
            call.on_progress = on_progress
            try:
                return await self._sent(call, n, before_commit)
            finally:
                self._end(n, call)

    async def thumbnail(self, upload: UploadId, longest: int) -> Picture | None:
        """What was staged, no side longer than *longest* pixels; None where it is no picture."""
        wish = messages.Thumbnail(n=next(self._numbers), upload=upload, longest=longest)
        async with self._turns.turn(upload, proves_it=False):
            said = await self._asked(wish)
        if not said:
            return None
        rgba = b64decode(said["rgba"])
        return Picture(width=said["width"], height=said["height"], rgba=rgba)

    async def discard(self, uploads: Iterable[UploadId]) -> None:
        """Throw copies away: only of uploads that are done or cancelled."""
        await self._asked(messages.Discard(n=next(self._numbers), uploads=list(uploads)))

    async def leftovers(self) -> frozenset[UploadId]:
        """The uploads of which there are copies."""
        said = await self._asked(messages.Leftovers(n=next(self._numbers)))
        return frozenset(UploadId(each) for each in said["uploads"])

    async def close(self) -> None:
        """End the process, whatever it is doing; what waits for it gets HandsLost.

        To be called before sends are waited for: nothing else ends one that was let go.
        """
        self._is_closed = True
        process, self._process = self._process, None
        try:
            if process is not None:
                await process.close()
        finally:
            self._lose_all()

    # --- One request -------------------------------------------------------------------------

    async def _asked(self, wish: Message) -> Mapping[str, Any]:
        call = self._call(wish)
        try:
            return await call.answer
        finally:
            self._end(wish.n, call)

    async def _sent(self, call: "_Call", n: int, before_commit: BeforeCommit) -> UploadReply:
        either: tuple[asyncio.Future[Any], ...] = (call.answer, call.commit)
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not call.answer.done():
            await before_commit()
            if not call.answer.done():
                # Nothing may come between: it has been written down that it may have left.
                call.is_let_go = True
                self._tell(messages.Go(n=n))
                await _settled(call.answer)
        return parcels.read_reply(call.answer.result(), call.documents)

    def _call(self, wish: Message) -> "_Call":
        if self._is_closed:
            raise HandsLost
        call = self._calls[wish.n] = _Call(getattr(wish, "upload", None))
        self._running().send(wish)
        return call

    def _end(self, n: int, call: "_Call") -> None:
        self._calls.pop(n, None)
        if not call.answer.done():
            self._tell(messages.Cancel(n=n))
        elif not call.answer.cancelled():
            # Looked at, so that nobody complains of an error that came after a cancel.
            call.answer.exception()

    def _content(self, upload: Upload) -> Path:
        if parcels.is_prepared(upload):
            return self._spool.made(upload.id)
        return upload.path if upload.is_by_reference else self._spool.source(upload.id)

    # --- The process -------------------------------------------------------------------------

    def _tell(self, wish: Message) -> None:
        if self._process is not None:
            self._process.send(wish)

    def _running(self) -> "Piped[Message]":
        if self._process is None:
            self._is_serving = False
            self._process = Piped(
                own_command(UPLOAD_WORKER, "desktop.services.uploads.worker"),
                self._begin,
                words=WORDS,
                heard=self._hear,
                ended=self._on_end,
            )
        return self._process

    def _on_end(self) -> None:
        """It ended; unless we wanted that, something is wrong with it."""
        if (process := self._process) is None:
            return
        self._process = None
        record_bug(WorkerFailed(f"it ended with {process.exit_code}"))
        if self._is_serving:
            self._lose_all()
            return
        calls, self._calls = self._calls, {}
        for call in calls.values():
            call.fail(HandsMissing())

    def _lose_all(self) -> None:
        calls, self._calls = self._calls, {}
        blamed = self._turns.fell()
        for call in calls.values():
            call.lose(is_to_blame=blamed is not None and call.upload == blamed)

    def _hear(self, news: Message) -> None:
        self._is_serving = True
        if isinstance(news, messages.Bug):
            record_bug(WorkerFailed("\n".join([news.error, *news.places])))
        if (call := self._calls.get(news.n)) is not None:
            call.hear(news)


class _Call:
    """One request that waits for its answer.

    Attributes:
        upload: Which it is about; None where it is about no single one.
        is_let_go: The process was told to let the last piece go.
    """

    def __init__(self, upload: int | None) -> None:
        self.upload = upload
        loop = asyncio.get_running_loop()
        self.answer: asyncio.Future[Mapping[str, Any]] = loop.create_future()
        self.commit: asyncio.Future[None] = loop.create_future()
        self.documents: list[Document] = []
        self.on_progress: OnProgress | None = None
        self.is_let_go = False

    def hear(self, news: Message) -> None:
        if self.answer.done():
            return
        match news:
            case messages.Answered(answer=answer):
                self.answer.set_result(answer)
            case messages.Failed(error=error):
                self.fail(read_error(error) or self._lost(is_to_blame=True))
            case messages.Bug():
                self.lose(is_to_blame=True)
            case messages.CommitAsked():
                self.commit.set_result(None)
            case messages.Listed(documents=documents):
                self.documents += [Document(raw) for raw in documents]
            case messages.Progress(sent=sent) if self.on_progress is not None:
                self.on_progress(sent)

    def lose(self, *, is_to_blame: bool) -> None:
        """There will be no answer."""
        self.fail(self._lost(is_to_blame=is_to_blame))

    def _lost(self, *, is_to_blame: bool) -> HandsLost:
        return HandsLost(may_have_run=self.is_let_go, is_to_blame=is_to_blame)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


async def _settled(answer: "asyncio.Future[Mapping[str, Any]]") -> None:
    """Return when there is an answer, and not before: cancelling this does nothing."""
    while not answer.done():
        try:
            await asyncio.wait({answer})
        except asyncio.CancelledError:
            if (task := asyncio.current_task()) is not None:
                task.uncancel()
