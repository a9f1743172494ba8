"""What was typed and is not in Microbizz yet: drafts, and saves that wait for the connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import UnreadableValueError, Value, read_value

_WRITABLE = frozenset(field.name for field in CUSTOMER if not field.read_only)


class DraftState(Enum):
    """What is to become of it."""

    DRAFT = "draft"
    """Typed, never sent by itself."""
    QUEUED = "queued"
    """Saved while the server could not be reached; goes when it can be."""
    CONFLICT = "conflict"
    """Somebody else changed the same fields; waits for the user."""
    REFUSED = "refused"
    """Microbizz did not take it; waits for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One customer's unsaved or unsent fields.

    Attributes:
        customer: Negative for one that is yet to be created.
        parent: Where one that is yet to be created belongs; None for an edit.
        at: When it was kept last, in UTC.
        base: The customer as it was when the user began; without any field for a new one.
        mine: What the user made of it, by the catalogue's names.
        typed: Texts that are no value of their field, as they were typed; such as fields that are
            gone by now held. Of what waits they cannot be sent.
        fresh: What the server had when a conflict or a likely twin was found.
        conflicts: The fields in which that clashed with *mine*.
        decided: What the user answered to conflicts, `fresh` before the eyes.
        problem: Why it was refused: the name of the error.
        words: The server's words.
        fields: What the problem is about.
        lost: How often no answer came.
        since: The newest save when the create was sent first; None where it never was.
        may_share_number: Whether a new customer may have a number that another one has.
    """

    id: int
    customer: CustomerId
    parent: CustomerId | None
    at: datetime
    state: DraftState
    base: Customer
    mine: Mapping[str, Value]
    typed: Mapping[str, str] = field(default_factory=dict)
    fresh: Customer | None = None
    conflicts: tuple[Conflict, ...] = ()
    decided: Mapping[str, Value] | None = None
    problem: str = ""
    words: str = ""
    fields: tuple[str, ...] = ()
    lost: int = 0
    since: int | None = None
    may_share_number: bool = False

    @property
    def is_new(self) -> bool:
        return self.customer < 0

    @property
    def gone(self) -> Mapping[str, str]:
        """What of `typed` no form can show, for the field is no longer there."""
        return {name: text for name, text in self.typed.items() if is_gone(name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """What was `typed` of a new customer, and gave way to the draft of the `customer` it became."""

    customer: Customer
    typed: Mapping[str, Value]


def is_gone(name: str) -> bool:
    """Whether nothing can be typed in a field of that name any more."""
    return name not in _WRITABLE


def values_as_json(values: Mapping[str, Value]) -> dict[str, object]:
    """*values* in JSON's types, from which `values_from_json` makes the same again."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Value) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def values_from_json(kept: Mapping[str, object]) -> dict[str, Value]:
    """Read what was kept; what `texts_from_json` gives is left out."""
    return _read(kept)[0]


def texts_from_json(kept: Mapping[str, object]) -> dict[str, str]:
    """What was kept of fields that are unknown by now, only read, or hold no such value."""
    return _read(kept)[1]


def _read(kept: Mapping[str, object]) -> tuple[dict[str, Value], dict[str, str]]:
    values: dict[str, Value] = {}
    texts: dict[str, str] = {}
    for name, wire in kept.items():
        try:
            if not is_gone(name):
                # An emptied text is kept apart from none at all.
                values[name] = "" if wire == "" else read_value(customer_field(name).kind, wire)
                continue
        except UnreadableValueError:
            pass
        texts[name] = "" if wire is None else str(wire)
    return values, texts
