"""What synchronising asks of the copy about whom an answer showed, and whom it left out."""

import json
from collections.abc import Collection
from typing import Final

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.records import Record

_GIVEN: Final = "(SELECT value FROM json_each(?))"


def shown(db: apsw.Connection, ids: Collection[CustomerId]) -> int:
    """How many of *ids* the pass under way has shown."""
    given = json.dumps(list(ids))
    return int(db.execute(f"SELECT count(*) FROM passed WHERE id IN {_GIVEN}", (given,)).get)


def feed_shown(db: apsw.Connection, feed: type[Record], ids: Collection[int], since: int) -> int:
    """How many records of the feed with one of *ids* came by requests from *since* on."""
    found = db.execute(
        f"SELECT count(*) FROM feed_record WHERE feed = ? AND key IN {_GIVEN} AND stamp >= ?",
        (feed.KIND.value, json.dumps(list(ids)), since),
    )
    return int(found.get)


def unconfirmed(db: apsw.Connection, ids: Collection[CustomerId], stamp: int) -> list[CustomerId]:
    """Those of *ids* that are here by a request sent before *stamp*, in the order of ids."""
    found = db.execute(
        f"SELECT id FROM customer WHERE id IN {_GIVEN} AND stamp < ? ORDER BY id",
        (json.dumps(list(ids)), stamp),
    )
    return [CustomerId(id_) for (id_,) in found]


def children_unconfirmed(db: apsw.Connection, parent: CustomerId, stamp: int) -> list[CustomerId]:
    """Children that no request from *stamp* on has shown, in the order of ids."""
    found = db.execute(
        "SELECT id FROM customer WHERE parent = ? AND stamp < ? ORDER BY id", (parent, stamp)
    )
    return [CustomerId(id_) for (id_,) in found]
