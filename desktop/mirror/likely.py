"""Who is like a customer that is about to be created, and what that may take from others."""

from typing import Final

import apsw

from desktop.domain.hits import Hit, Scope
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.likely import Like, Sought, likeness_of, surest
from desktop.domain.proposals import Proposal, companions, proposed
from desktop.mirror import search, tree, whole
from desktop.mirror.familiar import Familiar

_LOOKED_AT: Final = 40
"""Hits of one search that are compared: of namesakes many may be elsewhere."""


def like(db: apsw.Connection, sought: Sought, *, most: int, familiar: Familiar) -> tuple[Like, ...]:
    """The *most* customers most like what is *sought*, the surest first."""
    hits: dict[CustomerId, Hit] = {}
    for text in sought.searches:
        found = search.find(db, text, scope=Scope(), limit=_LOOKED_AT, familiar=familiar)
        hits |= {hit.row.id: hit for hit in found.hits if not hit.is_guess}
    likes = [
        Like(row=hits[record.id].row, path=hits[record.id].path, likeness=likeness)
        for record in whole.customers(db, hits)
        if (likeness := likeness_of(sought, record)) is not None
    ]
    return surest(likes, most)


def proposal(db: apsw.Connection, parent: CustomerId, beside: CustomerId | None) -> Proposal:
    """What a new customer below *parent*, like *beside* where that is given, may take over."""
    source = whole.customer(db, beside or parent)
    if source is None:
        return Proposal()
    types = [row.type_id for row in tree.children(db, parent)] if parent != NO_CUSTOMER else []
    values = proposed(source, types, is_beside=beside is not None)
    return Proposal(source=source.name, values=values, words=companions(source, values))
