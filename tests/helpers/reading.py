"""A client against a server for the length of one coroutine."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from desktop.domain.account import Account, Password
from desktop.microbizz import Client
from tests.helpers.demo_server import DemoServer

T = TypeVar("T")

PATIENCE_S = 30.0


def account_of(server: DemoServer) -> Account:
    said = server.account
    login = Password(username=said["username"], apikey=said["apikey"], password=said["password"])
    return Account(contract=str(said["contract"]), login=login, endpoint=said["url"])


def with_client(server: DemoServer, story: Callable[[Client], Awaitable[T]]) -> T:
    """Run *story* with a client of *server*, both closed at its end."""

    async def told() -> T:
        async with Client(account_of(server)) as client:
            return await asyncio.wait_for(story(client), PATIENCE_S)

    return asyncio.run(told())
