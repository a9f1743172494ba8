"""What the groups of commands need of the client they are part of."""

from abc import ABC, abstractmethod
from typing import TypeVar

from desktop.microbizz.command import Command, Upload
from desktop.microbizz.streaming import OnProgress

T = TypeVar("T")


class Asking(ABC):
    """Something that gets a command answered; raises the ServerError where it is not."""

    @abstractmethod
    async def _read(self, command: Command[T]) -> T:
        """The answer to a read, which may travel with others."""

    @abstractmethod
    async def _write(self, command: Command[T]) -> T:
        """The answer to a write, sent by itself and once."""

    @abstractmethod
    async def _upload(self, upload: Upload[T], on_progress: OnProgress | None) -> T:
        """The answer to an upload, sent by itself and once."""
