"""What is known of one field of a Microbizz object."""

from dataclasses import dataclass
from enum import Enum

STRING_LENGTH = 255
"""Characters in a `string` (documented); longer is refused or cut, so it is never sent."""
LSTRING_LENGTH = 16_777_215
"""Characters in an `lstring` (documented)."""


class Kind(Enum):
    """The basic types of the API (documented), with what a number means where we know it."""

    STRING = "string"
    LSTRING = "lstring"
    EMAIL = "email"
    NUMBER = "number"
    ID = "id"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    BINARY = "binary"
    IDS = "collection[number]"


TEXT_KINDS = frozenset({Kind.STRING, Kind.LSTRING, Kind.EMAIL})


class Grade(Enum):
    """How well a fact about the API is known."""

    DOCUMENTED = "documented"
    SEEN = "seen in clients"
    INFERRED = "inferred"


class Group(Enum):
    """The parts of a form, in the order of the vendor's own."""

    MAIN = "main"
    ADDRESS = "address"
    INVOICING = "invoicing"
    CONTACT = "contact"
    NUMBERS = "numbers"
    FLAGS = "flags"
    DATES = "dates"
    OTHER = "other"


class Choice(Enum):
    """Where the choices of an id field come from."""

    CUSTOMERS = "customers"
    TYPES = "types"
    ROLES = "roles"
    MAINGROUPS = "maingroups"
    USERS = "users"
    PERSONS = "persons"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its wire name, what it holds, and where it belongs.

    `name` is what we send and the first name we look for; `aliases` are other names it may arrive
    under. `text_field` names the read-only companion that holds the words for an id.
    """

    name: str
    kind: Kind
    group: Group = Group.OTHER
    aliases: tuple[str, ...] = ()
    read_only: bool = False
    choice: Choice | None = None
    text_field: str = ""
    grade: Grade = Grade.INFERRED

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    @property
    def clear_with(self) -> str | int:
        """What is sent to empty the field, by its kind (inferred)."""
        return 0 if self.kind in {Kind.NUMBER, Kind.ID, Kind.FLOAT, Kind.BOOLEAN} else ""

    @property
    def max_length(self) -> int | None:
        """Characters, for text; None where length means nothing."""
        if self.kind is Kind.LSTRING:
            return LSTRING_LENGTH
        return STRING_LENGTH if self.kind in TEXT_KINDS else None
