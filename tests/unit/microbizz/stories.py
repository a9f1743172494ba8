"""How the tests of the client tell a story: over bytes of the test's own, or the real server."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from desktop.domain.account import Account, Password
from desktop.domain.errors import (
    ServerError,
)
from desktop.microbizz import Client, Options
from tests.helpers.demo_server import DemoServer
from tests.helpers.raw_server import (
    RawServer,
    Reply,
    answering,
    raw_server,
)

Tell = Callable[[RawServer, Client], Awaitable[None]]
HELLO = answering(answer="hej", customers=[{"id": 1}], customer={"id": 1}, document={"id": 5})
WRITE: dict[str, object] = {"id": 1}


class Watcher:
    """Writes down what an observer is told, and the pauses between attempts."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.pauses: list[float] = []

    def began(self) -> None:
        self.told.append("began")

    def ended(self, error: BaseException | None) -> None:
        self.told.append(type(error).__name__ if error else "answered")

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


def story(tell: Tell, *replies: Reply, **options: Any) -> tuple[RawServer, Watcher]:
    """Tell the story over a server with these replies; fails if it leaves tasks behind."""
    watcher = Watcher()

    async def run() -> RawServer:
        async with raw_server(*replies or [HELLO]) as server:
            patience = Options(sleep=watcher.sleep, **options)
            async with Client(server.account(), options=patience, observer=watcher) as client:
                await tell(server, client)
        return server

    return asyncio.run(run()), watcher


async def failure(work: Awaitable[object]) -> ServerError:
    with pytest.raises(ServerError) as caught:
        await work
    error = caught.value
    # What a crash report walks through must not lead to the request, which knows the password.
    assert error.__cause__ is None
    assert error.__context__ is None
    return error


def account_of(server: DemoServer, **changes: Any) -> Account:
    said = server.account
    login = Password(username=said["username"], apikey=said["apikey"], password=said["password"])
    known = {"contract": said["contract"], "login": login, "endpoint": said["url"]}
    return Account(**{**known, **changes})


async def at_once(_seconds: float) -> None:
    """No pause between attempts."""


def story_at(server: DemoServer, tell: Callable[[Client], Awaitable[None]], **changes: Any) -> None:
    """Tell the story over the embedded server, with its account but for the *changes*."""

    async def run() -> None:
        options = Options(sleep=at_once)
        async with Client(account_of(server, **changes), options=options) as client:
            await tell(client)

    asyncio.run(run())
