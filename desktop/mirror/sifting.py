"""Who is shown where some customers do not pass, for a tree that loads few of them."""

import apsw

from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.sifting import Sifted
from desktop.mirror import tree


def sifted(db: apsw.Connection, *, with_closed: bool, maingroup: MaingroupId) -> Sifted:
    """What is left where closed ones are wanted or not, and one main group or any (0)."""
    leads = tree.leads(db, with_closed=with_closed, maingroup=maingroup)
    rows = tree.rows(db, leads)
    openers = {row.parent for row in rows}
    if maingroup:
        openers.update(_parents(db, with_closed=with_closed, maingroup=maingroup))
    closed = tree.closed_count(db) - sum(row.is_closed for row in rows)
    return Sifted(leads, frozenset(openers), closed)


def _parents(db: apsw.Connection, *, with_closed: bool, maingroup: MaingroupId) -> set[CustomerId]:
    """Those right above one that passes."""
    found = db.execute(
        "SELECT DISTINCT parent FROM customer WHERE maingroup = ? AND (? OR NOT is_closed)",
        (maingroup, with_closed),
    )
    return {CustomerId(parent) for (parent,) in found}
