"""The saves and what came of them: functions from a connection to values."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from desktop.domain.ids import CustomerId

Way = Literal["id", "number", "create", "restore"]
Outcome = Literal["pending", "stored", "differs", "refused", "unknown", "wrong_customer"]
Wire = Mapping[str, object]

_WORDS = ": "
"""What older programs put between the name of an error and the server's own words."""
SAVED_AGAIN = "saved again"
"""The `detail` of one that stays unknown, for the same was saved again before it was known."""
NOT_THERE = "not there"
"""The `detail` of one that stays unknown, and was not there when it was looked for much later."""
_ENDED = "the program ended"
_FOUND = "found unasked"
"""The `detail` of a create whose customer nobody was told of yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """What is told of an outcome: in a word, by the fields it is about, and in the server's words.

    `SaveRow` has the same.
    """

    said: str = ""
    names: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRow:
    """One save: `sent`, `before` and `after` as they are on the wire; `at` is UTC.

    Attributes:
        detail: Why it came to that, in a word, such as the name of an error.
        names: The fields that came back as something else.
        words: What the server said.
    """

    id: int
    customer_id: CustomerId
    at: datetime
    way: Way
    sent: Wire
    before: Wire | None
    after: Wire | None
    outcome: Outcome
    detail: str
    names: tuple[str, ...] = ()
    words: str = ""

    def blames(self, name: str) -> bool:
        """Whether that field is among those; what older programs wrote has them in `detail`."""
        return name in self.names or f" {name} " in f" {self.detail} "


@dataclass(frozen=True, slots=True, kw_only=True)
class LostWrites:
    """The saves of one customer without an answer, and what was `stored` of it since the first.

    The oldest first, both.
    """

    lost: tuple[SaveRow, ...]
    stored: tuple[SaveRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSave:
    """A save about to be sent."""

    customer_id: CustomerId
    way: Way
    sent: Wire
    before: Wire | None


def begin(db: sqlite3.Connection, save: NewSave) -> int:
    """Put *save* down as pending, and give its id."""
    inserted = db.execute(
        "INSERT INTO save (customer_id, at, way, sent, before) VALUES (?, ?, ?, ?, ?)",
        (save.customer_id, _now(), save.way, _json(save.sent), _json(save.before)),
    )
    if inserted.lastrowid is None:
        raise sqlite3.DatabaseError("no id for the new row")
    return inserted.lastrowid


def settle(
    db: sqlite3.Connection,
    save_id: int,
    outcome: Outcome,
    after: Wire | None = None,
    detail: "str | Detail" = "",
) -> None:
    """Put down what came of a save."""
    db.execute(
        "UPDATE save SET outcome = ?, after = ?, detail = ? WHERE id = ?",
        (outcome, _json(after), _detail(detail), save_id),
    )


def was_before(db: sqlite3.Connection, save_id: int, before: Wire) -> None:
    """Put down a newer reading than the save was begun with."""
    db.execute("UPDATE save SET before = ? WHERE id = ?", (_json(before), save_id))


def settle_created(
    db: sqlite3.Connection, save_id: int, customer: CustomerId, outcome: Outcome, after: Wire
) -> None:
    """Put down what was created, under the id it got."""
    settle(db, save_id, outcome, after)
    db.execute("UPDATE save SET customer_id = ? WHERE id = ?", (customer, save_id))


def settle_unasked(
    db: sqlite3.Connection, save_id: int, customer: CustomerId, outcome: Outcome, after: Wire
) -> None:
    """The same of a lost create that is found when nobody waits for it any more."""
    settle_created(db, save_id, customer, outcome, after)
    db.execute("UPDATE save SET detail = ? WHERE id = ?", (_detail(_FOUND), save_id))


def stop(db: sqlite3.Connection, save_id: int) -> None:
    """Stop all saving because of what this save did."""
    db.execute("INSERT INTO stop (save_id, at) VALUES (?, ?)", (save_id, _now()))


def lift_stops(db: sqlite3.Connection) -> None:
    db.execute("UPDATE stop SET lifted_at = ? WHERE lifted_at IS NULL", (_now(),))


def stopped_by(db: sqlite3.Connection) -> SaveRow | None:
    """The save that saving is stopped for; the first, where several ran at once."""
    row = db.execute(
        "SELECT save.* FROM stop JOIN save ON save.id = stop.save_id"
        " WHERE lifted_at IS NULL ORDER BY stop.id LIMIT 1"
    ).fetchone()
    return _save(row) if row else None


def is_put_back(db: sqlite3.Connection, stopped: SaveRow) -> bool:
    """Whether all that this save did unasked has been put back since."""
    found = db.execute(
        "SELECT 1 FROM save WHERE customer_id = ? AND id > ? AND way = 'restore'"
        " AND outcome = 'stored' LIMIT 1",
        (stopped.customer_id, stopped.id),
    ).fetchone()
    return found is not None


def give_up_pending(db: sqlite3.Connection) -> list[SaveRow]:
    """Call unknown what an earlier run of the program left pending, and give it, oldest first."""
    rows = db.execute("SELECT * FROM save WHERE outcome = 'pending' ORDER BY id").fetchall()
    db.execute(
        "UPDATE save SET outcome = 'unknown', detail = ? WHERE outcome = 'pending'",
        (_detail(_ENDED),),
    )
    return [_save(row) for row in rows]


def of_customer(
    db: sqlite3.Connection, customer: CustomerId, newest: int | None = None
) -> list[SaveRow]:
    """The saves of a customer, the newest first: all, or so many."""
    found = db.execute(
        "SELECT * FROM save WHERE customer_id = ? ORDER BY id DESC LIMIT ?",
        (customer, -1 if newest is None else newest),
    )
    return [_save(row) for row in found.fetchall()]


def lost_creates(db: sqlite3.Connection, since: datetime) -> list[SaveRow]:
    """The creates begun since then of which it may yet be told whether they made a customer."""
    found = db.execute(
        "SELECT * FROM save WHERE way = 'create' AND outcome = 'unknown' AND at >= ?"
        " AND detail != ? ORDER BY id",
        (since.astimezone(UTC).isoformat(timespec="milliseconds"), _detail(SAVED_AGAIN)),
    )
    return [_save(row) for row in found.fetchall()]


def lost_writes(db: sqlite3.Connection, since: datetime) -> list[LostWrites]:
    """The saves of customers begun since then of which it may yet be told whether they came."""
    found = db.execute(
        "SELECT * FROM save WHERE way IN ('id', 'number') AND outcome = 'unknown' AND at >= ?"
        " AND detail NOT IN (?, ?) ORDER BY id",
        (
            since.astimezone(UTC).isoformat(timespec="milliseconds"),
            _detail(SAVED_AGAIN),
            _detail(NOT_THERE),
        ),
    )
    lost = defaultdict[CustomerId, list[SaveRow]](list)
    for row in found.fetchall():
        save = _save(row)
        lost[save.customer_id].append(save)
    return [
        LostWrites(lost=tuple(rows), stored=_stored_since(db, rows[0])) for rows in lost.values()
    ]


def _stored_since(db: sqlite3.Connection, lost: SaveRow) -> tuple[SaveRow, ...]:
    found = db.execute(
        "SELECT * FROM save WHERE customer_id = ? AND id > ?"
        " AND outcome IN ('stored', 'differs') AND before IS NOT NULL AND after IS NOT NULL"
        " ORDER BY id",
        (lost.customer_id, lost.id),
    )
    return tuple(_save(row) for row in found.fetchall())


def found_unasked(db: sqlite3.Connection, since: datetime) -> list[SaveRow]:
    """The creates begun since then that were lost and found, and that nobody knows of yet."""
    found = db.execute(
        "SELECT * FROM save WHERE way = 'create' AND detail = ? AND at >= ? ORDER BY id",
        (_detail(_FOUND), since.astimezone(UTC).isoformat(timespec="milliseconds")),
    )
    return [_save(row) for row in found.fetchall()]


def created_after(db: sqlite3.Connection, save_id: int) -> list[SaveRow]:
    """The creates put down after that save whose customer somebody was told of."""
    found = db.execute(
        "SELECT * FROM save WHERE way = 'create' AND outcome IN ('stored', 'differs')"
        " AND id > ? AND detail != ? ORDER BY id",
        (save_id, _detail(_FOUND)),
    )
    return [_save(row) for row in found.fetchall()]


def last(db: sqlite3.Connection) -> int:
    """The id of the newest save; 0 where there is none."""
    (found,) = db.execute("SELECT coalesce(max(id), 0) FROM save").fetchone()
    return int(found)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _json(wire: Wire | None) -> str | None:
    # ASCII alone, for a lone surrogate in what the server sent has no UTF-8.
    return None if wire is None else json.dumps(wire, ensure_ascii=True, separators=(",", ":"))


def _detail(detail: str | Detail) -> str:
    """As it is in the column; of one word alone as `schema` makes it of what was there before."""
    told = Detail(said=detail) if isinstance(detail, str) else detail
    held = {"said": told.said, "names": list(told.names), "words": told.words}
    return _json({name: value for name, value in held.items() if value}) or ""


def _save(row: tuple[int, int, str, Way, str, str | None, str | None, Outcome, str]) -> SaveRow:
    id_, customer_id, at, way, sent, before, after, outcome, detail = row
    held = json.loads(detail) if detail else {}
    said, parted, words = str(held.get("said", "")).partition(_WORDS)
    return SaveRow(
        id=id_,
        customer_id=CustomerId(customer_id),
        at=datetime.fromisoformat(at),
        way=way,
        sent=json.loads(sent),
        before=None if before is None else json.loads(before),
        after=None if after is None else json.loads(after),
        outcome=outcome,
        detail=said,
        names=tuple(held.get("names", ())),
        words=words if parted else held.get("words", ""),
    )
