"""Who is shown where some customers do not pass, for a tree that loads few of them."""

import json
from typing import Final

import apsw

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.mirror import tree

_GIVEN: Final = "(SELECT value FROM json_each(?))"


def sifted(db: apsw.Connection, *, with_closed: bool, maingroup: MaingroupId) -> Sifted:
    """What is left where closed ones are wanted or not, and one main group or any (0)."""
    leads = tree.leads(db, with_closed=with_closed, maingroup=maingroup)
    given = json.dumps(list(leads))
    openers = _parents(db, f"id IN {_GIVEN}", given)
    if maingroup:
        openers |= _parents(db, "maingroup = ? AND is_closed <= ?", maingroup, int(with_closed))
    spared = db.execute(
        f"SELECT count(*) FROM customer WHERE is_closed AND id IN {_GIVEN}", (given,)
    )
    return Sifted(leads, openers, closed=tree.closed_count(db) - int(spared.get))


def _parents(db: apsw.Connection, which: str, *given: str | int) -> frozenset[CustomerId]:
    """Those right above the customers that *which* selects; 0 for the top."""
    found = db.execute(f"SELECT DISTINCT parent FROM customer WHERE {which}", given)
    return frozenset([CustomerId(parent) for (parent,) in found])
