"""What the user marked or has yet to look at; it survives a rebuild of the copy."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType

import apsw

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.sync import FieldChange
from desktop.mirror import tree

MOST_RECENTS = 100

_ADD = "INSERT INTO marks.change VALUES (?, ?, ?, ?, ?, ?)"
_CLAIM = (
    "UPDATE marks.change SET is_own = max(is_own, ?) WHERE rowid = (SELECT rowid FROM marks.change"
    " WHERE customer = ? AND field = ? ORDER BY at DESC LIMIT 1) AND before = ? AND after = ?"
    " AND at >= ?"
)
"""Finds the last change of the field, if it is this one."""


def unseen(db: apsw.Connection) -> frozenset[CustomerId]:
    """Customers in the copy that changed and were not looked at since."""
    found = db.execute("SELECT u.id FROM marks.unseen u CROSS JOIN customer c ON c.id = u.id")
    return frozenset(CustomerId(id_) for (id_,) in found)


def unseen_above(db: apsw.Connection) -> dict[CustomerId, int]:
    """How many unseen customers are below each one that has any."""
    marked = unseen(db)
    return tree.counts_above(db, marked)


def add_unseen(db: apsw.Connection, ids: Iterable[CustomerId], at: datetime) -> None:
    db.executemany(
        "INSERT OR IGNORE INTO marks.unseen (id, since) VALUES (?, ?)",
        ((id_, as_text(at)) for id_ in ids),
    )


def mark_seen(db: apsw.Connection, ids: Iterable[CustomerId]) -> None:
    db.executemany("DELETE FROM marks.unseen WHERE id = ?", ((id_,) for id_ in ids))


def mark_branch_seen(db: apsw.Connection, id_: CustomerId) -> None:
    """The customer and all below it; 0 is everyone."""
    if id_ == NO_CUSTOMER:
        db.execute("DELETE FROM marks.unseen")
    else:
        mark_seen(db, [id_, *tree.ids_below(db, id_)])


def pin(db: apsw.Connection, id_: CustomerId, pinned: bool, at: datetime) -> None:
    """Put a pin on the customer, or take it off."""
    if pinned:
        db.execute("INSERT OR IGNORE INTO marks.pin (id, at) VALUES (?, ?)", (id_, as_text(at)))
    else:
        db.execute("DELETE FROM marks.pin WHERE id = ?", (id_,))


def pins(db: apsw.Connection) -> list[CustomerId]:
    """Customers with a pin, in the order they got it."""
    return [CustomerId(id_) for (id_,) in db.execute("SELECT id FROM marks.pin ORDER BY at, id")]


def note_use(db: apsw.Connection, id_: CustomerId, at: datetime) -> None:
    """Put the customer in front of the recent ones, of which there are at most MOST_RECENTS."""
    db.execute("INSERT OR REPLACE INTO marks.recent (id, at) VALUES (?, ?)", (id_, as_text(at)))
    db.execute(
        "DELETE FROM marks.recent WHERE id NOT IN"
        " (SELECT id FROM marks.recent ORDER BY at DESC, id LIMIT ?)",
        (MOST_RECENTS,),
    )


def recents(db: apsw.Connection) -> list[CustomerId]:
    """Customers lately used, the last one first."""
    found = db.execute("SELECT id FROM marks.recent ORDER BY at DESC, id")
    return [CustomerId(id_) for (id_,) in found]


def add_changes(
    db: apsw.Connection,
    changes: Iterable[FieldChange],
    *,
    since: Mapping[CustomerId, datetime] = MappingProxyType({}),
) -> None:
    """Put down what was seen to change; once, also where the same comes again after a kill.

    What was seen before *since*, when the copy took in what the customer was before it, is another
    change that looks the same: a copy that is read anew does not see what was between them.
    """
    for each in changes:
        states = json.dumps(each.before), json.dumps(each.after)
        began = as_text(since[each.customer]) if each.customer in since else ""
        db.execute(_CLAIM, (each.is_own, each.customer, each.field, *states, began))
        if not db.changes():
            row = each.customer, as_text(each.at), each.field, *states, each.is_own
            db.execute(_ADD, row)


def mark_own(db: apsw.Connection, ids: Iterable[CustomerId], since: datetime) -> None:
    """What was seen to change of these customers since then was saved here."""
    db.executemany(
        "UPDATE marks.change SET is_own = 1 WHERE customer = ? AND at >= ?",
        ((id_, as_text(since)) for id_ in ids),
    )


def changes_of(db: apsw.Connection, customer: CustomerId) -> list[FieldChange]:
    """The fields of the customer that were seen to change, the last change first."""
    found = db.execute(
        "SELECT at, field, before, after, is_own FROM marks.change"
        " WHERE customer = ? ORDER BY at DESC, rowid",
        (customer,),
    )
    return [
        FieldChange(
            customer=customer,
            at=datetime.fromisoformat(at),
            field=field,
            before=json.loads(before),
            after=json.loads(after),
            is_own=bool(is_own),
        )
        for at, field, before, after, is_own in found
    ]


def forget_old(db: apsw.Connection, before: datetime) -> None:
    """Drop the changes seen before then."""
    db.execute("DELETE FROM marks.change WHERE at < ?", (as_text(before),))


def as_text(at: datetime) -> str:
    """A moment as text that sorts by time."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds")
