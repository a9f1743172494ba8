"""What a command is given besides its inputs, and how it reads them."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desktop.demo import coercion
from desktop.demo.coercion import Refused
from desktop.demo.fields import CUSTOMER, Field

Inputs = Mapping[str, object]
Result = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the server keeps things and what it was told once and for all."""

    files: Path
    url: str
    page_size: int = 500
    key_seconds: float = 3600
    number_pattern: str = "^[0-9A-Za-z-]{0,20}$"
    refused_feeds: frozenset[str] = frozenset()
    feeds_go_by_id: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One execution: the world, the clock and the misbehaviour asked for.

    Attributes:
        dropped: Fields of a customer that are not stored, whatever is sent for them.
    """

    db: sqlite3.Connection
    now: datetime
    place: Place
    quirks: frozenset[str] = field(default_factory=frozenset)
    dropped: frozenset[str] = field(default_factory=frozenset)

    @property
    def stamp(self) -> dict[str, object]:
        """The change date and time of whatever is written now."""
        return {"changedate": f"{self.now:%Y-%m-%d}", "changetime": f"{self.now:%H:%M:%S}"}


Command = Callable[[Call, Inputs], Result]


@dataclass(frozen=True, slots=True)
class Binary:
    """A decoded binary input; *problem* tells why there are no bytes."""

    content: bytes
    problem: str = ""


def number_in(inputs: Inputs, name: str) -> int:
    return coercion.number(inputs.get(name), name)


def needed_number(inputs: Inputs, name: str) -> int:
    if inputs.get(name) in (None, ""):
        raise Refused(f"Feltet {name} mangler (missing field {name})")
    return number_in(inputs, name)


def flag_in(inputs: Inputs, name: str) -> bool:
    return bool(coercion.truth(inputs.get(name), name))


def text_in(inputs: Inputs, name: str) -> str:
    return coercion.text(inputs.get(name), name)


def needed_text(inputs: Inputs, name: str) -> str:
    found = text_in(inputs, name)
    if not found.strip():
        raise Refused(f"Feltet {name} mangler (missing field {name})")
    return found


def binary_in(inputs: Inputs, name: str) -> bytes:
    found = inputs.get(name)
    if not isinstance(found, Binary):
        raise Refused(f"Feltet {name} mangler (missing field {name})")
    if found.problem:
        raise Refused(f"Feltet {name}: {found.problem}")
    if not found.content:
        raise Refused(f"Feltet {name} er tomt ({name} is empty)")
    return found.content


def customer_in(inputs: Inputs) -> Mapping[str, object]:
    found = inputs.get("customer")
    if not isinstance(found, dict):
        raise Refused("Feltet customer mangler (missing field customer)")
    return found


def writable_fields() -> Mapping[str, Field]:
    """Fields marked readonly are ignored when received (documented)."""
    return {name: field for name, field in CUSTOMER.items() if not field.readonly}
