"""Rows as a tree keeps them, for which a whole branch is read with no more than that."""

import json
from collections import Counter
from typing import Final

import apsw

from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow, shared_traits, slim
from desktop.mirror import tree
from desktop.support.collecting import no_collecting

_TEXT: Final = " || char(10) || ".join(
    f"c.{name}" for name in ("name", "number", "address", "zip", "city")
)

_NONE: Final = (0, 0)


def children(db: apsw.Connection, parent: CustomerId) -> list[SlimRow]:
    """Those right below *parent* in their order; 0 is the top level."""
    with no_collecting():
        return [slim(row) for row in tree.children(db, parent)]


def strays(db: apsw.Connection) -> list[SlimRow]:
    """Those that no root leads to, in their order; of a circle it is one."""
    return [slim(row) for row in tree.strays(db)]


def branch(db: apsw.Connection, parent: CustomerId) -> list[SlimRow]:
    """All below *parent*, each one's children together and in their order.

    A hundred thousand whole rows would leave the process larger for good.
    """
    with no_collecting():
        return _branch(db, parent)


def _branch(db: apsw.Connection, parent: CustomerId) -> list[SlimRow]:
    ids = json.dumps(tree.ids_below(db, parent))
    found = list(
        db.execute(
            f"SELECT c.id, c.parent, {_TEXT}, c.type_id, c.maingroup, c.is_closed, c.is_blocked"
            " FROM json_each(?) asked CROSS JOIN customer c ON c.id = asked.value",
            (ids,),
        )
    )
    below = Counter([row[1] for row in found])
    open_ = Counter([row[1] for row in found if not row[5]])
    counts = {id_: (count, open_[id_]) for id_, count in below.items()}
    return [
        SlimRow(row[0], row[1], row[2], shared_traits(row[3:] + counts.get(row[0], _NONE)))
        for row in found
    ]
