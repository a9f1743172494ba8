"""What of a customer is searched, from the field catalogue, as the words it is found by."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from desktop.domain.catalogue import CUSTOM_VALUES, CUSTOMER
from desktop.domain.fields import TEXT_KINDS, Group
from desktop.domain.folding import runs
from desktop.domain.records import Customer

_TEXT = 1_000
"""Characters of one field that are searched."""
_VALUES = 100
"""Custom values of one customer that are searched, and members of one of them."""

_BEYOND = 10**30
"""Nothing counts so far."""

# The country is nearly everybody's, and descriptions are stories.
_PLACES = frozenset({"address", "address2", "zip", "city"})
_GROUPS = frozenset({Group.CONTACT, Group.NUMBERS})
_PLAIN = tuple(field.name for field in CUSTOMER if field.name in _PLACES)
# Telephone numbers, company numbers and the like are found however their digits are grouped.
_GROUPED = tuple(
    field.name
    for field in CUSTOMER
    if field.kind in TEXT_KINDS and (field.group in _GROUPS or field.name == "secondary_text")
)
_FIELDS = ("name", "customernumber", *_PLAIN, *_GROUPED)

_DIGITS = re.compile(r"\+?\d(?:[ .()\u00a0-]{0,3}\d){4,}")
_NO_DIGITS = re.compile(r"\D+")


class Searched(NamedTuple):
    """The words of a customer as they stand, unfolded: of its name, its number, and all others."""

    name: list[str]
    number: list[str]
    others: list[str]


def searched(customer: Customer) -> Searched:
    """The words *customer* is found by."""
    get = customer.raw.get
    # Nearly all are texts on the wire as well, which is quicker than asking the catalogue.
    name, number, *texts = [
        (wire if isinstance(wire := get(field, ""), str) else customer.text(field))[:_TEXT]
        for field in _FIELDS
    ]
    grouped = "\n".join([*texts[len(_PLAIN) :], *_values(customer)])
    texts[len(_PLAIN) :] = [_DIGITS.sub(_whole, grouped)]
    return Searched(runs(name), runs(number), runs("\n".join(texts)))


def field_texts(customer: Customer) -> Iterator[tuple[str, str]]:
    """What *customer* is found by, field by field as it stands; custom values by "values.name"."""
    for name in _FIELDS:
        if text := customer.text(name)[:_TEXT]:
            yield name, text
    for name, value in list(customer.custom().items())[:_VALUES]:
        for text in _scalars(value):
            yield f"{CUSTOM_VALUES}.{name}", text[:_TEXT]


def words_in(text: str) -> list[str]:
    """The words of one field; digits in groups also as one number."""
    return [*runs(text), *runs(_DIGITS.sub(_whole, text))]


def whole_number(text: str) -> str:
    """The digits of *text*, without the country code of Denmark: +45 86 12 34 56 is 86123456."""
    digits = _NO_DIGITS.sub("", text)
    code = "45" if text.startswith("+") else "0045"
    return digits.removeprefix(code) or digits


def _whole(found: re.Match[str]) -> str:
    return whole_number(found.group())


def _values(customer: Customer) -> list[str]:
    if not (custom := customer.custom()):
        return []
    values = list(custom.values())[:_VALUES]
    return [text[:_TEXT] for value in values for text in _scalars(value)]


def _scalars(value: object) -> Iterator[str]:
    """The texts and numbers of a custom value, which may hold several (inferred)."""
    if isinstance(value, (list, Mapping)):
        members = list(value.values() if isinstance(value, Mapping) else value)[:_VALUES]
    else:
        members = [value]
    for member in members:
        if isinstance(member, str):
            yield member
        elif isinstance(member, (int, float)) and not isinstance(member, bool):
            # Python refuses to write out what has thousands of digits.
            yield str(member) if abs(member) < _BEYOND else ""
