"""Uploads in the journal: what was put down comes back as it was, and what happened stays."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.domain import errors
from desktop.domain.batches import Ask, Target, Typed
from desktop.domain.files import FileKind
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.pauses import PauseKind
from desktop.domain.photos import PhotoOrder, Preset
from desktop.domain.uploads import (
    BatchId,
    Earlier,
    Unsure,
    Upload,
    UploadId,
    UploadState,
    Way,
)
from desktop.journal import schema, uploads
from desktop.journal.uploads import BatchRow, Event, Step

NOON = datetime(2031, 5, 4, 12, tzinfo=UTC)
BATCH = BatchRow(id=BatchId(1), target=Target(id=CustomerId(7), name="Åse"), at=NOON)
DONE, READY, HELD = UploadState.DONE, UploadState.READY, UploadState.HELD


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        schema.bring_up_to_date(connection)
        yield connection


def an_upload(number: int, **other: object) -> Upload:
    upload = Upload(
        id=UploadId(number),
        batch=BATCH.id,
        customer_id=BATCH.target.id,
        customer_name=BATCH.target.name,
        path=Path(f"/x/{number}.jpg"),
        title=str(number),
        rank=float(number),
        added_at=NOON,
        changed_at=NOON,
    )
    return replace(upload, **other)  # type: ignore[arg-type]  # fields of Upload


FULL = an_upload(
    1,
    way=Way.PHOTO,
    size=5,
    modified_ns=1_700_000_000_000_000_001,
    kind=FileKind.HEIC,
    folder="A/B",
    taken=datetime(2024, 3, 31, 2, 30, 5),  # noqa: DTZ001 - a camera's wall clock
    is_cut_short=True,
    state=UploadState.NEEDS_YOU,
    document_id=DocumentId(9),
    problem=errors.TimedOut(3.0),
    goes_as_file=True,
    on_xnet=True,
    tags=(1, 2),
    preset=Preset.SMALL,
    keeps_place=True,
    replaces=DocumentId(4),
    sha256="aa",
    width=3,
    height=4,
    has_place=True,
    has_serial=True,
    can_be_photo=True,
    is_by_reference=True,
    send_size=6,
    send_sha256="bb",
    prepared_as=PhotoOrder(preset=Preset.LARGE, keeps_place=True),
    earlier=Earlier(
        upload_id=UploadId(3), at=NOON, state=DONE, name="æ.jpg", document_id=DocumentId(8)
    ),
    is_wanted_again=True,
    unsure=Unsure.SEVERAL_MATCHES,
    candidates=(DocumentId(5), DocumentId(6)),
    baseline=frozenset({DocumentId(1), DocumentId(2), DocumentId(500)}),
    token="#a1",
    is_accepted=True,
    is_unwanted=True,
    is_users_word=True,
    tries=2,
    rank=-3.5,
)


def put(db: sqlite3.Connection, *rows: Upload, cause: str = "added") -> None:
    uploads.put(db, at=NOON, steps=[Step(upload=row, cause=cause) for row in rows], batches=[BATCH])


def loaded(db: sqlite3.Connection) -> list[Upload]:
    return list(uploads.load(db, since=NOON).uploads)


def test_everything_comes_back_as_it_was(db: sqlite3.Connection) -> None:
    put(db, FULL)
    (row,) = loaded(db)
    kept = [field.name for field in fields(Upload) if field.name not in ("problem", "sent")]
    assert {name: getattr(row, name) for name in kept} == {
        name: getattr(FULL, name) for name in kept
    }
    assert isinstance(row.problem, errors.TimedOut)


def test_every_field_is_tried() -> None:
    """Or a new one would be forgotten at the next start."""
    plain = an_upload(1)
    same = {name for name in _names() if getattr(FULL, name) == getattr(plain, name)}
    known = {"id", "batch", "customer_id", "customer_name", "path", "title", "added_at"}
    in_memory_alone = {"sent", "unwritten"}
    assert same == known | {"changed_at"} | in_memory_alone


def _names() -> list[str]:
    return [field.name for field in fields(Upload)]


@pytest.mark.parametrize(
    "other",
    [
        {"path": Path("/x/h\udce6s \n.jpg")},
        {"title": "\ud800", "folder": "\ud800/B"},
        {"document_id": DocumentId(1 << 70)},
        {"baseline": frozenset()},
        {"baseline": frozenset({DocumentId(1 << 70), DocumentId(3)})},
    ],
)
def test_what_sqlite_cannot_say_comes_back_too(
    db: sqlite3.Connection, other: dict[str, object]
) -> None:
    row = an_upload(1, **other)
    put(db, row)
    assert loaded(db) == [row]


@pytest.mark.parametrize("about", ["[]", "{", '{"kind": "noget"}', '{"earlier": 5}', "null"])
def test_a_row_that_makes_no_sense_needs_the_user(db: sqlite3.Connection, about: str) -> None:
    put(db, an_upload(1), an_upload(2, state=DONE))
    db.execute("UPDATE upload SET about = ?", (about,))
    first, second = loaded(db)
    assert (first.state, first.unsure) == (UploadState.NEEDS_YOU, Unsure.SALVAGED)
    assert second.state is DONE


def test_moves_are_kept_in_order_and_for_ever(db: sqlite3.Connection) -> None:
    put(db, an_upload(1))
    uploads.put(
        db,
        at=NOON + timedelta(seconds=1),
        steps=[Step(upload=an_upload(1, state=DONE), cause="listed", detail={"document_id": 3})],
    )
    assert uploads.events(db, UploadId(1)) == (
        Event(at=NOON, state=UploadState.QUEUED, cause="added", detail={}),
        Event(
            at=NOON + timedelta(seconds=1), state=DONE, cause="listed", detail={"document_id": 3}
        ),
    )
    for spoil in ("DELETE FROM upload", "DELETE FROM upload_event", "UPDATE upload_event SET id=9"):
        with pytest.raises(sqlite3.IntegrityError, match="keeps what happened"):
            db.execute(spoil)


def test_what_is_shown_comes_in_its_order_with_its_batches(db: sqlite3.Connection) -> None:
    asking = replace(BATCH, id=BatchId(2), asks=frozenset({Ask.MANY, Ask.CLOSED}))
    uploads.put(db, at=NOON, batches=[asking])
    put(db, an_upload(1), an_upload(2, rank=0.5), an_upload(3, batch=BatchId(2)))
    uploads.put(db, at=NOON, hidden=[UploadId(1)], batches=[replace(BATCH, released_at=NOON)])
    shown = uploads.load(db, since=NOON)
    assert [row.id for row in shown.uploads] == [2, 3]
    assert shown.batches == (replace(BATCH, released_at=NOON), asking)
    assert (shown.last_upload, shown.last_batch) == (3, 2)


def test_the_same_content_on_the_same_customer_is_found(db: sqlite3.Connection) -> None:
    put(db, an_upload(1, sha256="aa", state=HELD), an_upload(2, sha256="aa", state=DONE))
    put(db, an_upload(3, sha256="aa", customer_id=CustomerId(8), state=DONE))
    put(db, an_upload(4, sha256="bb", state=UploadState.CANCELLED))
    put(db, an_upload(5, sha256="bb", state=UploadState.REFUSED))

    def ask(number: int, sha: str) -> Earlier | None:
        return uploads.earlier(db, UploadId(number), BATCH.target.id, sha)

    assert (found := ask(9, "aa")) is not None
    assert (found.upload_id, found.state, found.name) == (2, DONE, "2.jpg")
    assert ask(9, "bb") is None
    uploads.put(db, at=NOON, hidden=[UploadId(2)])
    assert (found := ask(1, "aa")) is not None
    assert found.upload_id == 2


def test_of_two_that_wait_the_later_one_waits_for_the_first(db: sqlite3.Connection) -> None:
    staged = UploadState.STAGED
    put(db, an_upload(1, sha256="aa", state=staged), an_upload(2, sha256="aa", state=staged))
    assert uploads.earlier(db, UploadId(1), BATCH.target.id, "aa") is None
    assert uploads.earlier(db, UploadId(2), BATCH.target.id, "aa") is not None


def test_which_of_some_are_final(db: sqlite3.Connection) -> None:
    put(db, an_upload(1, state=DONE), an_upload(2), an_upload(3, state=UploadState.CANCELLED))
    asked = [UploadId(each) for each in (1, 2, 3, 77)]
    assert uploads.final_among(db, asked) == {1, 3}


def test_what_was_learned_is_kept(db: sqlite3.Connection) -> None:
    uploads.learn(db, {"largest_worked": 5})
    uploads.learn(db, {"largest_worked": 7, "seen": ["photo"]})
    uploads.try_disk(db, NOON)
    said = uploads.learned(db)
    assert (said["largest_worked"], said["seen"]) == (7, ["photo"])


def test_what_ended_long_ago_is_left_to_the_ledger(db: sqlite3.Connection) -> None:
    before = NOON - timedelta(milliseconds=1)
    old = [an_upload(n, state=state, changed_at=before) for n, state in enumerate(UploadState, 1)]
    recent = [an_upload(n + 20, state=state) for n, state in enumerate(UploadState)]
    put(db, *old, *recent)
    ended = {DONE, UploadState.CANCELLED}
    wanted = [row.id for row in old if row.state not in ended] + [row.id for row in recent]
    assert [row.id for row in loaded(db)] == wanted


def test_of_what_ended_lately_a_start_reads_the_last_thousand(db: sqlite3.Connection) -> None:
    ended = [
        an_upload(number, state=DONE, changed_at=NOON + timedelta(seconds=-number))
        for number in range(2, 1005)
    ]
    waiting = [an_upload(1, changed_at=NOON - timedelta(hours=1)), an_upload(2000)]
    steps = [Step(upload=each, cause="test") for each in (*ended, *waiting)]
    uploads.put(db, at=NOON, steps=steps, batches=[BATCH])
    shown = uploads.load(db, since=NOON - timedelta(days=1))
    assert [row.id for row in shown.uploads] == [*range(1, 1002), 2000]


def test_what_was_typed_comes_back_with_its_batch(db: sqlite3.Connection) -> None:
    typed = (Typed("taken", "31-02 \ud800 æ"), Typed("title", "", UploadId(1)))
    batch = replace(BATCH, typed=typed)
    uploads.put(db, at=NOON, steps=[Step(upload=an_upload(1), cause="added")], batches=[batch])
    assert uploads.load(db, since=NOON).batches == (batch,)


def test_a_batch_is_loaded_as_long_as_one_of_it_is(db: sqlite3.Connection) -> None:
    old = an_upload(1, state=DONE, changed_at=NOON - timedelta(days=9))
    put(db, old)
    assert uploads.load(db, since=NOON).batches == ()
    put(db, an_upload(2, state=READY, changed_at=NOON - timedelta(days=9)))
    assert uploads.load(db, since=NOON).batches == (BATCH,)


def test_what_is_looked_for_comes_with_all_that_is_stored_beside_it(db: sqlite3.Connection) -> None:
    stored = an_upload(1, state=DONE, document_id=DocumentId(9), changed_at=NOON)
    put(db, stored, an_upload(2, state=DONE))
    uploads.put(db, at=NOON, hidden=[stored.id])
    later = NOON + timedelta(days=2)
    assert uploads.load(db, since=later).stored_beside == ()
    put(db, an_upload(3, state=UploadState.VERIFYING))
    assert [row.id for row in uploads.load(db, since=later).stored_beside] == [stored.id]


def test_what_waits_for_the_user_is_kept(db: sqlite3.Connection) -> None:
    user, unsure = PauseKind.USER, PauseKind.UNSURE
    assert uploads.load(db, since=NOON).pauses == frozenset()
    uploads.pause(db, {user: True, unsure: True})
    assert uploads.load(db, since=NOON).pauses == {user, unsure}
    uploads.pause(db, {user: False})
    assert uploads.load(db, since=NOON).pauses == {unsure}
