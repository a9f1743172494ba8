"""Sending commands and bringing back their answers, watched, and within bounds persistent."""

import asyncio
import logging
import random
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Final

from desktop import __version__
from desktop.domain.account import Account
from desktop.domain.answers import FileAdded, Listing, PhotoAdded, UploadReply
from desktop.domain.errors import NotAnEnvelope, ServerError, Unreachable
from desktop.domain.sending import FileContent
from desktop.microbizz.body import Body, WholeBody
from desktop.microbizz.command import Command, Upload
from desktop.microbizz.commands import echo
from desktop.microbizz.envelope import PARAMETER, Answer, form_encoded, read_reply, request_text
from desktop.microbizz.options import Observer, Options
from desktop.microbizz.statuses import turned_away
from desktop.microbizz.streaming import FileBody, Steps, Stopped

if TYPE_CHECKING:
    from desktop.microbizz.transport import Reply, Transport

_log = logging.getLogger(__name__)
_numbers = count(1)

REMOTE_AGENT: Final = f"Bizztree/{__version__} ({sys.platform})"
_LARGE: Final = 256 * 1024
"""Bytes of a reply from which on it is read in a thread."""
_PAUSE: Final = 0.4
"""Seconds before the first retry, twice that before the next, up to as much again by chance."""


class Sender:
    """Sends envelopes for one account, with one HTTP client behind it."""

    def __init__(self, account: Account, options: Options, observer: Observer | None) -> None:
        self._account = account
        self._options = options
        self._observer = observer
        self._connecting: asyncio.Task[Transport] | None = None
        self._is_closed = False

    async def send(
        self,
        commands: Sequence[Command[object]],
        *,
        halt_on_error: bool = False,
        retries: int | None = None,
    ) -> list[Answer | ServerError]:
        """The answer to each command, or why it has none; raises where the whole request failed.

        Asked again only if every command is a read.
        """
        text = request_text(
            self._account, commands, remote_agent=REMOTE_AGENT, halt_on_error=halt_on_error
        )
        body = WholeBody(PARAMETER + form_encoded(text))
        if retries is None:
            retries = self._options.retries
        if not all(command.is_read for command in commands):
            retries = 0
        with self._watched(commands) as answers:
            answers.extend(await self._persistently(body, commands, retries))
            return answers

    async def upload(
        self,
        upload: Upload[FileAdded] | Upload[PhotoAdded],
        content: FileContent,
        nonce: str,
        steps: Steps,
    ) -> UploadReply:
        """Send a file, once, with an Echo of *nonce*; its deadline grows with its size.

        Raises FileRefused as well, and what `before_commit` raises.
        """
        envelope = [echo(nonce), upload.command, *([upload.listing] if upload.listing else [])]
        body = self._file_body(upload, envelope, content, steps)
        seconds = self._options.total_seconds + content.size / self._options.bytes_per_second
        with self._watched(envelope) as answers, closing(body):
            await body.open()
            transport = await self._transport()
            try:
                answers.extend(await _attempt(transport, body, envelope, seconds))
            except Stopped as stopped:
                why = stopped.why
            else:
                return _upload_reply(answers, nonce)
            raise why

    async def aclose(self) -> None:
        self._is_closed = True
        connecting, self._connecting = self._connecting, None
        if connecting is not None:
            (transport,) = await asyncio.gather(connecting, return_exceptions=True)
            if not isinstance(transport, BaseException):
                await transport.aclose()

    def _file_body(
        self,
        upload: Upload[object],
        envelope: Sequence[Command[object]],
        content: FileContent,
        steps: Steps,
    ) -> FileBody:
        """The envelope cut in two where the file's content belongs."""
        mark = secrets.token_hex(16)
        inputs = {**upload.command.inputs, upload.content: mark}
        marked = replace(upload.command, inputs=inputs)
        commands = [marked if each is upload.command else each for each in envelope]
        text = request_text(self._account, commands, remote_agent=REMOTE_AGENT)
        head, _, tail = text.partition(mark)
        return FileBody(head=head, tail=tail, content=content, steps=steps)

    async def _persistently(
        self, body: Body, commands: Sequence[Command[object]], retries: int
    ) -> list[Answer | ServerError]:
        """Attempt, and attempt again after what may pass, all within one deadline."""
        transport = await self._transport()
        now = asyncio.get_running_loop().time
        deadline = now() + self._options.total_seconds
        for tried in range(retries):
            try:
                return await _attempt(transport, body, commands, deadline - now())
            except ServerError as error:
                pause = _pause(tried)
                if not _may_pass(error, len(commands)) or now() + pause > deadline:
                    raise
                _log.info("%s; asking again", type(error).__name__)
            await self._options.sleep(pause)
        return await _attempt(transport, body, commands, deadline - now())

    async def _transport(self) -> "Transport":
        if self._is_closed:
            raise Unreachable("the client is closed")
        if self._connecting is None or _has_failed(self._connecting):
            # In a thread: importing httpx and loading certificates would stop the window.
            self._connecting = asyncio.create_task(
                asyncio.to_thread(_connect, self._account, self._options)
            )
        # Shielded: whoever gives up waiting does not take it from the others.
        return await asyncio.shield(self._connecting)

    @contextmanager
    def _watched(self, commands: Sequence[Command[object]]) -> Iterator[list[Answer | ServerError]]:
        """Tell the observer and the log of a request: names alone, never what is in it.

        Answers put into the list are looked through for one that failed.
        """
        answers: list[Answer | ServerError] = []
        number = next(_numbers)
        began = time.monotonic()
        _log.info("request %d: %s", number, ", ".join(command.name for command in commands))
        ended: BaseException | None = None
        if self._observer:
            self._observer.began()
        try:
            yield answers
            ended = next((each for each in answers if isinstance(each, ServerError)), None)
        except BaseException as error:
            ended = error
            raise
        finally:
            outcome = "answered" if ended is None else type(ended).__name__
            _log.info("request %d: %s in %.3f s", number, outcome, time.monotonic() - began)
            if self._observer:
                self._observer.ended(ended)


def _has_failed(connecting: "asyncio.Task[Transport]") -> bool:
    """Whether it is worth another go: what stood in the way may be gone."""
    return connecting.done() and (connecting.cancelled() or connecting.exception() is not None)


def _connect(account: Account, options: Options) -> "Transport":
    from desktop.microbizz import transport

    return transport.connect(account, options, REMOTE_AGENT)


async def _attempt(
    transport: "Transport", body: Body, commands: Sequence[Command[object]], seconds: float
) -> list[Answer | ServerError]:
    is_read = all(command.is_read for command in commands)
    retry_after: float | None = None
    try:
        reply = await transport.post(body, seconds=seconds, alone=not is_read)
        retry_after = reply.retry_after
        return await _read(reply, commands)
    except NotAnEnvelope as error:
        error.may_have_run = body.may_be_whole
        failed = turned_away(error, retry_after) or error
    # Raised out here: nobody needs both.
    raise failed


async def _read(reply: "Reply", commands: Sequence[Command[object]]) -> list[Answer | ServerError]:
    if len(reply.content) < _LARGE:
        return read_reply(reply.content, reply.http_status, commands)
    return await asyncio.to_thread(read_reply, reply.content, reply.http_status, commands)


def _pause(tried: int) -> float:
    # Spread out, so that many programs do not come back to a restarted server at once.
    return _PAUSE * (1 << tried) * random.uniform(1, 2)  # noqa: S311 - no secret depends on it


def _may_pass(error: ServerError, commands: int) -> bool:
    """Whether waiting may help: a lost connection, or a server in trouble with one command.

    In trouble with several, their caller asks for each by itself. What timed out has had its time.
    """
    if isinstance(error, NotAnEnvelope):
        return commands == 1 and error.http_status >= 500
    return isinstance(error, Unreachable)


def _upload_reply(answers: Sequence[Answer | ServerError], nonce: str) -> UploadReply:
    echoed, answer, *listed = answers
    listing = listed[0] if listed and isinstance(listed[0], Listing) else None
    return UploadReply(is_ours=echoed == nonce, answer=answer, listing=listing)
