"""What a cell of a table means in a field."""

from collections.abc import Iterator, Mapping
from typing import Final

from desktop.domain.checks import Fault, Unfit, read_typed
from desktop.domain.edits import customer_field
from desktop.domain.fields import Field, Kind
from desktop.domain.importing import (
    NUMBER,
    PARENT,
    REFERENCES,
    Columns,
    Flaw,
    SheetRow,
    Wrong,
    field_of,
)
from desktop.domain.values import Value

Titles = Mapping[str, Mapping[str, int]]
"""Of fields that are chosen from a list: their choices' titles in lower case, and their ids."""

Referred = Mapping[tuple[str, str], tuple[int, int]]
"""By one of REFERENCES and a cell: how many customers that means, and the id of one."""

_YES: Final = frozenset({"1", "ja", "j", "yes", "y", "true", "sand", "sandt", "x", "✓"})
_NO: Final = frozenset({"0", "nej", "n", "no", "false", "falsk"})
_FAILED: Final = frozenset(
    {"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#I/T", "#VÆRDI!"}
)


class Misread(ValueError):
    """The cell is no value of its field."""

    def __init__(self, fault: Fault | Wrong) -> None:
        super().__init__(fault.value)
        self.fault = fault


def number_of(row: SheetRow, columns: Columns) -> str:
    """The row's customer number, "" where it has none; text, for "007" is not "7"."""
    at = columns.fields.index(NUMBER)
    return row.cells[at].strip() if at < len(row.cells) else ""


def values_of(
    row: SheetRow, columns: Columns, titles: Titles, referred: Referred
) -> tuple[dict[str, Value], tuple[Flaw, ...]]:
    """What the row says of each field but its number, and the cells that say nothing sensible."""
    wanted: dict[str, Value] = {}
    flaws: list[Flaw] = []
    if fault := _fault_of_number(number_of(row, columns)):
        flaws.append(Flaw(NUMBER, fault))
    for at, name in enumerate(columns.fields):
        # A line that ends early has no cells there: not even empty ones.
        if name in {"", NUMBER} or at >= len(row.cells):
            continue
        if not row.cells[at].strip() and not columns.empties_clear:
            continue
        try:
            if name in REFERENCES:
                wanted[PARENT] = _parent(name, row.cells[at], referred)
            else:
                wanted[name] = read_cell(customer_field(name), row.cells[at], titles.get(name, {}))
        except Misread as error:
            flaws.append(Flaw(field_of(name), error.fault))
    if columns.parent is not None:
        wanted[PARENT] = columns.parent
    return wanted, tuple(flaws)


def references_in(row: SheetRow, columns: Columns) -> Iterator[tuple[str, str]]:
    """Whom the row refers to, by what and in which words."""
    for at, name in enumerate(columns.fields):
        if name in REFERENCES and at < len(row.cells) and (words := row.cells[at].strip()):
            yield name, words


def read_cell(field: Field, text: str, titles: Mapping[str, int]) -> Value:
    """None where the cell is empty; raises Misread."""
    words = text.strip()
    if not words:
        return None
    if words.upper() in _FAILED:
        raise Misread(Wrong.FORMULA_FAILED)
    if field.kind is Kind.BOOLEAN:
        return _flag(words)
    if field.choice is not None and not words.isdecimal():
        return _choice(words, titles)
    try:
        return read_typed(field, text)
    except Unfit as error:
        raise Misread(error.fault) from error


def _fault_of_number(number: str) -> Fault | Wrong | None:
    if not number:
        return Fault.MISSING
    try:
        read_cell(customer_field(NUMBER), number, {})
    except Misread as error:
        return error.fault
    return None


def _parent(name: str, text: str, referred: Referred) -> Value:
    words = text.strip()
    if not words:
        return None
    if words.upper() in _FAILED:
        raise Misread(Wrong.FORMULA_FAILED)
    count, id_ = referred.get((name, words), (0, 0))
    if count != 1:
        raise Misread(Wrong.SEVERAL_PARENTS if count else Wrong.NO_SUCH_PARENT)
    return id_


def _flag(words: str) -> bool:
    if words.casefold() in _YES:
        return True
    if words.casefold() in _NO:
        return False
    raise Misread(Wrong.NOT_YES_OR_NO)


def _choice(words: str, titles: Mapping[str, int]) -> int:
    # The id as it is shown where a title is not known.
    if words.startswith("#") and words[1:].isdecimal():
        return int(words[1:])
    found = titles.get(words.casefold())
    if found is None:
        raise Misread(Wrong.NO_CHOICE)
    return found
