"""Listings of documents and their thumbnails as rows; what was not looked at longest goes first."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import apsw

from desktop.domain.answers import KeptListing, Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.records import Document, Folder, Record

VERSION = 1

SCHEMA = (
    # `documents` and `folders` hold the raw objects, a JSON text a line; `used` grows with every
    # use; `bytes` counts the thumbnails too.
    """
    CREATE TABLE listing (
        customer INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        used INTEGER NOT NULL,
        bytes INTEGER NOT NULL,
        set_aside INTEGER NOT NULL,
        documents TEXT NOT NULL,
        folders TEXT NOT NULL
    )
    """,
    "CREATE INDEX listing_used ON listing (used, customer, bytes)",
    # Base64 as it came; "" for a document that is known to have none.
    """
    CREATE TABLE thumbnail (
        customer INTEGER NOT NULL,
        document INTEGER NOT NULL,
        wire TEXT NOT NULL,
        PRIMARY KEY (customer, document)
    ) WITHOUT ROWID
    """,
)

_ROW = 64
"""Bytes a row takes beside its texts, about."""


def listing(db: apsw.Connection, customer: CustomerId) -> KeptListing | None:
    """What was kept of this customer's documents."""
    query = "SELECT at, set_aside, documents, folders FROM listing WHERE customer = ?"
    for at, set_aside, documents, folders in db.execute(query, (customer,)):
        kept = Listing(
            documents=tuple(Document(raw) for raw in _objects(documents)),
            folders=tuple(Folder(raw) for raw in _objects(folders)),
            set_aside=set_aside,
        )
        return KeptListing(listing=kept, at=datetime.fromisoformat(at))
    return None


def note_use(db: apsw.Connection, customer: CustomerId) -> None:
    """What was used last goes last."""
    db.execute(
        "UPDATE listing SET used = 1 + (SELECT max(used) FROM listing) WHERE customer = ?",
        (customer,),
    )


def thumbnails(db: apsw.Connection, customer: CustomerId) -> dict[DocumentId, str]:
    """The thumbnails kept, "" for a document that has none; one that is absent was never asked."""
    query = "SELECT document, wire FROM thumbnail WHERE customer = ?"
    return {DocumentId(document): wire for document, wire in db.execute(query, (customer,))}


def put_listing(db: apsw.Connection, customer: CustomerId, new: KeptListing, *, room: int) -> None:
    """Keep *new* in place of what there was; thumbnails of what changed go."""
    documents, folders = _lines(new.listing.documents), _lines(new.listing.folders)
    _drop_outdated(db, customer, documents)
    db.execute(
        "INSERT INTO listing (customer, at, used, bytes, set_aside, documents, folders)"
        " VALUES (?, ?, 0, 0, ?, ?, ?) ON CONFLICT (customer) DO UPDATE SET at = excluded.at,"
        " set_aside = excluded.set_aside, documents = excluded.documents,"
        " folders = excluded.folders",
        (customer, new.at.isoformat(), new.listing.set_aside, documents, folders),
    )
    note_use(db, customer)
    _make_room(db, customer, room)


def put_thumbnails(
    db: apsw.Connection, customer: CustomerId, wires: Mapping[DocumentId, str], *, room: int
) -> None:
    """Keep *wires* in place of what there was; nothing without a listing they belong to."""
    if not list(db.execute("SELECT 1 FROM listing WHERE customer = ?", (customer,))):
        return
    db.execute("DELETE FROM thumbnail WHERE customer = ?", (customer,))
    rows = [(customer, document, wire) for document, wire in wires.items()]
    db.executemany("INSERT INTO thumbnail (customer, document, wire) VALUES (?, ?, ?)", rows)
    note_use(db, customer)
    _make_room(db, customer, room)


def _objects(lines: str) -> Iterator[dict[str, object]]:
    """One at a time: a decoder that is given all at once lets no other thread in meanwhile."""
    return (json.loads(line) for line in lines.splitlines())


def _lines(records: Iterable[Record]) -> str:
    # Plain ASCII: nothing in it that could be taken for the end of a line.
    return "\n".join(json.dumps(dict(record.raw)) for record in records)


def _drop_outdated(db: apsw.Connection, customer: CustomerId, documents: str) -> None:
    query = "SELECT documents FROM listing WHERE customer = ?"
    before = {line for (lines,) in db.execute(query, (customer,)) for line in lines.splitlines()}
    now = set(documents.splitlines())
    if gone := before - now:
        rows = [(customer, Document(json.loads(line)).id) for line in gone]
        db.executemany("DELETE FROM thumbnail WHERE customer = ? AND document = ?", rows)


def _make_room(db: apsw.Connection, customer: CustomerId, room: int) -> None:
    """Weigh what was just put for *customer*, and drop what was used longest ago, it last."""
    _weigh(db, customer)
    taken = _taken(db)
    query = "SELECT customer, bytes FROM listing WHERE customer <> ? ORDER BY used"
    for other, size in list(db.execute(query, (customer,))) if taken > room else ():
        if taken <= room:
            break
        _drop(db, other)
        taken -= size
    if taken > room:
        # The pictures of one customer fill the shelf; their names may still have room.
        db.execute("DELETE FROM thumbnail WHERE customer = ?", (customer,))
        _weigh(db, customer)
        if _taken(db) > room:
            _drop(db, customer)


def _taken(db: apsw.Connection) -> int:
    ((taken,),) = db.execute("SELECT total(bytes) FROM listing")
    return int(taken)


def _weigh(db: apsw.Connection, customer: CustomerId) -> None:
    db.execute(
        "UPDATE listing SET bytes = :row + octet_length(documents) + octet_length(folders)"
        " + (SELECT coalesce(sum(:row + octet_length(wire)), 0) FROM thumbnail"
        "    WHERE thumbnail.customer = :customer)"
        " WHERE customer = :customer",
        {"row": _ROW, "customer": customer},
    )


def _drop(db: apsw.Connection, customer: CustomerId) -> None:
    db.execute("DELETE FROM thumbnail WHERE customer = ?", (customer,))
    db.execute("DELETE FROM listing WHERE customer = ?", (customer,))
