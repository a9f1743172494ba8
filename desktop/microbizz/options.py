"""How patient a client is and how much it takes in."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The bounds of a client; the defaults are for people, other values for tests.

    Attributes:
        total_seconds: Within these a request is answered or has failed, its retries included.
        connect_seconds: The part of it that making a connection may take.
        stall_seconds: The longest that a connection may take no byte of a request.
        bytes_per_second: An upload is given the time it needs at this speed on top.
        retries: How often a read is asked once more; nothing else ever is.
        most_commands: More reads than these make a second envelope.
        most_bytes: A longer reply is not read on.
        sleep: Waits between two attempts.
    """

    total_seconds: float = 60.0
    connect_seconds: float = 10.0
    stall_seconds: float = 30.0
    bytes_per_second: float = 50_000.0
    retries: int = 2
    most_commands: int = 50
    most_bytes: int = 256 * 1024 * 1024
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Observer(Protocol):
    """Is told of every request: for showing whether the server answers and what is under way."""

    def began(self) -> None: ...

    def ended(self, error: BaseException | None) -> None:
        """Over: answered, failed, or given up by its callers (CancelledError)."""
