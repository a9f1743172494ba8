"""Rows of the journal as drafts, and what is known of one as JSON."""

from collections.abc import Mapping

from desktop.domain.conflicts import Conflict
from desktop.domain.drafts import (
    Draft,
    DraftState,
    texts_from_json,
    values_as_json,
    values_from_json,
)
from desktop.domain.edits import Saved
from desktop.domain.errors import ChangedMeanwhile
from desktop.domain.merge import carried
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import drafts


def draft_of(row: drafts.DraftRow) -> Draft:
    about = row.about
    base, mine = Customer(row.base), values_from_json(row.mine)
    fresh = about.get("fresh")
    decided = about.get("decided")
    return Draft(
        id=row.id,
        customer=row.customer_id,
        parent=row.parent_id,
        at=row.at,
        state=DraftState(row.state),
        base=base,
        mine=mine,
        typed={
            **{name: str(text) for name, text in _mapping(about.get("typed")).items()},
            **texts_from_json(row.mine),
        },
        fresh=Customer(fresh) if isinstance(fresh, Mapping) else None,
        conflicts=_conflicts(about, base, mine),
        decided=values_from_json(decided) if isinstance(decided, Mapping) else None,
        problem=_text(about.get("problem")),
        words=_text(about.get("words")),
        fields=tuple(map(str, _list(about.get("fields")))),
        lost=_whole(about.get("lost")) or 0,
        since=_whole(about.get("since")),
        may_share_number=about.get("may_share") is True,
    )


def _conflicts(
    about: Mapping[str, object], base: Customer, mine: Mapping[str, Value]
) -> tuple[Conflict, ...]:
    fresh = Customer(_mapping(about.get("fresh")))
    clashes = values_from_json(_mapping(about.get("clashes")))
    return tuple(
        Conflict(name=name, base=base.held(name), theirs=fresh.held(name), mine=value)
        for name, value in clashes.items()
        if name in mine
    )


def about_conflict(draft: Draft, clash: ChangedMeanwhile) -> dict[str, object]:
    """What clashed; what was decided on other fields before stands."""
    clashes = {each.name: each.mine for each in clash.conflicts}
    before = carried(draft.decided, draft.fresh, clash.fresh)
    settled = {n: v for n, v in before.items() if n not in clashes}
    return {
        "fresh": clash.fresh.raw,
        "clashes": values_as_json(clashes),
        "decided": values_as_json(settled),
    }


def about_decision(
    now: Draft, shown: Draft, decided: Mapping[str, Value]
) -> dict[str, object] | None:
    """What was decided over what was *shown*, then and before; None where that counts no more.

    It counts for what is still to become the same, and an earlier one where it still stands. What
    others have changed since is told by what was before the eyes then, when it is sent.
    """
    stands = (now.decided or {}).items()
    before = {name: v for name, v in (shown.decided or {}).items() if (name, v) in stands}
    fresh = {} if shown.fresh is None else {"fresh": shown.fresh.raw}
    answers = {
        name: value
        for name, value in {**before, **decided}.items()
        if name in now.mine and now.mine[name] == shown.mine.get(name)
    }
    return {"decided": values_as_json(answers), **fresh} if answers else None


def about_refusal(
    problem: str, words: str = "", fields: tuple[str, ...] = (), fresh: Customer | None = None
) -> dict[str, object]:
    seen = {} if fresh is None else {"fresh": fresh.raw}
    return {"problem": problem, "words": words, "fields": list(fields), **seen}


def about_missed(saved: Saved, missed: tuple[str, ...]) -> dict[str, object]:
    """That *missed* of what was sent is not stored, with the server's words where it said no."""
    return about_refusal("NotStored", saved.refused_by, fields=missed)


def about_gone(draft: Draft) -> dict[str, object]:
    """That the fields of what waits are no longer there, or take no such value."""
    return about_refusal("FieldGone", fields=tuple(draft.typed))


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None
