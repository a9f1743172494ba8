"""What a tree shows, read as of one moment."""

from collections.abc import Collection
from dataclasses import dataclass

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow, slim
from desktop.mirror import tree
from desktop.mirror.slim import children, strays
from desktop.support.collecting import no_collecting


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The children of some customers, and all that no root leads to."""

    children: dict[CustomerId, list[SlimRow]]
    strays: list[SlimRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What there is of some customers.

    Attributes:
        rows: Those that were asked for and are there, and the ones right above them.
        strays: All that no root leads to, whether asked for or not; none of them is in `rows`.
        gone: Those that were asked for and are not there.
    """

    rows: list[SlimRow]
    strays: list[SlimRow]
    gone: frozenset[CustomerId]


def shown(db: apsw.Connection, parents: Collection[CustomerId], *, with_strays: bool) -> Shown:
    """What a tree shows that has *parents* opened."""
    with no_collecting():
        below = {parent: children(db, parent) for parent in parents}
        return Shown(children=below, strays=strays(db) if with_strays else [])


def news(
    db: apsw.Connection, customers: Collection[CustomerId], above: Collection[CustomerId]
) -> News:
    """What a tree must know that shows *customers*, below *above* so far, as they were."""
    asked = frozenset(customers)
    found = tree.rows(db, asked)
    nearby = {row.parent for row in found}.union(above) - asked
    lost = strays(db)
    lost_ids = {row.id for row in lost}
    rows = (*found, *tree.rows(db, nearby))
    return News(
        rows=[slim(row) for row in rows if row.id not in lost_ids],
        strays=lost,
        gone=asked.difference(row.id for row in found),
    )
