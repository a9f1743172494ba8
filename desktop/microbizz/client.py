"""The client: everything the API can do, for one account."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from desktop.domain.account import Account, endpoint_problem
from desktop.domain.answers import FileAdded, PhotoAdded, UploadReply
from desktop.domain.errors import ServerError
from desktop.domain.sending import FileContent
from desktop.microbizz import commands
from desktop.microbizz.command import Command, Upload
from desktop.microbizz.feeds import Feeds
from desktop.microbizz.gathering import Gatherer
from desktop.microbizz.options import Observer, Options
from desktop.microbizz.reads import Reads
from desktop.microbizz.sending import Sender
from desktop.microbizz.streaming import Steps
from desktop.microbizz.writes import Writes

T = TypeVar("T")


class Client(Reads, Feeds, Writes):
    """One awaitable per command; belongs to one event loop, and is closed with `aclose`.

    Reads asked for in one turn of the loop travel in one envelope, and are asked again when the
    connection fails. Writes go by themselves, and once. Errors are `domain.errors.ServerError`s.
    """

    def __init__(
        self,
        account: Account,
        *,
        options: Options | None = None,
        observer: Observer | None = None,
    ) -> None:
        """ValueError where the account's endpoint must not be used; nothing is sent then."""
        if problem := endpoint_problem(account.endpoint):
            raise ValueError(problem)
        options = options or Options()
        self._account = account
        self._sender = Sender(account, options, observer)
        self._gatherer = Gatherer(send=self._sender.send, most=options.most_commands)

    def __repr__(self) -> str:
        return f"Client({self._account!r})"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Give up on reads under way, whose callers are cancelled, and close all connections."""
        await self._gatherer.aclose()
        await self._sender.aclose()

    async def echo(self, text: str) -> str:
        """The same text back, which also proves who we are."""
        return await self._read(commands.echo(text))

    async def send(
        self, *asked: Command[T], halt_on_error: bool = False
    ) -> tuple[T | ServerError, ...]:
        """Several commands in one envelope, in order; each has its answer or its error.

        Raises where there is no answer at all. With *halt_on_error* the server stops at the first
        that fails.
        """
        if not asked:
            return ()
        return tuple(await self._sender.send(asked, halt_on_error=halt_on_error))

    async def _read(self, command: Command[T]) -> T:
        return await self._gatherer.ask(command)

    async def _write(self, command: Command[T]) -> T:
        (answer,) = await self._sender.send([command])
        if isinstance(answer, ServerError):
            raise answer
        return answer  # type: ignore[no-any-return]  # the command's own reader made it

    async def _write_watched(self, commands: Sequence[Command[Any]]) -> Sequence[Any]:
        return await self._sender.send(commands, halt_on_error=True)

    async def _upload(
        self,
        upload: Upload[FileAdded] | Upload[PhotoAdded],
        content: FileContent,
        nonce: str,
        steps: Steps,
    ) -> UploadReply:
        return await self._sender.upload(upload, content, nonce, steps)
