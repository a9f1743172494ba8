"""What the process that sends files can do, each job under the number of its request."""

import asyncio
from base64 import b64encode
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from desktop.domain.answers import UploadReply
from desktop.domain.error_facts import error_as_json
from desktop.domain.errors import AppError, FileRefused
from desktop.domain.files import wire_name
from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.sending import FileContent
from desktop.domain.uploads import UploadId
from desktop.journal.spool import Spool
from desktop.microbizz import Client
from desktop.photos.preparing import Preparer
from desktop.services.uploads import messages, parcels
from desktop.services.uploads.messages import Message
from desktop.services.uploads.parcels import Staged
from desktop.services.uploads.staging import Staging
from desktop.services.wire import places_of
from desktop.support.threads import on_a_thread

Say = Callable[[Message], None]

_REPORT_S: Final = 0.1


class Jobs:
    """Carries out requests, several at once."""

    def __init__(
        self, *, client: Client, spool: Spool, staging: Staging, preparer: Preparer, say: Say
    ) -> None:
        self._client, self._spool, self._say = client, spool, say
        self._staging, self._preparer = staging, preparer
        self._running: dict[int, asyncio.Task[None]] = {}
        self._of: dict[int, UploadId] = {}
        self._gates: dict[int, asyncio.Future[None]] = {}

    def hear(self, wish: Message) -> None:
        """Begin what is asked for, or have what runs go on or stop."""
        match wish:
            case messages.Go(n=n):
                if (gate := self._gates.get(n)) is not None and not gate.done():
                    gate.set_result(None)
            case messages.Cancel(n=n):
                if running := self._running.get(n):
                    running.cancel()
            case _:
                self._begin(wish)

    def _begin(self, wish: Message) -> None:
        if (upload := getattr(wish, "upload", None)) is not None:
            self._of[wish.n] = UploadId(upload)
        running = asyncio.get_running_loop().create_task(self._carry_out(wish))
        self._running[wish.n] = running
        running.add_done_callback(lambda _: self._forget(wish.n))

    def _forget(self, n: int) -> None:
        self._running.pop(n, None)
        self._of.pop(n, None)
        self._gates.pop(n, None)

    async def _carry_out(self, wish: Message) -> None:
        """Answer the request; there is an answer whatever happens."""
        try:
            answer = await self._answer(wish)
        except AppError as error:
            self._say(messages.Failed(n=wish.n, error=error_as_json(error)))
        except asyncio.CancelledError:
            self._say(messages.Failed(n=wish.n, error=None))
        except Exception as error:  # noqa: BLE001 - a bug of ours, to be told where it can be
            places = places_of(error)
            self._say(messages.Bug(n=wish.n, error=type(error).__name__, places=places))
        else:
            self._say(messages.Answered(n=wish.n, answer=answer))

    def _answer(self, wish: Message) -> Coroutine[Any, Any, dict[str, Any]]:
        match wish:
            case messages.Stage():
                return self._stage(wish)
            case messages.Prepare():
                return self._prepare(wish)
            case messages.Send():
                return self._send(wish)
            case messages.Thumbnail():
                return self._thumbnail(wish)
            case messages.Discard():
                return self._discard(wish)
            case _:
                return self._leftovers()

    async def _stage(self, wish: messages.Stage) -> dict[str, Any]:
        upload, source = UploadId(wish.upload), Path(wish.source)
        copied = await self._staging.take(upload, source)
        content = source if copied.is_by_reference else self._spool.source(upload)
        try:
            with _named(wire_name(source)):
                look = await self._preparer.look(content)
        except FileRefused:
            await asyncio.to_thread(self._spool.discard, [upload])
            raise
        staged = Staged(
            look=replace(look, size=copied.size, modified_ns=copied.modified_ns),
            sha256=copied.sha256,
            is_by_reference=copied.is_by_reference,
        )
        return parcels.staged_as_json(staged)

    async def _prepare(self, wish: messages.Prepare) -> dict[str, Any]:
        upload = UploadId(wish.upload)
        order = PhotoOrder(preset=Preset(wish.preset), keeps_place=wish.keeps_place)
        with _named(wish.name):
            content, size = await self._content(upload)
            with self._spool.making(upload, size) as target:
                prepared = await self._preparer.prepare(content, target, order)
        return parcels.prepared_as_json(prepared)

    async def _send(self, wish: messages.Send) -> dict[str, Any]:
        said = wish.parcel
        content = parcels.read_content(said["content"])
        with _named(said["content"]["name"]):
            reply = await self._sent(said, content, self._steps(wish.n, content.size))
        listed, told = parcels.reply_as_json(reply)
        for documents in listed:
            self._say(messages.Listed(n=wish.n, documents=documents))
        return told

    async def _sent(
        self, said: Mapping[str, Any], content: FileContent, steps: "Steps"
    ) -> UploadReply:
        if "photo" in said:
            return await self._client.send_photo(
                parcels.read_photo(said["photo"]),
                content,
                nonce=said["nonce"],
                before_commit=steps.before_commit,
                on_progress=steps.on_progress,
            )
        return await self._client.send_file(
            parcels.read_file(said["file"]),
            content,
            nonce=said["nonce"],
            before_commit=steps.before_commit,
            on_progress=steps.on_progress,
        )

    def _steps(self, n: int, size: int) -> "Steps":
        gate = self._gates[n] = asyncio.get_running_loop().create_future()
        return Steps(n=n, size=size, gate=gate, say=self._say)

    async def _thumbnail(self, wish: messages.Thumbnail) -> dict[str, Any]:
        content, _ = await self._content(UploadId(wish.upload))
        picture = await self._preparer.thumbnail(content, wish.longest)
        if picture is None:
            return {}
        rgba = b64encode(picture.rgba).decode()
        return {"width": picture.width, "height": picture.height, "rgba": rgba}

    async def _content(self, upload: UploadId) -> tuple[Path, int]:
        # It may be a file on a network that is gone.
        return await on_a_thread(partial(self._spool.content, upload), name="look at a copy")

    async def _discard(self, wish: messages.Discard) -> dict[str, Any]:
        uploads = {UploadId(each) for each in wish.uploads}
        if busy := [self._running[n] for n, upload in self._of.items() if upload in uploads]:
            await asyncio.wait(busy)
        await asyncio.to_thread(self._spool.discard, uploads)
        return {}

    async def _leftovers(self) -> dict[str, Any]:
        return {"uploads": sorted(await asyncio.to_thread(self._spool.held))}


class Steps:
    """What happens while a file goes up: the window is told, and asked before the last piece."""

    def __init__(self, *, n: int, size: int, gate: "asyncio.Future[None]", say: Say) -> None:
        self._n, self._size, self._gate, self._say = n, size, gate, say
        self._next = 0.0

    async def before_commit(self) -> None:
        self._say(messages.CommitAsked(n=self._n))
        await self._gate

    def on_progress(self, sent: int) -> None:
        now = asyncio.get_running_loop().time()
        if now >= self._next or sent == self._size:
            self._next = now + _REPORT_S
            self._say(messages.Progress(n=self._n, sent=sent))


@contextmanager
def _named(name: str) -> Iterator[None]:
    """A file that is refused is refused by the name the user knows."""
    try:
        yield
    except FileRefused as error:
        error.name = name
        raise
