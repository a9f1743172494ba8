"""What was really executed, in order, kept in the world itself so that it outlives a crash."""

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.demo.call import Binary


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One command as executed or refused."""

    envelope: int
    command: str
    inputs: Mapping[str, object]
    status: int
    msg: str
    fault: str
    time: str


def write(db: sqlite3.Connection, entry: Entry) -> None:
    inputs = {name: _without_bytes(value) for name, value in entry.inputs.items()}
    db.execute(
        "INSERT INTO ledger(envelope, command, inputs, status, msg, fault, time)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            entry.envelope,
            entry.command,
            json.dumps(inputs),
            entry.status,
            entry.msg,
            entry.fault,
            entry.time,
        ),
    )


def read(db: sqlite3.Connection, since: int) -> list[dict[str, object]]:
    rows = db.execute(
        "SELECT id, envelope, command, inputs, status, msg, fault, time FROM ledger"
        " WHERE id > ? ORDER BY id",
        (since,),
    )
    names = ("id", "envelope", "command", "inputs", "status", "msg", "fault", "time")
    entries = [dict(zip(names, row, strict=True)) for row in rows]
    for entry in entries:
        entry["inputs"] = json.loads(str(entry["inputs"]))
    return entries


def last_envelope(db: sqlite3.Connection) -> int:
    (last,) = db.execute("SELECT max(envelope) FROM ledger").fetchone()
    return last or 0


def _without_bytes(value: object) -> object:
    if not isinstance(value, Binary):
        return value
    shown: dict[str, object] = {
        "size": len(value.content),
        "sha256": hashlib.sha256(value.content).hexdigest(),
    }
    return shown | ({"problem": value.problem} if value.problem else {})
