"""Users, persons and teams to choose from, learned from what customers are already linked to."""

from collections.abc import Mapping

from desktop.domain.catalogue import CUSTOMER
from desktop.domain.edits import customer_field
from desktop.domain.errors import StorageFailed
from desktop.domain.fields import Choice, Field
from desktop.mirror import learned
from desktop.mirror.reader import Reader

LEARNED = frozenset({Choice.USERS, Choice.PERSONS, Choice.TEAMS})
"""What no known command lists."""


class Choices:
    """What ids are called, as far as the local copy tells; an id nobody named is not there."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[Choice, Mapping[int, str]] = {}

    def of(self, choice: Choice) -> Mapping[int, str]:
        """Names by id, in the order of names; empty until `load` has read them."""
        return self._known.get(choice, {})

    async def load(self) -> None:
        """Read the copy anew; where it cannot be read, what is known stays."""
        for choice in sorted(LEARNED, key=lambda each: each.value):
            names: dict[int, str] = {}
            for field in _fields_of(choice):
                try:
                    names |= await self._called(field)
                except StorageFailed:
                    return
            ordered = sorted(names.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
            self._known[choice] = dict(ordered)

    async def _called(self, field: Field) -> dict[int, str]:
        companion = customer_field(field.text_field)
        return await self._reader.run(learned.called, field.names, companion.names)


def _fields_of(choice: Choice) -> list[Field]:
    """The fields that hold such an id, and beside it what it is called."""
    return [field for field in CUSTOMER if field.choice is choice and field.text_field]
