"""The ledger can be taken along as a file that other programs read as it was meant."""

import asyncio
import csv
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.domain.batches import Target
from desktop.domain.errors import ExportFailed
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.ledger import Sought
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.journal import Journal, uploads
from desktop.services.uploads.ledger import Export, Kind, Ledger

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
COUNT = 1203
BATCH = uploads.BatchRow(id=BatchId(1), target=Target(id=CustomerId(7), name="Ø"), at=AT)


def upload(number: int, title: str = "Køkken") -> Upload:
    return Upload(
        id=UploadId(number),
        batch=BatchId(1),
        customer_id=CustomerId(7),
        customer_name="Søndergade 7",
        path=Path(f"/fotos/{number}.jpg"),
        title=title,
        state=UploadState.DONE,
        document_id=DocumentId(number),
        added_at=AT,
        changed_at=AT,
    )


ODD = ("=1+1", "+45 12", "-x", "@SUM", "\tx", 'a;"b"', "to\nlinjer")


def told(folder: Path, tell: Callable[[Ledger], Awaitable[None]]) -> None:
    async def run() -> None:
        journal = Journal(folder / "journal.db")
        rows = [upload(number) for number in range(1, COUNT + 1)]
        for number, title in enumerate(ODD):
            rows[number] = replace(rows[number], title=title)
        steps = [uploads.Step(upload=row, cause="stored") for row in rows]
        try:
            await journal.run(uploads.put, at=AT, steps=steps, batches=[BATCH])
            await tell(Ledger(journal))
        finally:
            await journal.close()

    asyncio.run(run())


def columns() -> dict[str, Callable[[Upload], str | int]]:
    return {
        "Fil": lambda row: row.name,
        "Titel": lambda row: row.title,
        "Dokument": lambda row: row.document_id or 0,
    }


def test_a_table_of_all_opens_in_a_danish_excel(tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"

    async def tell(ledger: Ledger) -> None:
        export = Export(path=path, kind=Kind.CSV, columns=columns())
        assert await ledger.export(Sought(), export) == COUNT

    told(tmp_path, tell)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfFil;Titel;Dokument\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))[1:]
    assert [int(line[2]) for line in lines] == list(range(COUNT, 0, -1))
    titles = [line[1] for line in reversed(lines)]
    assert titles[: len(ODD)] == ["'=1+1", "'+45 12", "'-x", "'@SUM", "'\tx", *ODD[5:]]
    assert titles[len(ODD)] == "Køkken"


def test_only_what_is_sought_and_as_json(tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"

    async def tell(ledger: Ledger) -> None:
        export = Export(path=path, kind=Kind.JSON)
        assert await ledger.export(Sought(text="=1+1"), export) == 1
        (row,) = json.loads(path.read_text(encoding="utf-8"))
        assert (row["id"], row["title"], row["state"], row["added_at"]) == (
            1,
            "=1+1",
            "done",
            "2026-11-01T08:00:00+00:00",
        )
        assert await ledger.export(Sought(text="nowhere"), export) == 0
        assert json.loads(path.read_text(encoding="utf-8")) == []

    told(tmp_path, tell)
    assert [each.name for each in tmp_path.iterdir() if each.suffix == ".part"] == []


def test_what_cannot_be_written_is_told_and_the_old_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ledger.csv"
    path.write_text("of before")

    def fall(_upload: Upload) -> str:
        raise OSError("no room")

    async def tell(ledger: Ledger) -> None:
        for export in (
            Export(path=path, kind=Kind.CSV, columns={"x": fall}),
            Export(path=tmp_path / "missing" / "x.csv", kind=Kind.CSV),
        ):
            with pytest.raises(ExportFailed):
                await ledger.export(Sought(), export)

    told(tmp_path, tell)
    assert path.read_text() == "of before"
    assert not list(tmp_path.glob(".*"))
