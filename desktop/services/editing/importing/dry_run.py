"""What a table would do to the customers of the local copy; nothing is asked of the server."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.importing import (
    PARENT_BY_NAME,
    PARENT_BY_NUMBER,
    Columns,
    ImportRow,
    Sheet,
    SheetRow,
)
from desktop.mirror import numbered
from desktop.mirror.numbered import NOBODY, Owners
from desktop.mirror.reader import Reader
from desktop.services.editing.importing.cells import (
    Referred,
    Titles,
    number_of,
    references_in,
    values_of,
)
from desktop.services.editing.importing.judging import judged

_LOOK_UP = {
    PARENT_BY_NUMBER: numbered.ids_of_numbers,
    PARENT_BY_NAME: numbered.ids_of_names,
}
_AT_ONCE = 500
"""Rows: short enough for others to read the copy in between."""

_Lines = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What there is to know for judging some rows."""

    owners: Mapping[str, Owners]
    lines: _Lines
    titles: Titles
    referred: Referred


async def dry_run(
    sheet: Sheet, columns: Columns, titles: Titles, reader: Reader
) -> AsyncIterator[tuple[ImportRow, ...]]:
    """The rows in the order of the file, some at a time; raises StorageFailed.

    A number that stands in several rows is refused in all of them: which was meant nobody knows.
    """
    lines = await asyncio.to_thread(_lines, sheet.rows, columns)
    for start in range(0, len(sheet.rows), _AT_ONCE):
        rows = sheet.rows[start : start + _AT_ONCE]
        owners = await reader.run(numbered.owners, [number_of(row, columns) for row in rows])
        referred = await _referred(rows, columns, reader)
        told = _Told(owners=owners, lines=lines, titles=titles, referred=referred)
        yield await asyncio.to_thread(_judged, rows, columns, told)


def _lines(rows: Sequence[SheetRow], columns: Columns) -> _Lines:
    """In which lines each number stands that stands in several."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if number := number_of(row, columns):
            found[number].append(row.line)
    return {number: tuple(each) for number, each in found.items() if len(each) > 1}


async def _referred(rows: Sequence[SheetRow], columns: Columns, reader: Reader) -> Referred:
    words = {each for row in rows for each in references_in(row, columns)}
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for by, look in _LOOK_UP.items():
        if asked := [text for name, text in words if name == by]:
            ids = await reader.run(look, asked)
            found.update({(by, text): each for text, each in ids.items()})
    return found


def _judged(
    rows: Sequence[SheetRow],
    columns: Columns,
    told: _Told,
) -> tuple[ImportRow, ...]:
    found = []
    for row in rows:
        number = number_of(row, columns)
        others = tuple(line for line in told.lines.get(number, ()) if line != row.line)
        said = values_of(row, columns, told.titles, told.referred)
        found.append(judged(row.line, number, said, told.owners.get(number, NOBODY), others))
    return tuple(found)
