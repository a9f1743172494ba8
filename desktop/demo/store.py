"""Reading and writing the world: functions from a connection to documents."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# The group the demo user may not look into; main groups hide customers (documented).
HIDDEN_GROUP = 9
FIRST_CUSTOMER = 1001

Doc = dict[str, object]
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a feed: everything up to this change and id has been given.

    A feed that goes by id gives what changed after that, and has given everything up to *after*.
    """

    changed: str
    id: int
    after: int | None = None

    @property
    def as_sql(self) -> tuple[str, str]:
        """What comes next, as a condition on three values and an order."""
        condition = "(changed, id) > (?, ?) AND id > ?"
        return condition, "changed, id" if self.after is None else "id"

    @property
    def values(self) -> tuple[str, int, int]:
        return self.changed, self.id, self.after or 0


def changed_of(doc: Mapping[str, object]) -> str:
    return f"{doc.get('changedate') or ''} {doc.get('changetime') or '00:00:00'}"


def _integer(value: object) -> int:
    """A whole number for an index column, whatever nonsense a test planted."""
    try:
        return int(str(value))
    except ValueError:
        return 0


def fold(name: str) -> str:
    """Upper and lower case alike, æ, ø and å included (documented for plain letters)."""
    return name.casefold().strip()


def customer_row(doc: Doc) -> tuple[object, ...]:
    return (
        doc["id"],
        _integer(doc.get("parentcust", 0)),
        str(doc.get("customernumber", "")),
        fold(str(doc.get("name", ""))),
        _integer(doc.get("isdeleted", 0)),
        int(doc.get("maingroupid") == HIDDEN_GROUP),
        changed_of(doc),
        _encode(doc),
    )


def record_row(kind: str, doc: Doc) -> tuple[object, ...]:
    return (
        kind,
        doc["id"],
        _integer(doc.get("customerid", 0)),
        _integer(doc.get("isdeleted", 0)),
        changed_of(doc),
        _encode(doc),
    )


INSERT_CUSTOMER = "INSERT OR REPLACE INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_RECORD = "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)"


def save_customer(db: sqlite3.Connection, doc: Doc) -> None:
    db.execute(INSERT_CUSTOMER, customer_row(doc))


def save_record(db: sqlite3.Connection, kind: str, doc: Doc) -> None:
    db.execute(INSERT_RECORD, record_row(kind, doc))


def next_customer_id(db: sqlite3.Connection) -> int:
    (highest,) = db.execute("SELECT max(id) FROM customer").fetchone()
    return max(highest or 0, FIRST_CUSTOMER - 1) + 1


def next_record_id(db: sqlite3.Connection, kind: str) -> int:
    (highest,) = db.execute("SELECT max(id) FROM record WHERE kind = ?", (kind,)).fetchone()
    return (highest or 0) + 1


def _docs(rows: Iterator[tuple[str]]) -> list[Doc]:
    return [json.loads(text) for (text,) in rows]


def _doc(row: tuple[str] | None) -> Doc | None:
    return json.loads(row[0]) if row else None


def customer(db: sqlite3.Connection, id_: int) -> Doc | None:
    return _doc(db.execute("SELECT doc FROM customer WHERE id = ?", (id_,)).fetchone())


def visible_customer(db: sqlite3.Connection, id_: int) -> Doc | None:
    """The customer unless the user may not see it (inferred: a hidden one is as good as none)."""
    sql = "SELECT doc FROM customer WHERE id = ? AND NOT restricted"
    return _doc(db.execute(sql, (id_,)).fetchone())


def children(db: sqlite3.Connection, parent: int, *, skip_deleted: bool) -> list[Doc]:
    sql = (
        "SELECT doc FROM customer"
        " WHERE parentcust = ? AND NOT restricted AND NOT (deleted AND ?) ORDER BY id"
    )
    return _docs(db.execute(sql, (parent, skip_deleted)))


def descendants(db: sqlite3.Connection, parent: int, *, skip_deleted: bool) -> list[Doc]:
    """All below *parent*; UNION makes a cycle end."""
    sql = (
        "WITH RECURSIVE below(id) AS ("
        " SELECT id FROM customer WHERE parentcust = ?1"
        " UNION SELECT c.id FROM customer c JOIN below ON c.parentcust = below.id)"
        " SELECT doc FROM customer"
        " WHERE id IN below AND id <> ?1 AND NOT restricted AND NOT (deleted AND ?2) ORDER BY id"
    )
    return _docs(db.execute(sql, (parent, skip_deleted)))


def ancestor_ids(db: sqlite3.Connection, id_: int) -> list[int]:
    """From the parent up to the root; a cycle ends where it would begin again."""
    climbed: list[int] = []
    current = id_
    while row := db.execute("SELECT parentcust FROM customer WHERE id = ?", (current,)).fetchone():
        current = row[0]
        if not current or current == id_ or current in climbed:
            break
        climbed.append(current)
    return climbed


def customers_numbered(db: sqlite3.Connection, number: str) -> list[Doc]:
    sql = "SELECT doc FROM customer WHERE number = ? AND NOT restricted ORDER BY id"
    return _docs(db.execute(sql, (number,)))


def customers_named(db: sqlite3.Connection, name: str) -> list[Doc]:
    sql = "SELECT doc FROM customer WHERE folded = ? AND NOT restricted ORDER BY id"
    return _docs(db.execute(sql, (fold(name),)))


def customers_changed(
    db: sqlite3.Connection, mark: Mark, limit: int, *, skip_deleted: bool, skip_restricted: bool
) -> list[Doc]:
    """The next customers after *mark*.

    Oldest change first, so a new change is never skipped; by id it is, behind the mark.
    """
    condition, order = mark.as_sql
    sql = (
        f"SELECT doc FROM customer WHERE {condition}"  # noqa: S608 - our own words
        f" AND NOT (deleted AND ?) AND NOT (restricted AND ?) ORDER BY {order} LIMIT ?"
    )
    return _docs(db.execute(sql, (*mark.values, skip_deleted, skip_restricted, limit)))


def visible_customers(db: sqlite3.Connection) -> list[Doc]:
    """Everyone the user may see, in the order of ids."""
    return _docs(db.execute("SELECT doc FROM customer WHERE NOT restricted ORDER BY id"))


def drop_customers(db: sqlite3.Connection, ids: Sequence[int]) -> None:
    """Without a trace, as when two customers are made one."""
    db.executemany("DELETE FROM customer WHERE id = ?", [(id_,) for id_ in ids])


def record(db: sqlite3.Connection, kind: str, id_: int) -> Doc | None:
    sql = "SELECT doc FROM record WHERE kind = ? AND id = ?"
    return _doc(db.execute(sql, (kind, id_)).fetchone())


def all_records(db: sqlite3.Connection, kind: str) -> list[Doc]:
    return _docs(db.execute("SELECT doc FROM record WHERE kind = ? ORDER BY id", (kind,)))


def drop_records(db: sqlite3.Connection, kind: str, ids: Sequence[int]) -> None:
    db.executemany("DELETE FROM record WHERE kind = ? AND id = ?", [(kind, id_) for id_ in ids])


def records_of(db: sqlite3.Connection, kind: str, customer_id: int) -> list[Doc]:
    sql = "SELECT doc FROM record WHERE kind = ? AND customerid = ? ORDER BY id"
    return _docs(db.execute(sql, (kind, customer_id)))


def visible_records_of(db: sqlite3.Connection, kind: str, customer_id: int) -> list[Doc]:
    """The records of a customer the user may see, none of others (inferred)."""
    if visible_customer(db, customer_id) is None:
        return []
    return records_of(db, kind, customer_id)


def records_changed(
    db: sqlite3.Connection, kind: str, mark: Mark, limit: int, *, skip_deleted: bool
) -> list[Doc]:
    condition, order = mark.as_sql
    sql = (
        f"SELECT doc FROM record WHERE kind = ? AND {condition}"  # noqa: S608 - our own words
        f" AND NOT (deleted AND ?) ORDER BY {order} LIMIT ?"
    )
    return _docs(db.execute(sql, (kind, *mark.values, skip_deleted, limit)))


def thumbnail(db: sqlite3.Connection, document_id: int) -> bytes | None:
    sql = "SELECT jpeg FROM thumbnail WHERE documentid = ?"
    row = db.execute(sql, (document_id,)).fetchone()
    return row[0] if row else None


def save_thumbnail(db: sqlite3.Connection, document_id: int, jpeg: bytes) -> None:
    db.execute("INSERT OR REPLACE INTO thumbnail VALUES (?, ?)", (document_id, jpeg))


def forget_thumbnail(db: sqlite3.Connection, document_id: int) -> None:
    db.execute("DELETE FROM thumbnail WHERE documentid = ?", (document_id,))
