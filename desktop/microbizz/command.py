"""A command of the API as a value: what is sent for it, and how its answer is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from desktop.domain.answers import Listing

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Result:
    """The outputs of one command by their wire names, and the server's clock, naive."""

    outputs: Mapping[str, object]
    clock: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Generic[T_co]):
    """One command; its inputs are a customer's business, so `repr` leaves them out.

    Attributes:
        name: The command's name on the wire.
        inputs: Wire values by wire name, sent at the same level as the name.
        is_read: Whether it changes nothing, so that it may be gathered and asked again.
        read: Makes the answer of a result; it takes whatever came, and never raises.
    """

    name: str
    read: Callable[[Result], T_co] = field(repr=False)
    inputs: Mapping[str, object] = field(default_factory=dict, repr=False)
    is_read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload(Generic[T_co]):
    """A command whose last input is a file, too large to be held in memory.

    Attributes:
        content: The wire name of that input.
        listing: Asked in the same envelope, where the command's answer proves nothing.
    """

    command: Command[T_co]
    content: str
    listing: Command[Listing] | None = None
