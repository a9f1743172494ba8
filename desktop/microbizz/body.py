"""The body of a request, which knows whether it may have left whole."""

from collections.abc import AsyncGenerator
from typing import Final, Protocol

FORM: Final = "application/x-www-form-urlencoded; charset=UTF-8"


class Body(Protocol):
    """What is sent; a server can make nothing of it without its closing bytes.

    Attributes:
        content_type: How the envelope is wrapped.
        length: In bytes, known before the first is sent.
        may_be_whole: Whether the closing bytes were handed to the connection.
    """

    @property
    def content_type(self) -> str: ...

    @property
    def length(self) -> int: ...

    @property
    def may_be_whole(self) -> bool: ...

    def chunks(self) -> AsyncGenerator[bytes, None]: ...


class WholeBody:
    """A body small enough to be held in memory; it can be sent again."""

    content_type = FORM

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.may_be_whole = False

    @property
    def length(self) -> int:
        return len(self._content)

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        self.may_be_whole = True
        yield self._content
