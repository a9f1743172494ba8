"""Finding customers as somebody types: functions from a connection to hits, best first."""

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

import apsw

from desktop.domain.hits import Found, Hit, Matching, Scope
from desktop.domain.ids import CustomerId
from desktop.domain.question import Question, read_question
from desktop.domain.reasons import Reason, reason_of, unseen
from desktop.domain.rows import CustomerRow
from desktop.domain.tiers import Tier
from desktop.mirror import whole
from desktop.mirror.familiar import Familiar
from desktop.mirror.gathering import Gathering
from desktop.mirror.index import CLOSED, id_of
from desktop.mirror.typos import guesses

_VERIFIED: Final = 400
"""Customers that are read for one answer, to see whether they match."""
_RANKED: Final = 100
"""Hits that are compared by name; of more, those with the lowest ids."""
_LITTLE: Final = 10
"""With fewer hits than this, typing errors are thought of."""
_HIGHEST: Final = 64
"""Customers above one another that a path names."""

_COLUMNS: Final = (
    "id, parent, name_key, number_key, name, number, address, zip, city, type_id, maingroup,"
    " is_closed, is_blocked"
)
_GIVEN: Final = "(SELECT value FROM json_each(?))"


class _Rank(NamedTuple):
    """The order of hits, but for their names."""

    is_guess: int
    is_closed: int
    is_no_number: int
    is_strange: int
    tier: int


def find(db: apsw.Connection, text: str, *, scope: Scope, limit: int, familiar: Familiar) -> Found:
    """The best hits: open before closed, the exact number, lately used ones, then the others."""
    question = read_question(text)
    if not question:
        return Found()
    gathering = Gathering(db, scope, wanted=max(limit + 1, _LITTLE))
    used = familiar.matching(db, question, scope)
    for rowid, tier in used.items():
        gathering.add(rowid, tier)
    gathering.gather(question, verifying=_VERIFIED)
    ranks = {
        rowid: _Rank(0, rowid >= CLOSED, tier != Tier.NUMBER, rowid not in used, tier)
        for rowid, tier in gathering.tiers.items()
    }
    if len(ranks) < _LITTLE and not gathering.is_cut:
        ranks = _guessed(db, gathering, question) | ranks
    hits = _best(db, ranks, max(limit, _RANKED))[:limit]
    return Found(
        hits=_with_paths(db, hits, _reasons(db, hits, question)),
        is_more=gathering.is_cut or len(ranks) > limit,
    )


def matching(db: apsw.Connection, text: str, *, scope: Scope, limit: int) -> Matching:
    """Who matches, guesses apart; of more than *limit* the best."""
    gathering = Gathering(db, scope, wanted=limit + 1)
    gathering.gather(read_question(text), verifying=limit)
    tiers = gathering.tiers
    best = sorted(tiers, key=lambda rowid: (rowid >= CLOSED, tiers[rowid], rowid))[:limit]
    is_more = gathering.is_cut or len(tiers) > limit
    return Matching(ids=frozenset(map(id_of, best)), is_more=is_more)


def _guessed(db: apsw.Connection, gathering: Gathering, question: Question) -> dict[int, _Rank]:
    """Those that match after a small correction, in names before elsewhere."""
    ranks: dict[int, _Rank] = {}
    for tier, phrase in enumerate(guesses(db, gathering.phrases, question)):
        for rowid in islice(gathering.rows(phrase), _RANKED):
            ranks.setdefault(rowid, _Rank(1, rowid >= CLOSED, 1, 1, tier))
    return ranks


def _best(
    db: apsw.Connection, ranks: dict[int, _Rank], most: int
) -> list[tuple[_Rank, CustomerRow]]:
    """The *most* best ones in order."""
    candidates = {
        id_of(rowid): ranks[rowid]
        for rowid in sorted(ranks, key=lambda rowid: (ranks[rowid], rowid))[:most]
    }
    rows = _rows(db, f"SELECT {_COLUMNS} FROM customer WHERE id IN {_GIVEN}", candidates)
    found = [(candidates[row[0]], CustomerRow._make((*row, 0, 0))) for row in rows]
    return sorted(found, key=lambda hit: (hit[0], hit[1].order))


def _reasons(
    db: apsw.Connection, hits: list[tuple[_Rank, CustomerRow]], question: Question
) -> dict[CustomerId, Reason | None]:
    """Why those were found whose rows do not say it."""
    told = {
        row.id: words
        for rank, row in hits
        if not rank.is_guess and rank.tier >= Tier.WORDS and (words := unseen(question, row))
    }
    if not told:
        return {}
    found = whole.customers(db, told)
    return {each.id: reason_of(told[each.id], each) for each in found}


def _with_paths(
    db: apsw.Connection,
    hits: list[tuple[_Rank, CustomerRow]],
    reasons: Mapping[CustomerId, Reason | None],
) -> tuple[Hit, ...]:
    above = _above(db, {row.parent for _, row in hits})
    return tuple(
        Hit(
            row=row,
            path=_path(row, above),
            is_guess=bool(rank.is_guess),
            is_recent=not rank.is_strange,
            reason=reasons.get(row.id),
        )
        for rank, row in hits
    )


def _above(db: apsw.Connection, ids: set[CustomerId]) -> dict[CustomerId, tuple[CustomerId, str]]:
    """Parent and name of *ids* and of all above them."""
    known: dict[CustomerId, tuple[CustomerId, str]] = {}
    wanted = ids
    for _ in range(_HIGHEST):
        if not wanted:
            break
        rows = _rows(db, f"SELECT id, parent, name FROM customer WHERE id IN {_GIVEN}", wanted)
        known.update((id_, (parent, name)) for id_, parent, name in rows)
        wanted = {parent for _, parent, _ in rows} - known.keys()
    return known


def _path(row: CustomerRow, above: dict[CustomerId, tuple[CustomerId, str]]) -> tuple[str, ...]:
    """The names from the top down; parents that go in a circle are named once."""
    names: list[str] = []
    seen = {row.id}
    at = row.parent
    while at in above and at not in seen and len(names) < _HIGHEST:
        seen.add(at)
        at, name = above[at]
        names.append(name)
    return tuple(reversed(names))


def _rows(db: apsw.Connection, query: str, ids: Iterable[CustomerId]) -> list[tuple[Any, ...]]:
    return db.execute(query, (json.dumps(list(ids)),)).fetchall()
