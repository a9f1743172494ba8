"""Looking through every upload there ever was: functions from a connection to values."""

import json
import re
import sqlite3

from desktop.domain.ledger import Happening, Sought
from desktop.domain.uploads import Upload, UploadId
from desktop.journal.upload_rows import COLUMNS, moment, read_row

_NAMES = ", ".join(COLUMNS)
_TEXTS = "name || ' ' || title || ' ' || customer_name || ' ' || folder || ' ' || source"
_HEX = re.compile("[0-9a-f]+")
_LARGEST = (1 << 63) - 1
_LEAST_HASH = 4
"""Characters; of fewer, hundreds of hashes begin alike."""


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
    for word in sought.words:
        part, bound = _matching(db, word)
        parts.append(part)
        values.extend(bound)
    return " AND ".join(parts), tuple(values)


def _matching(db: sqlite3.Connection, word: str) -> tuple[str, tuple[object, ...]]:
    """What a row has to be like for *word* to be found in it."""
    if not word.isascii():
        # SQLite knows no capitals but ours of ASCII, for which it is twenty times as fast.
        db.create_function("folded", 1, str.casefold, deterministic=True)
        return f"instr(folded({_TEXTS}), ?) > 0", (word,)
    escaped = re.sub(r"([%_\\\\])", r"\\\1", word)
    parts, values = [f"{_TEXTS} LIKE ? ESCAPE '\\'"], list[object]([f"%{escaped}%"])
    if word.isdigit():
        parts.append("? IN (customer_id, document_id)")
        # As a text it would equal no number.
        values.append(min(int(word), _LARGEST))
    if len(word) >= _LEAST_HASH and _HEX.fullmatch(word):
        parts.append("sha256 GLOB ? OR send_sha256 GLOB ?")
        values.extend([f"{word}*", f"{word}*"])
    return f"({' OR '.join(parts)})", tuple(values)


def _read_detail(detail: bytes) -> dict[str, object]:
    try:
        return dict(json.loads(detail.decode(errors="replace")))
    except (ValueError, TypeError):
        return {}
