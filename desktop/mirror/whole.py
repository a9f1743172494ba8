"""Whole objects of the local copy: customers, what the feeds hold, and the short lists."""

import json
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from typing import TypeVar

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, Record, Subscription
from desktop.mirror.columns import BEYOND, raw_text
from desktop.mirror.newness import changed_of, is_outdated

R = TypeVar("R", bound=Record)


def customer(db: apsw.Connection, id_: CustomerId) -> Customer | None:
    found = db.execute("SELECT raw FROM customer_raw WHERE id = ?", (id_,)).fetchone()
    return None if found is None else Customer(json.loads(found[0]))


def customers(db: apsw.Connection, ids: Iterable[CustomerId]) -> list[Customer]:
    """Those of *ids* that are here, in the order asked for."""
    wanted = list(ids)
    found = dict(
        db.execute(
            "SELECT id, raw FROM customer_raw WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
    )
    return [Customer(json.loads(found[id_])) for id_ in wanted if id_ in found]


def put_feed(db: apsw.Connection, feed: type[R], records: Iterable[R], stamp: int) -> int:
    """Keep what a page of *feed* showed; how many records were new or different.

    As with customers, a record never replaces one of a request that was sent later.
    """
    changed = 0
    for record in records:
        changed += _put(db, feed.KIND.value, record, stamp)
    return changed


def of_customer(db: apsw.Connection, feed: type[R], customer: CustomerId) -> list[R]:
    """What the feed holds of one customer, without what is deleted, in the order of ids."""
    found = db.execute(
        "SELECT raw FROM feed_record WHERE feed = ? AND customer = ? AND NOT is_deleted"
        " ORDER BY key",
        (feed.KIND.value, customer),
    )
    return [feed(json.loads(raw)) for (raw,) in found]


def expiring(db: apsw.Connection, from_: date, to: date) -> list[Subscription]:
    """Subscriptions that are not deleted and expire on these days, the first to go first."""
    found = db.execute(
        "SELECT raw FROM feed_record WHERE feed = ? AND expires <> '' AND expires BETWEEN ? AND ?"
        " AND NOT is_deleted ORDER BY expires, key",
        (Subscription.KIND.value, from_.isoformat(), to.isoformat()),
    )
    return [Subscription(json.loads(raw)) for (raw,) in found]


def drop_feed_except(db: apsw.Connection, feed: type[Record], since: int) -> int:
    """Drop what no request since the stamp *since* has shown; how many records that were."""
    db.execute("DELETE FROM feed_record WHERE feed = ? AND stamp < ?", (feed.KIND.value, since))
    return db.changes()


def feed_count(db: apsw.Connection, feed: type[Record]) -> int:
    """How many records of the feed are here, deleted ones too."""
    found = db.execute("SELECT count(*) FROM feed_record WHERE feed = ?", (feed.KIND.value,))
    return int(found.get)


def put_list(db: apsw.Connection, name: type[R], records: Iterable[R]) -> None:
    """Replace the whole list of such records (the server sends it complete: documented)."""
    db.execute("DELETE FROM list_entry WHERE list = ?", (name.KIND.value,))
    db.executemany(
        "INSERT INTO list_entry (list, position, raw) VALUES (?, ?, ?)",
        ((name.KIND.value, at, raw_text(each.raw)) for at, each in enumerate(records)),
    )


def read_list(db: apsw.Connection, name: type[R]) -> list[R]:
    """The list of such records, in the server's order."""
    found = db.execute(
        "SELECT raw FROM list_entry WHERE list = ? ORDER BY position", (name.KIND.value,)
    )
    return [name(json.loads(raw)) for (raw,) in found]


def _put(db: apsw.Connection, feed: str, record: Record, stamp: int) -> bool:
    raw = raw_text(record.raw)
    key, changed = _key(record, raw), changed_of(record)
    here = db.execute(
        "SELECT raw, changed, stamp FROM feed_record WHERE feed = ? AND key = ?", (feed, key)
    ).fetchone()
    if here is not None and (raw == here[0] or not _replaces((changed, stamp), here[1:])):
        # It was shown all the same, so it is not one of those that are gone.
        db.execute(
            "UPDATE feed_record SET stamp = ? WHERE feed = ? AND key = ?",
            (max(stamp, here[2]), feed, key),
        )
        return False
    expires = record.day("expires") if isinstance(record, Subscription) else None
    db.execute(
        "INSERT OR REPLACE INTO feed_record VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            feed,
            key,
            _id(record.number("customerid")),
            expires.isoformat() if expires else "",
            int(record.flag("isdeleted")),
            changed,
            stamp,
            raw,
        ),
    )
    return True


def _replaces(coming: tuple[str, int], here: tuple[str, int]) -> bool:
    """Whether a record replaces the one that is here; each by its change time and its stamp."""
    is_surely_later = coming[1] > here[1]
    return coming[1] >= here[1] and not is_outdated(
        coming[0], here[0], is_surely_later=is_surely_later
    )


def _key(record: Record, raw: str) -> int:
    """The record's id; below 0 and made from the content where the server sent none."""
    id_ = record.number("id")
    if 0 < id_ < BEYOND:
        return id_
    return -1 - int.from_bytes(blake2b(raw.encode(), digest_size=7).digest(), "big")


def _id(number: int) -> int:
    return number if 0 < number < BEYOND else 0
