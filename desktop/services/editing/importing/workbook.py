"""Reading a sheet of an Excel workbook (.xlsx): the values of its cells, formulas' results too."""

import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol

from desktop.domain.importing import Reading, SheetProblem
from desktop.services.editing.importing import limits
from desktop.services.editing.importing.pieces import Head, Line, Refusal


class _Cell(Protocol):
    """What is used of openpyxl's, which brings no types."""

    value: object
    number_format: object


class _Sheet(Protocol):
    title: str

    def reset_dimensions(self) -> None: ...

    def iter_rows(self) -> Iterator[tuple[_Cell, ...]]: ...


class _Book(Protocol):
    worksheets: list[_Sheet]

    def __getitem__(self, name: str) -> _Sheet: ...


def read(path: Path, how: Reading) -> tuple[Head, Iterator[Line]]:
    """The header and the lines below it; raises Refusal, also while lines are read."""
    _refuse_bombs(path)
    book = _opened(path)
    sheets = tuple(sheet.title for sheet in book.worksheets)
    if not sheets:
        raise Refusal(SheetProblem.EMPTY)
    name = how.sheet if how.sheet in sheets else sheets[0]
    lines = _lines(book[name])
    header = next(lines, None)
    if header is None:
        if not how.sheet:
            # An empty first sheet is common; the user may choose another one.
            return _first_filled(path, sheets)
        raise Refusal(SheetProblem.EMPTY)
    head = Head(
        reading=Reading(sheet=name), header=tuple(map(str.strip, header.cells)), sheets=sheets
    )
    return head, _as_wide_as(lines, len(head.header))


def _as_wide_as(lines: Iterator[Line], width: int) -> Iterator[Line]:
    """Below every title there is a cell, if only an empty one."""
    for line in lines:
        yield Line(line.line, line.cells + ("",) * (width - len(line.cells)))


def _first_filled(path: Path, sheets: tuple[str, ...]) -> tuple[Head, Iterator[Line]]:
    for name in sheets[1:]:
        with suppress(Refusal):
            return read(path, Reading(sheet=name))
    raise Refusal(SheetProblem.EMPTY)


def _refuse_bombs(path: Path) -> None:
    """By the sizes it declares, of which Python's unpacking takes no byte more."""
    if path.stat().st_size > limits.BOOK_BYTES:
        raise Refusal(SheetProblem.TOO_LARGE)
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in names:
                raise Refusal(SheetProblem.NO_TABLE)
            strings = sum(p.file_size for p in parts if "sharedStrings" in p.filename)
            total = sum(part.file_size for part in parts)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refusal(SheetProblem.DAMAGED) from error
    is_bomb = total > limits.UNPACKED_BYTES or strings > limits.STRINGS_BYTES
    if is_bomb or len(parts) > limits.PARTS:
        raise Refusal(SheetProblem.TOO_LARGE)


def _opened(path: Path) -> _Book:
    import openpyxl  # type: ignore[import-untyped]  # it brings no types

    try:
        # Values alone: what a formula came to when the workbook was last saved.
        book: _Book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    except OSError:
        raise
    except Exception as error:
        # Foreign bytes may fail in any way.
        raise Refusal(SheetProblem.DAMAGED) from error
    return book


def _lines(sheet: _Sheet) -> Iterator[Line]:
    # What the file says of its own size may be wrong.
    sheet.reset_dimensions()
    at = 0
    try:
        for row in sheet.iter_rows():
            at += 1
            cells = [_text(cell) for cell in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield Line(at, tuple(cells))
    except OSError:
        raise
    except Exception as error:
        raise Refusal(SheetProblem.DAMAGED, at + 1) from error


def _text(cell: _Cell) -> str:
    """The cell's value as one would type it."""
    match cell.value:
        case None:
            return ""
        case bool() as flag:
            return "1" if flag else "0"
        case int() as whole:
            return _digits(whole, str(cell.number_format))
        case float() as real if real.is_integer():
            return _digits(int(real), str(cell.number_format))
        case float() as real:
            return f"{real:.15g}"
        case value:
            return _moment(value)


def _moment(value: object) -> str:
    match value:
        case datetime():
            day = value.date().isoformat()
            return day if value.time() == time() else f"{day} {value:%H:%M:%S}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M:%S}"
        case _:
            return str(value)


def _digits(whole: int, pattern: str) -> str:
    # Numbers of customers are shown with their leading zeros by such a format.
    digits = str(whole)
    return digits.zfill(len(pattern)) if set(pattern) == {"0"} else digits
