"""Looking through every upload there ever was: functions from a connection to values."""

import json
import sqlite3

from desktop.domain.ledger import Happening, Sought, matches
from desktop.domain.uploads import Upload, UploadId
from desktop.journal.upload_rows import COLUMNS, moment, read_row

_NAMES = ", ".join(COLUMNS)
_MATCH = (
    "ledger_matches(name || ' ' || title || ' ' || customer_name || ' ' || folder || ' ' || source,"
    " customer_id, document_id, sha256, send_sha256)"
)


def search(
    db: sqlite3.Connection, sought: Sought, limit: int, before: UploadId | None = None
) -> tuple[Upload, ...]:
    """The newest *limit* that are sought, of those added before *before*."""
    where, values = _where(db, sought)
    if before is not None:
        where, values = f"{where} AND id < ?", (*values, before)
    rows = db.execute(
        f"SELECT {_NAMES} FROM upload WHERE {where} ORDER BY id DESC LIMIT ?",  # noqa: S608 - names of ours
        (*values, limit),
    )
    return tuple(read_row(row) for row in rows)


def count(db: sqlite3.Connection, sought: Sought) -> int:
    """How many are sought."""
    where, values = _where(db, sought)
    (found,) = db.execute(
        f"SELECT count(*) FROM upload WHERE {where}",  # noqa: S608 - names of ours
        values,
    ).fetchone()
    return int(found)


def events(db: sqlite3.Connection, upload: UploadId) -> tuple[Happening, ...]:
    """All that happened to an upload, in order; what cannot be read of it is left out."""
    rows = db.execute(
        "SELECT at, state, cause, CAST(detail AS BLOB) FROM upload_event WHERE upload_id = ?"
        " ORDER BY id",
        (upload,),
    )
    return tuple(
        Happening(at=at, state=state, cause=cause, detail=_read_detail(detail))
        for at, state, cause, detail in rows
    )


def _where(db: sqlite3.Connection, sought: Sought) -> tuple[str, tuple[object, ...]]:
    parts, values = ["1"], list[object]()
    if sought.states:
        parts.append(f"state IN ({', '.join('?' * len(sought.states))})")
        values.extend(sorted(state.value for state in sought.states))
    for comparison, at in ((">=", sought.since), ("<", sought.until)):
        if at is not None:
            parts.append(f"added_at {comparison} ?")
            values.append(moment(at))
    if words := sought.words:
        parts.append(_MATCH)
        db.create_function(
            "ledger_matches",
            5,
            lambda texts, customer, document, *hashes: matches(
                words, texts, (customer, document), hashes
            ),
            deterministic=True,
        )
    return " AND ".join(parts), tuple(values)


def _read_detail(detail: bytes) -> dict[str, object]:
    try:
        return dict(json.loads(detail.decode(errors="replace")))
    except (ValueError, TypeError):
        return {}
