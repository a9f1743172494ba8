"""What a table would do to the customers of the local copy; nothing is asked of the server."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence

from desktop.domain.importing import Columns, ImportRow, Sheet, SheetRow
from desktop.mirror import numbered
from desktop.mirror.numbered import NOBODY, Owners
from desktop.mirror.reader import Reader
from desktop.services.editing.importing.cells import Titles, number_of, values_of
from desktop.services.editing.importing.judging import judged

_AT_ONCE = 500
"""Rows: short enough for others to read the copy in between."""

_Lines = dict[str, tuple[int, ...]]


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
        yield await asyncio.to_thread(_judged, rows, columns, titles, (owners, lines))


def _lines(rows: Sequence[SheetRow], columns: Columns) -> _Lines:
    """In which lines each number stands that stands in several."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if number := number_of(row, columns):
            found[number].append(row.line)
    return {number: tuple(each) for number, each in found.items() if len(each) > 1}


def _judged(
    rows: Sequence[SheetRow],
    columns: Columns,
    titles: Titles,
    known: tuple[dict[str, Owners], _Lines],
) -> tuple[ImportRow, ...]:
    owners, lines = known
    found = []
    for row in rows:
        number = number_of(row, columns)
        others = tuple(line for line in lines.get(number, ()) if line != row.line)
        said = values_of(row, columns, titles)
        found.append(judged(row.line, number, said, owners.get(number, NOBODY), others))
    return tuple(found)
