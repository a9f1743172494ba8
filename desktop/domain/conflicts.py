"""A field that two people changed, each to another value."""

from dataclasses import dataclass

from desktop.domain.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A field that the user and somebody else changed, each to another value.

    `base` is what it was when the user began on it, `theirs` what it is now.
    """

    name: str
    base: Value
    theirs: Value
    mine: Value
