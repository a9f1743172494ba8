"""Whatever happens to the journal's file, the program opens it and says what it could not read."""

import asyncio
import json
import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from desktop.domain.uploads import FINAL, UploadState
from desktop.journal import Journal, schema, shapes
from desktop.journal.pages import Pages

COUNT = 40
AT = "2026-11-23T08:00:00.000+00:00"
DONE, READY = UploadState.DONE.value, UploadState.READY.value
PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A journal of many pages: uploads with their events, saves with much in them, a stop."""
    path = tmp_path_factory.mktemp("journal") / "journal.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        schema.bring_up_to_date(db)
        db.execute("BEGIN")
        for number in range(1, COUNT + 1):
            _put_upload(db, number)
        for number in range(1, 9):
            content = json.dumps({"id": number, "notes": "æ" * 900 * number})
            db.execute(
                "INSERT INTO save (customer_id, at, way, sent, before, outcome)"
                " VALUES (?, ?, 'id', '{\"phone\":\"1\"}', ?, 'stored')",
                (number, AT, content),
            )
        db.execute("INSERT INTO stop (save_id, at) VALUES (3, ?)", (AT,))
        for state in ("draft", "queued"):
            db.execute(
                "INSERT INTO draft (customer_id, at, state, base, mine) VALUES (12, ?, ?, ?, ?)",
                (AT, state, '{"id":12}', '{"phone":"1"}'),
            )
        db.execute("INSERT INTO draft VALUES (90, -90, 12, ?, 'draft', '{}', '{}', '{}')", (AT,))
        db.execute("DELETE FROM draft WHERE id = 90")
        db.execute("INSERT INTO made (local_id, customer_id) VALUES (-70, 4711)")
        _put_import(db)
        db.execute("INSERT INTO learned VALUES ('largest', '41943040')")
        db.execute("COMMIT")
    return path.read_bytes()


LINES = 60
DROPPED, AT_HAND = 1_795_420_800_000, 1_795_420_900_000


def _put_import(db: sqlite3.Connection) -> None:
    """One that was dropped, whose rows still lie in the file, and one in the middle of it."""
    for import_id, first in ((DROPPED, 1000), (AT_HAND, 1)):
        db.execute("DELETE FROM import_row")
        db.execute("DELETE FROM import")
        db.execute(
            "INSERT INTO import VALUES (?, ?, 'kunder.csv', 'running', '{\"total\":60}')",
            (import_id, AT),
        )
        for line in range(first, first + LINES):
            about = json.dumps({"wanted": {"name": "Kunde"}, "base": {"notes": "æ" * 60}})
            db.execute(
                "INSERT INTO import_row VALUES (?, ?, ?, 'Kunde', 'changed', ?, ?, ?)",
                (import_id, line, f"K-{line}", row_state(line), line, about),
            )


def row_state(line: int) -> str:
    return "stored" if line < 30 else "sending" if line == 30 else "waiting"


def _put_upload(db: sqlite3.Connection, number: int) -> None:
    state = state_of(number)
    batch = (number + 9) // 10
    db.execute(
        "INSERT OR IGNORE INTO batch (id, customer_id, at, released_at) VALUES (?, 7, ?, ?)",
        (batch, AT, AT),
    )
    db.execute(
        "INSERT INTO upload (id, batch_id, customer_id, customer_name, source, name, title, state,"
        " rank, sha256, added_at, changed_at, about)"
        " VALUES (?, ?, 7, 'Søndergade 7', ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number,
            batch,
            f"/fotos/{number}.jpg",
            f"{number}.jpg",
            f"Køkken {number}",
            state,
            float(number),
            f"{number:064x}",
            AT,
            AT,
            json.dumps({"size": number * 1000}),
        ),
    )
    known = {"source": f"/fotos/{number}.jpg", "name": f"{number}.jpg", "title": f"Køkken {number}"}
    for each in ("queued", "held", "ready", state):
        db.execute(
            "INSERT INTO upload_event (upload_id, at, state, detail) VALUES (?, ?, ?, ?)",
            (number, AT, each, json.dumps(known if each == "queued" else {})),
        )


def state_of(number: int) -> str:
    return DONE if number % 3 else READY


def opened(path: Path, content: bytes) -> Journal:
    """The journal after the program has opened *content*."""
    path.write_bytes(content)

    async def run() -> Journal:
        journal = await Journal.open(path)
        assert journal.trouble is None
        await journal.close()
        return journal

    return asyncio.run(run())


def rows(path: Path, what: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db:
        return db.execute(what).fetchall()


def states(path: Path) -> dict[object, object]:
    return dict(rows(path, "SELECT id, state FROM upload"))  # type: ignore[arg-type]  # two columns


def is_told_or_true(path: Path, journal: Journal) -> None:
    """No state is claimed that was not: what is not final needs the user."""
    found = states(path)
    if journal.set_aside is None:
        return
    assert journal.salvaged is not None
    assert journal.salvaged.uploads == len(found)
    final = {state.value for state in FINAL}
    for number, state in found.items():
        if state in final:
            assert state == state_of(int(str(number)))
        else:
            assert state == "needs_you"


def test_every_table_has_a_shape() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        schema.bring_up_to_date(db)
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            if table in shapes.TABLES:
                assert columns == ["id", *(column.name for column in shapes.TABLES[table])]
        assert {table for (table,) in tables} == {
            *shapes.TABLES,
            *shapes.UNLIKE,
        }
        widths = [len(columns) for columns in shapes.TABLES.values()]
        assert len(set(widths)) == len(widths)


def test_a_sound_file_is_left_alone(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "journal.db"
    assert opened(path, whole).set_aside is None
    assert states(path) == {number: state_of(number) for number in range(1, COUNT + 1)}


def test_a_torn_header_loses_nothing(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "journal.db"
    torn = bytes(100) + whole[100:]

    journal = opened(path, torn)

    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes() == torn
    waiting = sum(state_of(number) == READY for number in range(1, COUNT + 1))
    assert journal.salvaged is not None
    assert (journal.salvaged.uploads, journal.salvaged.unsure) == (COUNT, waiting)
    assert journal.salvaged.saves == 8
    assert states(path) == {
        number: DONE if number % 3 else "needs_you" for number in range(1, COUNT + 1)
    }
    about = rows(path, "SELECT about, title, sha256 FROM upload WHERE id = 3")[0]
    assert json.loads(str(about[0])) == {"size": 3000, "unsure": "salvaged"}
    assert about[1:] == ("Køkken 3", f"{3:064x}")
    # Rows too long for a page are put together from several.
    befores = [json.loads(str(row[0])) for row in rows(path, "SELECT before FROM save ORDER BY id")]
    assert [len(before["notes"]) for before in befores] == [900 * number for number in range(1, 9)]
    assert rows(path, "SELECT save_id FROM stop") == [(3,)]
    assert rows(path, "SELECT state, mine FROM draft") == [
        ("draft", '{"phone":"1"}'),
        ("refused", '{"phone":"1"}'),
    ]
    assert rows(path, "SELECT seq FROM sqlite_sequence") == [(90,)]
    assert rows(path, "SELECT local_id, customer_id FROM made") == [(-70, 4711)]
    assert rows(path, "SELECT * FROM learned") == [("largest", "41943040")]
    assert rows(path, "SELECT id, file, state, about FROM import") == [
        (AT_HAND, "kunder.csv", "running", '{"total": 60, "lost": 0}')
    ]
    # Those of the table's inner pages too, and none of the import that was dropped.
    assert rows(path, "SELECT import_id, line, number, state FROM import_row ORDER BY line") == [
        (AT_HAND, line, f"K-{line}", "stored" if line < 30 else "sending")
        for line in range(1, LINES + 1)
    ]
    assert rows(path, "SELECT count(*) FROM batch") == [(COUNT // 10,)]
    assert rows(path, "SELECT state, cause FROM upload_event WHERE upload_id = 3") == [
        ("queued", ""),
        ("held", ""),
        ("ready", ""),
        ("ready", ""),
        ("needs_you", "salvaged"),
    ]


def test_rows_of_an_import_that_is_not_found_are_not_taken(tmp_path: Path, whole: bytes) -> None:
    """Nobody knows whether it was dropped; its file says what is done already."""
    path = tmp_path / "journal.db"
    opened(path, bytes(100) + whole[100:].replace(b"kunder.csvrunning", b"kunder.csvXXXXXXX"))
    assert rows(path, "SELECT count(*) FROM import_row") == [(0,)]


def test_what_was_salvaged_is_sound_the_next_time(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "journal.db"
    opened(path, bytes(100) + whole[100:])
    found = states(path)
    assert opened(path, path.read_bytes()).set_aside is None
    assert states(path) == found


def test_uploads_whose_rows_are_lost_come_back_by_what_else_is_said_of_them(
    tmp_path: Path, whole: bytes
) -> None:
    path = tmp_path / "journal.db"
    content = bytearray(whole)
    for start in range(0, len(content), PAGE):
        if "Køkken".encode() in content[start : start + PAGE]:
            content[start : start + PAGE] = bytes(PAGE)

    journal = opened(path, bytes(content))

    assert states(path) == {
        number: DONE if number % 3 else "needs_you" for number in range(1, COUNT + 1)
    }
    assert journal.salvaged is not None
    told = rows(path, "SELECT customer_id, source, title, sha256 FROM upload WHERE id = 5")
    assert told == [(7, "/fotos/5.jpg", "Køkken 5", f"{5:064x}")]
    homeless = "SELECT count(*) FROM upload WHERE batch_id NOT IN (SELECT id FROM batch)"
    assert rows(path, homeless) == [(0,)]


def test_copies_of_lost_uploads_are_kept(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "journal.db"
    for number in (3, COUNT + 40):
        copy = tmp_path / "spool" / str(number) / "source"
        copy.parent.mkdir(parents=True)
        copy.write_text("a photo")

    journal = opened(path, bytes(100) + whole[100:])

    assert journal.set_aside is not None
    assert [folder.name for folder in (tmp_path / "spool").iterdir()] == ["3"]
    kept = tmp_path / journal.set_aside.name.replace("journal.db", "spool")
    assert (kept / str(COUNT + 40) / "source").read_text() == "a photo"


@pytest.mark.parametrize("seed", range(4))
def test_a_file_that_was_cut_is_opened(tmp_path: Path, whole: bytes, seed: int) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(seed)
    for length in [chance.randrange(1, len(whole)) for _ in range(8)]:
        journal = opened(path, whole[:length])
        assert journal.set_aside is not None
        is_told_or_true(path, journal)


@pytest.mark.parametrize("seed", range(6))
def test_a_file_with_spoilt_bytes_is_opened(tmp_path: Path, whole: bytes, seed: int) -> None:
    path = tmp_path / "journal.db"
    chance = random.Random(seed)
    for _ in range(8):
        content = bytearray(whole)
        page = chance.randrange(len(whole) // PAGE) * PAGE
        for _ in range(chance.choice((1, 4, 200))):
            content[page + chance.randrange(PAGE)] = chance.randrange(256)
        is_told_or_true(path, opened(path, bytes(content)))


@pytest.mark.parametrize("at", range(16, 100, 3))
def test_a_file_with_a_spoilt_header_is_opened(tmp_path: Path, whole: bytes, at: int) -> None:
    path = tmp_path / "journal.db"
    content = bytearray(whole)
    content[at] ^= 0xFF
    journal = opened(path, bytes(content))
    is_told_or_true(path, journal)
    assert set(states(path)) == set(range(1, COUNT + 1))


def _other_program(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE bookmark (id INTEGER PRIMARY KEY, address TEXT)")
        db.execute("INSERT INTO bookmark (address) VALUES ('x')")
        db.commit()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_text("these are not rows " * 500),
        lambda path: path.write_bytes(random.Random(1).randbytes(20_000)),
        lambda path: path.write_bytes(b"\r" * 12_288),
        lambda path: path.write_bytes(b"SQLite format 3\0" + b"\n" * 9000),
        _other_program,
    ],
    ids=["text", "noise", "leaves", "a beginning", "of another program"],
)
def test_a_file_that_is_no_journal_is_kept_beside(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    path = tmp_path / "journal.db"
    spoil(path)
    content = path.read_bytes()

    journal = opened(path, content)

    assert journal.set_aside is not None
    assert journal.set_aside.read_bytes() == content
    assert journal.salvaged is not None
    assert journal.salvaged.uploads == 0
    assert states(path) == {}


def test_rows_are_read_as_sqlite_reads_them(tmp_path: Path) -> None:
    """Whatever numbers and texts a table holds, and however long they are."""
    path = tmp_path / "any.db"
    values: list[tuple[object, ...]] = [
        (None, 0, 1, -1, 127),
        (128, -129, 2**15, -(2**23), 2**24),
        (2**31, -(2**47), 2**48, 2**63 - 1, -(2**63)),
        (1.5, -0.1, "", "æøå", b"\0\1"),
        *(("x" * length, length, None, b"", "y") for length in (4050, 4061, 4062, 9000, 60_000)),
    ]
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE odd (a, b, c, d, e)")
        db.executemany("INSERT INTO odd VALUES (?, ?, ?, ?, ?)", values)
        db.commit()
    records = [
        record for record in Pages(path.read_bytes()).records() if record.values[0] != "table"
    ]
    assert [(record.rowid, record.values) for record in records] == list(enumerate(values, start=1))


def test_whichever_page_is_lost_no_upload_is(tmp_path: Path, whole: bytes) -> None:
    path = tmp_path / "journal.db"
    for start in range(0, len(whole), PAGE):
        lost = whole[:start] + bytes(PAGE) + whole[start + PAGE :]
        journal = opened(path, lost)
        is_told_or_true(path, journal)
        assert set(states(path)) == set(range(1, COUNT + 1))
