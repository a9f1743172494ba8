"""What a table would do to the customers of the local copy; nothing is asked of the server."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.importing import (
    PARENT,
    PARENT_BY_NAME,
    PARENT_BY_NUMBER,
    Columns,
    ImportRow,
    RowState,
    Sheet,
    SheetRow,
)
from desktop.mirror import numbered, tree
from desktop.mirror.numbered import NOBODY, Owners
from desktop.mirror.reader import Reader
from desktop.services.editing.importing.cells import (
    Referred,
    Titles,
    number_of,
    references_in,
    values_of,
)
from desktop.services.editing.importing.judging import below_itself, judged
from desktop.services.editing.importing.places import Places

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
    Rows that move customers are looked at as they would be sent, one after another.
    """
    lines, places = await asyncio.to_thread(_lines, sheet.rows, columns), Places()
    for start in range(0, len(sheet.rows), _AT_ONCE):
        rows = sheet.rows[start : start + _AT_ONCE]
        owners = await reader.run(numbered.owners, [number_of(row, columns) for row in rows])
        referred = await _referred(rows, columns, reader)
        told = _Told(owners=owners, lines=lines, titles=titles, referred=referred)
        judged_rows = await asyncio.to_thread(_judged, rows, columns, told)
        yield await _without_circles(judged_rows, places, reader)


async def _without_circles(
    rows: Sequence[ImportRow], places: Places, reader: Reader
) -> tuple[ImportRow, ...]:
    """A row that the ones before it make impossible is told now, not when it is sent."""
    moves = {row.line: move for row in rows if (move := _move(row)) is not None}
    parents = {parent for _, parent in moves.values()} - {NO_CUSTOMER}
    places.learn(await reader.run(tree.paths, parents) if parents else {})
    tried = {line: places.move(*move, line=line) for line, move in moves.items()}
    in_the_way = {line: lines for line, lines in tried.items() if lines is not None}
    return tuple(
        below_itself(row, in_the_way[row.line]) if row.line in in_the_way else row for row in rows
    )


def _move(row: ImportRow) -> tuple[CustomerId, CustomerId] | None:
    """Who is to be moved below whom, where the row is sent and does that."""
    if row.state is not RowState.WAITING or not row.customer:
        return None
    for change in row.changes:
        if change.name == PARENT:
            return row.customer, CustomerId(change.after if isinstance(change.after, int) else 0)
    return None


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
