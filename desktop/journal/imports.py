"""Imports and their rows: functions from a connection to values."""

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field
from desktop.domain.ids import CustomerId
from desktop.domain.importing import (
    Counts,
    Flaw,
    ImportRow,
    RowState,
    Sought,
    Verdict,
    Why,
    Wrong,
)
from desktop.domain.records import Customer
from desktop.domain.values import Value, read_value

State = Literal["checking", "checked", "running", "done"]

_COLUMNS = "line, number, name, verdict, state, customer_id, about"
_OF = "import_id = ? AND line > ?"
_FAULTS: Mapping[str, Fault | Wrong] = {
    each.value: each for kind in (Fault, Wrong) for each in kind
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An import as the journal has it; `lost` rows besides its `total` could not be salvaged."""

    id: int
    file: str
    state: State
    total: int
    lost: int


def begin(db: sqlite3.Connection, file: str, total: int) -> int:
    """A new import, in place of all earlier ones; its id.

    That is one no import had before, for the file's pages hold rows of dropped ones for long.
    """
    at = datetime.now(UTC)
    (newest,) = db.execute("SELECT coalesce(max(id), 0) FROM import").fetchone()
    id_ = max(int(at.timestamp() * 1000), int(newest) + 1)
    db.execute("DELETE FROM import_row")
    db.execute("DELETE FROM import")
    db.execute(
        "INSERT INTO import (id, at, file, state, about) VALUES (?, ?, ?, 'checking', ?)",
        (id_, at.isoformat(timespec="milliseconds"), file, json.dumps({"total": total})),
    )
    return id_


def put(db: sqlite3.Connection, import_id: int, rows: Iterable[ImportRow]) -> None:
    """Put the rows down, new or as they are by now."""
    db.executemany(
        "INSERT OR REPLACE INTO import_row VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((import_id, *_as_columns(row)) for row in rows),
    )


def set_state(db: sqlite3.Connection, import_id: int, state: State) -> None:
    db.execute("UPDATE import SET state = ? WHERE id = ?", (state, import_id))


def drop(db: sqlite3.Connection, import_id: int) -> None:
    db.execute("DELETE FROM import_row WHERE import_id = ?", (import_id,))
    db.execute("DELETE FROM import WHERE id = ?", (import_id,))


def left_over(db: sqlite3.Connection) -> Kept | None:
    """The import that was being carried out when the program ended, if there is one.

    One that was only looked at is dropped.
    """
    for (id_,) in db.execute("SELECT id FROM import WHERE state LIKE 'check%'").fetchall():
        drop(db, id_)
    found = db.execute(
        "SELECT id, file, state, about FROM import WHERE state = 'running' ORDER BY id DESC LIMIT 1"
    ).fetchone()
    if found is None:
        return None
    id_, file, state, about = found
    told: dict[str, int] = json.loads(about)
    return Kept(
        id=id_, file=file, state=state, total=told.get("total", 0), lost=told.get("lost", 0)
    )


def take_next(db: sqlite3.Connection, import_id: int) -> ImportRow | None:
    """The first row that waits, which is `sending` from now on; None where none waits."""
    found = db.execute(
        f"SELECT {_COLUMNS} FROM import_row WHERE import_id = ? AND state = 'waiting'"  # noqa: S608 - names of ours
        " ORDER BY line LIMIT 1",
        (import_id,),
    ).fetchone()
    if found is None:
        return None
    row = _row(found)
    db.execute(
        "UPDATE import_row SET state = 'sending' WHERE import_id = ? AND line = ?",
        (import_id, row.line),
    )
    return row


def stop_waiting(db: sqlite3.Connection, import_id: int) -> None:
    """Rows that wait will not be sent; what became of one that was being sent is left unknown."""
    db.execute(
        "UPDATE import_row SET state = 'stopped' WHERE import_id = ? AND state = 'waiting'",
        (import_id,),
    )
    db.execute(
        "UPDATE import_row SET state = 'unsure', about = json_set(about, '$.why', ?)"
        " WHERE import_id = ? AND state = 'sending'",
        (Why.ANSWER_LOST.value, import_id),
    )


def search(
    db: sqlite3.Connection, import_id: int, sought: Sought, *, limit: int, after: int = 0
) -> tuple[ImportRow, ...]:
    """The first *limit* rows that are sought, of those below line *after*."""
    where, values = _where(sought)
    found = db.execute(
        f"SELECT {_COLUMNS} FROM import_row WHERE {_OF}{where} ORDER BY line LIMIT ?",  # noqa: S608 - names of ours
        (import_id, after, *values, limit),
    )
    return tuple(map(_row, found))


def at(db: sqlite3.Connection, import_id: int, lines: Collection[int]) -> tuple[ImportRow, ...]:
    """The rows of these lines, in their order."""
    found = db.execute(
        f"SELECT {_COLUMNS} FROM import_row WHERE import_id = ?"  # noqa: S608 - names of ours
        " AND line IN (SELECT value FROM json_each(?)) ORDER BY line",
        (import_id, json.dumps(list(lines))),
    )
    return tuple(map(_row, found))


def counts(db: sqlite3.Connection, import_id: int) -> Counts:
    """How many rows there are of each verdict and state."""
    found = db.execute(
        "SELECT verdict, state, count(*) FROM import_row WHERE import_id = ? GROUP BY 1, 2",
        (import_id,),
    )
    return Counter({(Verdict(v), RowState(s)): count for v, s, count in found})


def _where(sought: Sought) -> tuple[str, Sequence[str]]:
    where, values = "", list[str]()
    for column, chosen in (("verdict", sought.verdicts), ("state", sought.states)):
        if chosen:
            where += f" AND {column} IN ({', '.join('?' * len(chosen))})"
            values += sorted(each.value for each in chosen)
    return where, values


# --- One row -----------------------------------------------------------------------------------


def _as_columns(row: ImportRow) -> tuple[object, ...]:
    about: dict[str, object] = {
        "wanted": {name: _json(value) for name, value in row.wanted.items()},
        "base": dict(row.base.raw),
        "flaws": [[flaw.name, flaw.fault.value, *flaw.lines] for flaw in row.flaws],
        "others": row.others,
        "count": row.count,
        "why": row.why.value,
        "fields": row.fields,
        "also": [(why.value, fields) for why, fields in row.also],
        "words": row.words,
    }
    # ASCII alone, for a lone surrogate in what the server sent has no UTF-8.
    text = json.dumps({name: each for name, each in about.items() if each}, ensure_ascii=True)
    return (
        row.line,
        row.number,
        row.name,
        row.verdict.value,
        row.state.value,
        row.customer,
        text,
    )


def _row(columns: Sequence[Any]) -> ImportRow:
    line, number, name, verdict, state, customer, about = columns
    told: dict[str, Any] = json.loads(about)
    return ImportRow(
        line=line,
        number=number,
        name=name,
        verdict=Verdict(verdict),
        state=RowState(state),
        customer=CustomerId(customer),
        wanted=dict(_values(told.get("wanted", {}))),
        base=Customer(told.get("base", {})),
        flaws=tuple(
            Flaw(field, _FAULTS[fault], tuple(lines))
            for field, fault, *lines in told.get("flaws", ())
        ),
        others=tuple(told.get("others", ())),
        count=told.get("count", 0),
        why=Why(told.get("why", "")),
        fields=tuple(told.get("fields", ())),
        also=tuple((Why(why), tuple(fields)) for why, fields in told.get("also", ())),
        words=told.get("words", ""),
    )


def _json(value: Value) -> object:
    match value:
        case date() | time():
            return value.isoformat()
        case tuple():
            return list(value)
        case _:
            return value


def _values(told: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    for name, wire in told.items():
        yield name, read_value(customer_field(name).kind, wire)
