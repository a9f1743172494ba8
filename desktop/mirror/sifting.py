"""Who is shown where some customers do not pass, for a tree that loads few of them."""

import json
from collections import Counter
from typing import Final

import apsw

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.mirror import tree

_LEADS: Final = "FROM customer WHERE id IN (SELECT value FROM json_each(?))"
_PASSING: Final = "FROM customer INDEXED BY customer_below WHERE maingroup = ? AND is_closed <= ?"


def sifted(db: apsw.Connection, *, with_closed: bool, maingroup: MaingroupId) -> Sifted:
    """What is left where closed ones are wanted or not, and one main group or any (0)."""
    leads = tree.leads(db, with_closed=with_closed, maingroup=maingroup)
    given = json.dumps(list(leads))
    below = _by_parent(db, _LEADS, given)
    if maingroup:
        below += _by_parent(db, _PASSING, maingroup, int(with_closed))
    spared = int(db.execute(f"SELECT count(*) {_LEADS} AND is_closed", (given,)).get)
    return Sifted(leads=leads, below=dict(below), closed=tree.closed_count(db) - spared)


def _by_parent(db: apsw.Connection, which: str, *given: str | int) -> Counter[CustomerId]:
    """How many of the customers that *which* selects are right below each; 0 is the top."""
    found = db.execute(f"SELECT parent, count(*) {which} GROUP BY parent", given)
    return Counter({CustomerId(parent): count for parent, count in found})
