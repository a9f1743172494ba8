"""The hierarchy as the tree asks for it, cut where parents go in a circle."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final

import apsw

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.rows import CustomerRow, one_line

_COLUMNS: Final = (
    "c.id, c.parent, c.name_key, c.number_key, c.name, c.number, c.address, c.zip, c.city,"
    " c.type_id, c.maingroup, c.is_closed, c.is_blocked, 0, 0"
)
_CIRCLES: Final = "(SELECT id FROM stray WHERE is_circle)"
_GIVEN: Final = "(SELECT value FROM json_each(?))"

_COUNTS_AT: Final = CustomerRow._fields.index("children")

Counts = tuple[int, int]
"""All right below, and the open ones among them."""


def children(db: apsw.Connection, parent: CustomerId) -> list[CustomerRow]:
    """Those right below *parent* in their order; 0 is the top level."""
    found = db.execute(
        f"SELECT {_COLUMNS} FROM customer c INDEXED BY customer_child"
        f" WHERE c.parent = ? AND c.id NOT IN {_CIRCLES}"
        " ORDER BY c.name_key, c.number_key, c.id",
        (parent,),
    )
    counts = _counts(db, "(SELECT id FROM customer WHERE parent = ?)", (parent,))
    return _counted(map(_row, found), counts)


def strays(db: apsw.Connection) -> list[CustomerRow]:
    """Those whose parent is not here, and one of each circle; all others below those."""
    found = db.execute(
        f"SELECT {_COLUMNS} FROM stray CROSS JOIN customer c USING (id)"
        " ORDER BY c.name_key, c.number_key, c.id"
    )
    return _counted(map(_row, found), _counts(db, "(SELECT id FROM stray)", ()))


def stray_count(db: apsw.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM stray").get)


def branch(db: apsw.Connection, parent: CustomerId) -> list[CustomerRow]:
    """All below *parent*, level by level, each one's children together and in their order."""
    found = db.execute(
        f"{_BELOW} SELECT {_COLUMNS} FROM below CROSS JOIN customer c USING (id)"
        f" WHERE c.id <> ?1 {_AT_MOST_ALL}",
        (parent,),
    )
    rows_ = list(map(_row, found))
    all_ = Counter([row.parent for row in rows_])
    open_ = Counter([row.parent for row in rows_ if not row.is_closed])
    return _counted(rows_, {id_: (number, open_[id_]) for id_, number in all_.items()})


def ids_below(db: apsw.Connection, id_: CustomerId) -> list[CustomerId]:
    """The ids of all below the customer, without its own."""
    found = db.execute(f"{_BELOW} SELECT id FROM below WHERE id <> ?1 {_AT_MOST_ALL}", (id_,))
    return [CustomerId(below) for (below,) in found]


def rows(db: apsw.Connection, ids: Iterable[CustomerId]) -> list[CustomerRow]:
    """Those of *ids* that are here, in the order asked for."""
    wanted = list(ids)
    given = json.dumps(wanted)
    cursor = db.execute(f"SELECT {_COLUMNS} FROM customer c WHERE id IN {_GIVEN}", (given,))
    found = {row.id: row for row in map(_row, cursor)}
    here = (found[id_] for id_ in wanted if id_ in found)
    return _counted(here, _counts(db, _GIVEN, (given,)))


def parents(db: apsw.Connection, id_: CustomerId) -> list[CustomerRow]:
    """Those above the customer, from the top down to the one right above it."""
    return paths(db, [id_]).get(id_, [])


def paths(db: apsw.Connection, ids: Collection[CustomerId]) -> dict[CustomerId, list[CustomerRow]]:
    """Those above each of *ids* that is here, from the top down; circles are cut."""
    above = _above(db, ids)
    rows_ = {row.id: row for row in rows(db, above)}
    return {id_: _path(id_, above, rows_) for id_ in ids if id_ in above}


def leads(
    db: apsw.Connection, *, with_closed: bool, maingroup: MaingroupId
) -> frozenset[CustomerId]:
    """Customers that do not pass themselves and have one below that does.

    One passes that is of the main group (0: any), and is open or closed ones are wanted.
    """
    if with_closed and not maingroup:
        return frozenset()
    found = db.execute(
        _LEADS_OF_A_GROUP if maingroup else _LEADS_OF_OPEN,
        {"maingroup": maingroup, "with_closed": with_closed} if maingroup else None,
    )
    return frozenset([CustomerId(id_) for (id_,) in found])


def count(db: apsw.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM customer").get)


def closed_count(db: apsw.Connection) -> int:
    found = db.execute("SELECT count(*) FROM customer INDEXED BY customer_closed WHERE is_closed")
    return int(found.get)


def number_count(db: apsw.Connection, number: str) -> int:
    """How many customers carry the number; the API allows several (documented)."""
    text = one_line(number)
    if not text:
        return 0
    found = db.execute("SELECT count(*) FROM customer WHERE number <> '' AND number = ?", (text,))
    return int(found.get)


def counts_above(db: apsw.Connection, ids: Collection[CustomerId]) -> dict[CustomerId, int]:
    """How many of *ids* are below each one that has any below."""
    above = _above(db, ids)
    waiting = Counter(above.values())
    below: Counter[CustomerId] = Counter()
    marked = frozenset(ids)
    # From the leaves up, so that each is counted once however deep it lies.
    ready = [id_ for id_ in above if not waiting[id_]]
    while ready:
        id_ = ready.pop()
        parent = above[id_]
        below[parent] += below[id_] + (id_ in marked)
        waiting[parent] -= 1
        if parent in above and not waiting[parent]:
            ready.append(parent)
    return {id_: number for id_, number in below.items() if number and id_ in above}


# Each step is one look at a narrow index; those that pass and their parents need not be climbed
# further, for the parents of all that pass are looked at anyway.
_LEADS_OF_OPEN: Final = (
    "WITH RECURSIVE lead (id, parent) AS ("
    " SELECT c.id, c.parent FROM customer c INDEXED BY customer_closed"
    " WHERE c.is_closed AND EXISTS"
    " (SELECT 1 FROM customer b INDEXED BY customer_below"
    " WHERE b.parent = c.id AND b.is_closed = 0)"
    " UNION"
    " SELECT c.id, c.parent FROM lead"
    " CROSS JOIN customer c INDEXED BY customer_closed ON c.id = lead.parent WHERE c.is_closed)"
    " SELECT id FROM lead"
)
_LEADS_OF_A_GROUP: Final = (
    "WITH RECURSIVE lead (id, parent) AS ("
    " SELECT c.id, c.parent FROM (SELECT DISTINCT parent FROM customer INDEXED BY customer_below"
    " WHERE maingroup = :maingroup AND is_closed <= :with_closed) passing"
    " CROSS JOIN customer c ON c.id = passing.parent"
    " WHERE c.maingroup <> :maingroup OR c.is_closed > :with_closed"
    " UNION"
    " SELECT c.id, c.parent FROM lead CROSS JOIN customer c ON c.id = lead.parent"
    " WHERE c.maingroup <> :maingroup OR c.is_closed > :with_closed)"
    " SELECT id FROM lead"
)

# Without its circles the hierarchy is a forest, so nobody is met twice; should that ever be wrong,
# there is an end all the same.
_BELOW: Final = (
    "WITH RECURSIVE below (id) AS (SELECT ?1 UNION ALL"
    " SELECT c.id FROM below CROSS JOIN customer c INDEXED BY customer_child"
    f" ON c.parent = below.id WHERE c.id NOT IN {_CIRCLES})"
)
_AT_MOST_ALL: Final = "LIMIT (SELECT count(*) FROM customer)"

_row: Final[Callable[[Iterable[Any]], CustomerRow]] = partial(tuple.__new__, CustomerRow)


def _above(db: apsw.Connection, ids: Collection[CustomerId]) -> dict[CustomerId, CustomerId]:
    """*ids* and all above them, each with its parent; where a circle is cut that is 0."""
    found = db.execute(
        "WITH RECURSIVE up (id, parent) AS ("
        f" SELECT id, iif(id IN {_CIRCLES}, 0, parent) FROM customer WHERE id IN {_GIVEN}"
        " UNION"
        f" SELECT c.id, iif(c.id IN {_CIRCLES}, 0, c.parent)"
        " FROM up CROSS JOIN customer c ON c.id = up.parent)"
        " SELECT id, parent FROM up",
        (json.dumps(list(ids)),),
    )
    return dict(found)


def _path(
    id_: CustomerId,
    above: Mapping[CustomerId, CustomerId],
    rows_: Mapping[CustomerId, CustomerRow],
) -> list[CustomerRow]:
    path: list[CustomerRow] = []
    parent = above[id_]
    while parent in above:
        path.append(rows_[parent])
        parent = above[parent]
    path.reverse()
    return path


def _counts(db: apsw.Connection, ids: str, given: tuple[object, ...]) -> dict[CustomerId, Counts]:
    """All and the open ones right below each of *ids* that has any."""
    found = db.execute(
        "SELECT parent, count(*), count(*) - sum(is_closed)"
        " FROM customer INDEXED BY customer_below"
        f" WHERE parent IN {ids} GROUP BY parent",
        given,
    )
    counts = {parent: (all_, open_) for parent, all_, open_ in found}
    for parent, is_closed in db.execute(
        "SELECT stray.parent, c.is_closed FROM stray JOIN customer c USING (id) WHERE is_circle"
    ):
        if parent in counts:
            all_, open_ = counts[parent]
            counts[parent] = all_ - 1, open_ - (not is_closed)
    return counts


def _counted(
    rows_: Iterable[CustomerRow], counts: Mapping[CustomerId, Counts]
) -> list[CustomerRow]:
    """*rows_* with what is below them filled in."""
    counted = list(rows_)
    for at, row in enumerate(counted):
        if row.id in counts:
            counted[at] = _row(row[:_COUNTS_AT] + counts[row.id])
    return counted
