"""What the groups of commands need of the client they are part of."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, TypeVar

from desktop.domain.answers import FileAdded, PhotoAdded, UploadReply
from desktop.domain.sending import FileContent
from desktop.microbizz.command import Command, Upload
from desktop.microbizz.streaming import Steps

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
    async def _write_watched(self, commands: Sequence[Command[Any]]) -> Sequence[Any]:
        """The answers to a write among its own proof, sent once; it halts at the first error."""

    @abstractmethod
    async def _upload(
        self,
        upload: Upload[FileAdded] | Upload[PhotoAdded],
        content: FileContent,
        nonce: str,
        steps: Steps,
    ) -> UploadReply:
        """What came back for an upload, sent by itself and once."""
