"""The ledger finds what went where, by whatever is known of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.ledger import Sought
from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.journal import ledger, schema, shapes, uploads

AT = datetime(2026, 11, 1, 8, tzinfo=UTC)
_NAMES = ("Søndergade 7", "Hansen ApS", "Ærø Færgefart")


def upload(number: int) -> Upload:
    return Upload(
        id=UploadId(number),
        batch=BatchId(1),
        customer_id=CustomerId(number % 3 + 100),
        customer_name=_NAMES[number % 3],
        path=Path(f"/fotos/{number}.jpg"),
        title=f"Køkken {number}",
        folder="Breve/2024" if number == 5 else "",
        state=UploadState.DONE if number % 2 else UploadState.REFUSED,
        document_id=DocumentId(70_000 + number) if number % 2 else None,
        sha256=f"{number:08x}{'f' * 56}",
        send_sha256=f"{number:08x}{'e' * 56}",
        added_at=AT + timedelta(days=number),
        changed_at=AT + timedelta(days=number),
    )


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.bring_up_to_date(db)
        batch = uploads.BatchRow(
            id=BatchId(1), target=Target(id=CustomerId(100), name="Søndergade 7"), at=AT
        )
        steps = [uploads.Step(upload=upload(number), cause="added") for number in range(1, 31)]
        uploads.put(db, at=AT, steps=steps, batches=[batch])
        yield db


def found(db: sqlite3.Connection, **sought: object) -> list[int]:
    what = Sought(**sought)  # type: ignore[arg-type]  # as each test has it
    numbers = [row.id for row in ledger.search(db, what, 100)]
    assert ledger.count(db, what) == len(numbers)
    return list(numbers)


def test_the_newest_come_first_and_the_rest_page_by_page(db: sqlite3.Connection) -> None:
    first = ledger.search(db, Sought(), 12)
    assert [row.id for row in first] == list(range(30, 18, -1))
    then = ledger.search(db, Sought(), 100, first[-1].id)
    assert [row.id for row in then] == list(range(18, 0, -1))
    assert first[0] == upload(30)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12.JPG", [12]),
        ("køkken 12", [12]),
        ("KØKKEN ærø 29", [29]),
        ("breve/2024", [5]),
        ("70007", [7]),
        ("#70007", [7]),
        ("0000000bff", [11]),
        ("0000000BEE", [11]),
        ("hansen 0000000b", []),
        ("nowhere", []),
        ("100 27.jpg", [27]),
        ("1_.jpg", []),
        ("%", []),
        ("\\", []),
        ("9" * 30, []),
        ("SØNDERGADE 27.jpg", [27]),
    ],
)
def test_it_is_found_by_what_is_known_of_it(
    db: sqlite3.Connection, text: str, numbers: list[int]
) -> None:
    assert found(db, text=text) == numbers


def test_states_and_period_narrow_it(db: sqlite3.Connection) -> None:
    refused = frozenset({UploadState.REFUSED})
    assert found(db, states=refused, since=AT + timedelta(days=26)) == [30, 28, 26]
    assert found(db, until=AT + timedelta(days=3)) == [2, 1]
    assert found(db, text="hansen", states=refused) == [28, 22, 16, 10, 4]


def test_what_happened_is_told_in_order_and_what_is_spoilt_left_out(
    db: sqlite3.Connection,
) -> None:
    step = uploads.Step(upload=upload(3), cause="stored", detail={"document_id": 70_003})
    uploads.put(db, at=AT + timedelta(seconds=2), steps=[step])
    db.execute("DROP TRIGGER upload_event_never_update")
    db.execute("UPDATE upload_event SET detail = 'x' WHERE upload_id = 3 AND cause = 'added'")
    happened = ledger.events(db, UploadId(3))
    assert [(each.cause, each.detail) for each in happened] == [
        ("added", {}),
        ("stored", {"document_id": 70_003}),
    ]
    assert [each.at for each in happened] == sorted(each.at for each in happened)
    assert ledger.events(db, UploadId(999)) == ()


def test_what_the_program_writes_has_the_shape_it_looks_for(db: sqlite3.Connection) -> None:
    """Else the next start would take a sound file for a damaged one."""
    for table in ("upload", "batch"):
        rows = db.execute(f"SELECT * FROM {table}").fetchall()
        assert rows
        assert all(shapes.is_sound(table, row) for row in rows)
    uploads.learn(db, {"largest": 5, "slowest": 1.5, "kinds": ["photo"], "none": None})
    assert all(map(shapes.is_learned, db.execute("SELECT * FROM learned")))
