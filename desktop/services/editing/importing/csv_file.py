"""Reading a CSV file whose encoding and separator nobody said."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from desktop.domain.importing import Reading, SheetProblem
from desktop.services.editing.importing import limits
from desktop.services.editing.importing.pieces import Head, Line, Refusal

ENCODINGS: Final = ("utf-8", "cp1252", "utf-16")
SEPARATORS: Final = (";", ",", "\t")

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TRIED_LINES: Final = 40
_LONGEST_CELL: Final = 1_000_000


def read(path: Path, how: Reading) -> tuple[Head, Iterator[Line]]:
    """The header and the lines below it; raises Refusal, also while lines are read."""
    content = _bytes(path)
    encoding = how.encoding or _encoding(content)
    text = _decoded(content, encoding)
    declared, start = _declared(text)
    separator = how.separator or declared or _separator(text)
    lines = _lines(text[start:], separator, first=2 if start else 1)
    header = next(lines, None)
    if header is None:
        raise Refusal(SheetProblem.EMPTY)
    reading = Reading(encoding=encoding, separator=separator)
    return Head(reading=reading, header=tuple(map(str.strip, header.cells))), lines


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        content = file.read(limits.TEXT_BYTES + 1)
    if len(content) > limits.TEXT_BYTES:
        raise Refusal(SheetProblem.TOO_LARGE)
    return content


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise Refusal(SheetProblem.ENCODING) from error
    if "\0" in text:
        # No table has it; what has is a program's own file, or was written in another encoding.
        raise Refusal(SheetProblem.NO_TABLE)
    return text


def _declared(text: str) -> tuple[str, int]:
    """The separator of a first line "sep=;", as Excel writes it, and where the table begins."""
    line = text[:8].splitlines()[:1]
    if line and len(line[0]) == 5 and line[0].lower().startswith("sep="):
        after = text[5:7]
        return line[0][4], 5 + (2 if after == "\r\n" else 1 if after else 0)
    return "", 0


def _separator(text: str) -> str:
    """The one that makes the most of the first lines equally wide, and them the widest."""
    head = text[: limits.CHARACTERS // 1000]
    return max(SEPARATORS, key=lambda each: _fitness(head, each))


def _fitness(head: str, separator: str) -> tuple[float, int]:
    widths = _widths(head, separator)
    if not widths or widths[0] < 2:
        return 0.0, 0
    return sum(width == widths[0] for width in widths) / len(widths), widths[0]


def _widths(head: str, separator: str) -> Sequence[int]:
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    widths: list[int] = []
    try:
        for row in rows:
            if row:
                widths.append(len(row))
            if len(widths) == _TRIED_LINES:
                break
    except csv.Error:
        # Judged by the lines before; reading says what is wrong.
        return widths
    # The last one may be cut off in the middle.
    return widths[:-1] if len(widths) > 1 and len(head) >= limits.CHARACTERS // 1000 else widths


def _lines(text: str, separator: str, *, first: int) -> Iterator[Line]:
    csv.field_size_limit(_LONGEST_CELL)
    # What is not strictly CSV would be read as something nobody wrote.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = first - 1
    try:
        for row in rows:
            line, before = before + 1, first - 1 + rows.line_num
            if any(map(str.strip, row)):
                yield Line(line, tuple(row))
    except csv.Error as error:
        raise Refusal(SheetProblem.QUOTES, before + 1) from error
