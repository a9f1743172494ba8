"""Reading tables: what other programs write is read as they meant it, and nothing else is."""

import asyncio
import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]  # it brings no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.importing import Reading, Sheet, SheetProblem, SheetRefused
from desktop.services.editing.importing import limits, reader
from desktop.services.editing.importing.reading import read_sheet

_CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\ufeff\r")
_CELLS = st.text(_CHARACTERS, max_size=12)
_ROWS = st.lists(
    st.lists(_CELLS, min_size=3, max_size=3).filter(lambda row: any(map(str.strip, row))),
    min_size=1,
    max_size=8,
)


def read(path: Path, **how: str) -> Sheet:
    return asyncio.run(read_sheet(path, Reading(**how)))


def said(path: Path, **how: str) -> list[object]:
    """What the reading process says, without the process."""
    return list(reader.answer(path, Reading(**how)))


def refusal(path: Path, **how: str) -> tuple[SheetProblem, int]:
    *_, last = said(path, **how)
    assert isinstance(last, dict)
    return SheetProblem(last["refused"]), last["line"]


@given(rows=_ROWS, separator=st.sampled_from(";,\t"), is_marked=st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    is_marked: bool,
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([["Nr", "Navn", "By"], *rows])
    path = tmp_path_factory.getbasetemp() / "property.csv"
    path.write_bytes(text.getvalue().encode("utf-8-sig" if is_marked else "utf-8"))
    head, *lines, end = said(path, separator=separator)
    assert isinstance(head, dict)
    assert head["header"] == ("Nr", "Navn", "By")
    assert [line[1:] for line in lines if isinstance(line, list)] == rows
    assert end == {"end": len(rows)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found_out(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    lines = ("Nr|Navn|By", "007|Søren Ærø|Århus", "8|Høj, lav; og midt|Vejle".replace(",", ""))
    path = tmp_path / "kunder.csv"
    text = "\r\n".join(lines).replace(";", "").replace("|", separator)
    path.write_bytes(text.encode(encoding))
    sheet = read(path)
    assert sheet.header == ("Nr", "Navn", "By")
    assert sheet.rows[0].cells == ("007", "Søren Ærø", "Århus")
    assert sheet.reading.separator == separator
    assert sheet.reading.encoding == encoding.removesuffix("-sig")


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "kunder.csv"
    path.write_text('sep=;\nNr;Navn\n\n1;"a\nb"\n;\n2;c\n', encoding="utf-8")
    sheet = read(path)
    assert [(row.line, row.cells) for row in sheet.rows] == [(4, ("1", "a\nb")), (7, ("2", "c"))]


def test_a_workbook_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "kunder.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Tom"
    sheet = book.create_sheet("Kunder")
    sheet.append(["Nr", "Navn", "Start", "Moms", "Aktiv"])
    sheet.append([7, "Å", date(2024, 1, 2), 12.5, True])
    sheet["A2"].number_format = "0000"
    sheet.append([])
    sheet.append(["x", None, datetime.fromisoformat("2024-01-02T03:04:00"), 25.0, None])
    book.save(path)
    read_ = read(path)
    assert (read_.sheets, read_.reading.sheet) == (("Tom", "Kunder"), "Kunder")
    assert [(row.line, row.cells) for row in read_.rows] == [
        (2, ("0007", "Å", "2024-01-02", "12.5", "1")),
        (4, ("x", "", "2024-01-02 03:04:00", "25", "")),
    ]
    with pytest.raises(SheetRefused) as caught:
        read(path, sheet="Tom")
    assert caught.value.problem is SheetProblem.EMPTY


def test_formulas_are_read_by_their_values(tmp_path: Path) -> None:
    path = tmp_path / "kunder.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Nr", "Navn"])
    book.active.append(["1", '=UPPER("a")'])
    book.save(path)
    # As Excel saves it: the formula and what it came to.
    patched = tmp_path / "patched.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(patched, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(
                    b'<c r="B2"><f>UPPER("a")</f><v />',
                    b'<c r="B2" t="str"><f>UPPER("a")</f><v>A</v>',
                ).replace(
                    b'<c r="B2"><f>UPPER("a")</f><v></v>',
                    b'<c r="B2" t="str"><f>UPPER("a")</f><v>A</v>',
                )
                assert b"<v>A</v>" in content, content
            new.writestr(name, content)
    assert read(patched).rows[0].cells == ("1", "A")


@pytest.mark.parametrize(
    ("content", "problem", "line"),
    [
        (b"", SheetProblem.EMPTY, 0),
        (b"\xd0\xcf\x11\xe0...", SheetProblem.OLD_EXCEL, 0),
        (b"PK\x03\x04...", SheetProblem.DAMAGED, 0),
        (b"\x89PNG\0\0", SheetProblem.NO_TABLE, 0),
        (b"\x81\x8d\x8f", SheetProblem.ENCODING, 0),
        (b'Nr;Navn\n1;a\n2;"b\n3;c', SheetProblem.QUOTES, 3),
    ],
)
def test_what_is_no_table_is_refused(
    tmp_path: Path, content: bytes, problem: SheetProblem, line: int
) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert refusal(path) == (problem, line)


def test_what_is_not_there_or_has_no_rows_is_refused(tmp_path: Path) -> None:
    titles = tmp_path / "titles.csv"
    titles.write_text("Nr;Navn\n", encoding="utf-8")
    for path, problem in (
        (tmp_path / "nothing.csv", SheetProblem.MISSING),
        (tmp_path, SheetProblem.UNREADABLE),
        (titles, SheetProblem.EMPTY),
    ):
        with pytest.raises(SheetRefused) as caught:
            read(path)
        assert caught.value.problem is problem


def test_bombs_and_floods_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b"0" * (limits.STRINGS_BYTES + 1))
    assert bomb.stat().st_size < 1024 * 1024
    assert refusal(bomb)[0] is SheetProblem.TOO_LARGE
    monkeypatch.setattr(limits, "ROWS", 2)
    monkeypatch.setattr(limits, "COLUMNS", 3)
    rows, wide, fat = (tmp_path / name for name in ("rows.csv", "wide.csv", "fat.csv"))
    rows.write_text("Nr;Navn\n1;a\n2;b\n3;c\n", encoding="utf-8")
    wide.write_text("Nr;Navn\n1;2;3;4\n", encoding="utf-8")
    fat.write_text("Nr;Navn\n1;" + "x" * 50, encoding="utf-8")
    assert refusal(rows) == (SheetProblem.TOO_MANY_ROWS, 4)
    assert refusal(wide) == (SheetProblem.TOO_MANY_COLUMNS, 2)
    monkeypatch.setattr(limits, "CHARACTERS", 20)
    assert refusal(fat) == (SheetProblem.TOO_LARGE, 2)
