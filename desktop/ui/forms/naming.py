"""What ids are called: those of customers, of colleagues, and of what is on a list."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field
from desktop.domain.errors import StorageFailed
from desktop.domain.fields import Choice
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.editing.choices import LEARNED, Choices
from desktop.services.lists import Lists
from desktop.ui.formats import one_line
from desktop.ui.forms.words import in_a_sentence
from desktop.ui.texts import tr

Kept = Callable[[CustomerId], Awaitable[Customer | None]]
"""Reads a customer of the local copy."""

_PARENT = "parentcust"
_NONE = Customer({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Says values of customers' fields; `names` are those of customers. What is unknown is "#7"."""

    lists: Lists
    choices: Choices | None = None
    names: Mapping[CustomerId, str] = field(default_factory=dict)

    def value(self, name: str, value: Value, record: Customer = _NONE) -> str:
        """*value* of a field of the catalogue; *record* may say what its id is called."""
        known = customer_field(name)
        if known.choice is Choice.CUSTOMERS and isinstance(value, int) and value:
            return self.names.get(CustomerId(value)) or f"#{value}"
        if name == _PARENT and not value:
            return tr("forms.at_the_top")
        if known.choice in LEARNED and isinstance(value, int) and value:
            is_of_it = bool(known.text_field) and record.value(name) == value
            told = record.text(known.text_field) if is_of_it else ""
            called = self.choices.of(known.choice).get(value) if self.choices is not None else None
            return one_line(told) or called or f"#{value}"
        return in_a_sentence(name, value, self.lists)


def customers_in(values: Iterable[tuple[str, Value]]) -> set[CustomerId]:
    """The customers that *values*, by the names of their fields, refer to."""
    return {
        CustomerId(value)
        for name, value in values
        if customer_field(name).choice is Choice.CUSTOMERS and isinstance(value, int) and value > 0
    }


def customer_words(name: str, number: str, id_: int) -> str:
    """Name and number, as far as there are any."""
    if name and number:
        return tr("forms.customer_words", name=one_line(name), number=one_line(number))
    return one_line(name or number) or f"#{id_}"


async def naming_of(
    conflicts: Iterable[Conflict], *, lists: Lists, choices: Choices | None, kept: Kept | None
) -> Naming:
    """All that can be said of *conflicts*; where the copy cannot be read, ids stay ids."""
    said = [(c.name, value) for c in conflicts for value in (c.base, c.theirs, c.mine)]
    names: dict[CustomerId, str] = {}
    with suppress(StorageFailed):
        for id_ in customers_in(said) if kept is not None else ():
            found = await kept(id_) if kept is not None else None
            if found is not None:
                names[id_] = customer_words(found.name, found.number_text, id_)
    return Naming(lists=lists, choices=choices, names=names)
