"""Gathering the reads of one turn of the loop into one envelope."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic, Protocol, TypeVar

from desktop.domain.errors import Malformed, NotAnEnvelope, ServerError
from desktop.microbizz.command import Command
from desktop.microbizz.envelope import Answer

T = TypeVar("T")

_QUIET_TURNS: Final = 2
"""Turns without a further read before the envelope goes.

One would do where each widget reads in its task's first step; `asyncio.gather` takes one more,
and a loop driven by a window's timers does not promise the order in which they come.
"""


class Send(Protocol):
    """How the gathered commands are sent."""

    async def __call__(
        self, commands: Sequence[Command[object]], /, *, retries: int | None = None
    ) -> list[Answer | ServerError]: ...


def _future() -> "asyncio.Future[Any]":
    return asyncio.get_running_loop().create_future()


@dataclass(frozen=True, slots=True, eq=False)
class _Asked(Generic[T]):
    """A read and who waits for it."""

    command: Command[T]
    answer: "asyncio.Future[T]" = field(default_factory=_future)

    def settle(self, answer: Answer | BaseException) -> None:
        if self.answer.done():
            return
        if isinstance(answer, BaseException):
            self.answer.set_exception(answer)
        else:
            self.answer.set_result(answer)


class Gatherer:
    """Sends reads asked for together in one request; each caller gets its own answer or error."""

    def __init__(self, *, send: Send, most: int) -> None:
        self._send = send
        self._most = most
        self._waiting: list[_Asked[Any]] = []
        self._requests: set[asyncio.Task[None]] = set()

    async def ask(self, command: Command[T]) -> T:
        asked = _Asked(command)
        self._waiting.append(asked)
        if len(self._waiting) == 1:
            self._listen_on(asked.answer.get_loop(), heard=1, quiet_turns=0)
        return await asked.answer

    async def aclose(self) -> None:
        """Give up on everything under way; whoever waits is cancelled."""
        for asked in self._waiting:
            asked.answer.cancel()
        requests = tuple(self._requests)
        for request in requests:
            request.cancel()
        await asyncio.gather(*requests, return_exceptions=True)

    def _listen_on(self, loop: asyncio.AbstractEventLoop, *, heard: int, quiet_turns: int) -> None:
        def turn() -> None:
            count = len(self._waiting)
            if count == heard and quiet_turns == _QUIET_TURNS:
                self._part(loop)
            else:
                still = quiet_turns + 1 if count == heard else 0
                self._listen_on(loop, heard=count, quiet_turns=still)

        loop.call_soon(turn)

    def _part(self, loop: asyncio.AbstractEventLoop) -> None:
        """Send what was asked, less what nobody waits for any more."""
        asked = [each for each in self._waiting if not each.answer.done()]
        self._waiting.clear()
        for start in range(0, len(asked), self._most):
            self._request(loop, asked[start : start + self._most])

    def _request(
        self,
        loop: asyncio.AbstractEventLoop,
        asked: Sequence[_Asked[Any]],
        *,
        retries: int | None = None,
    ) -> None:
        request = loop.create_task(self._answer(asked, retries), name="microbizz request")
        self._requests.add(request)

        def give_up_when_unwanted(_answer: "asyncio.Future[Any]") -> None:
            if all(each.answer.done() for each in asked):
                request.cancel()

        def settle(_request: "asyncio.Task[None]") -> None:
            self._requests.discard(request)
            # Whatever went wrong, nobody is left waiting.
            for each in asked:
                if request.cancelled():
                    each.answer.cancel()
                elif error := request.exception():
                    each.settle(error)

        for each in asked:
            each.answer.add_done_callback(give_up_when_unwanted)
        request.add_done_callback(settle)

    async def _answer(self, asked: Sequence[_Asked[Any]], retries: int | None) -> None:
        try:
            answers = await self._send([each.command for each in asked], retries=retries)
        except NotAnEnvelope as error:
            # One command may have spoilt it for all; a redirect is of the address.
            if len(asked) == 1 or error.why is Malformed.REDIRECT:
                raise
            for each in asked:
                if not each.answer.done():
                    self._request(asyncio.get_running_loop(), [each], retries=0)
        else:
            for each, answer in zip(asked, answers, strict=True):
                each.settle(answer)
