"""Who has no way to the top, kept as customers come, move and go."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import apsw

from desktop.domain.ids import NO_CUSTOMER, CustomerId

_GIVEN: Final = "(SELECT value FROM json_each(?))"

Parents = Mapping[CustomerId, CustomerId]


@dataclass(frozen=True, slots=True)
class Moves:
    """Where customers of one slice are from now on: those that are new, and those that moved."""

    new: Parents
    moved: Parents


def open_circles(db: apsw.Connection, ids: Collection[CustomerId]) -> list[CustomerId]:
    """Forget the circles that *ids* are in or below, before they move or go.

    Returns the one of each that stood for it, for `settle` to look again from there.
    """
    if not ids or not _has_circles(db):
        return []
    above = _parents_above(db, ids)
    found = db.execute(
        f"DELETE FROM stray WHERE is_circle AND id IN {_GIVEN} RETURNING id", (_json(above),)
    )
    return [CustomerId(id_) for (id_,) in found]


def settle(db: apsw.Connection, moves: Moves, opened: Collection[CustomerId]) -> None:
    """Put the strays right once the rows are written."""
    freed = _free(db, moves.new)
    if moves.moved:
        db.execute(f"DELETE FROM stray WHERE id IN {_GIVEN}", (_json(moves.moved),))
    edges = {**moves.new, **moves.moved}
    _add_lost(db, edges)
    for circle in _new_circles(db, moves, freed, opened):
        first = min(circle)
        db.execute(
            "INSERT OR REPLACE INTO stray (id, parent, is_circle) VALUES (?, ?, 1)",
            (first, circle[first]),
        )


def leave(db: apsw.Connection, ids: Collection[CustomerId]) -> None:
    """*ids* are gone: those below them have lost their way."""
    db.execute(f"DELETE FROM stray WHERE id IN {_GIVEN}", (_json(ids),))
    db.execute(
        "INSERT OR REPLACE INTO stray (id, parent, is_circle)"
        f" SELECT id, parent, 0 FROM customer WHERE parent IN {_GIVEN}",
        (_json(ids),),
    )


def _free(db: apsw.Connection, new: Parents) -> dict[CustomerId, CustomerId]:
    """Those that were waiting for one of *new* to come, with their parents."""
    return dict(
        db.execute(
            f"DELETE FROM stray WHERE parent IN {_GIVEN} RETURNING id, parent", (_json(new),)
        )
    )


def _add_lost(db: apsw.Connection, edges: Parents) -> None:
    """Note those whose parent is not here."""
    wanted = {parent for parent in edges.values() if parent != NO_CUSTOMER} - edges.keys()
    here = {
        id_
        for (id_,) in db.execute(f"SELECT id FROM customer WHERE id IN {_GIVEN}", (_json(wanted),))
    }
    lost = wanted - here
    if lost:
        db.executemany(
            "INSERT OR REPLACE INTO stray (id, parent, is_circle) VALUES (?, ?, 0)",
            ((id_, parent) for id_, parent in edges.items() if parent in lost),
        )


def _new_circles(
    db: apsw.Connection, moves: Moves, freed: Parents, opened: Collection[CustomerId]
) -> Iterator[dict[CustomerId, CustomerId]]:
    """The circles that the slice closed, and those of *opened* that are closed still.

    A circle that is new goes through one that is new itself and has somebody below it, who is of
    this slice or waited, or through one that moved. Only from these is it worth to climb; and
    out of the slice only where somebody waited or moved, for else no way leads back into it.
    """
    edges = {**moves.new, **moves.moved}
    above = {*edges.values(), *freed.values()}
    starts = [id_ for id_ in moves.new if id_ in above]
    starts += [*moves.moved, *opened]
    if not starts:
        return iter(())
    if freed or moves.moved or opened:
        edges = _parents_above(db, starts)
    return circles(edges, starts)


def circles(edges: Parents, starts: Iterable[CustomerId]) -> Iterator[dict[CustomerId, CustomerId]]:
    """Each circle that can be reached from *starts*, as its members with their parents."""
    done: set[CustomerId] = set()
    for start in starts:
        path: dict[CustomerId, None] = {}
        at = start
        while at in edges and at not in done and at not in path:
            path[at] = None
            at = edges[at]
        if at in path:
            climbed = list(path)
            yield {id_: edges[id_] for id_ in climbed[climbed.index(at) :]}
        done.update(path)


def _has_circles(db: apsw.Connection) -> bool:
    return db.execute("SELECT 1 FROM stray WHERE is_circle LIMIT 1").fetchone() is not None


def _parents_above(
    db: apsw.Connection, ids: Collection[CustomerId]
) -> dict[CustomerId, CustomerId]:
    """*ids* and all above them, each with its parent."""
    return dict(
        db.execute(
            "WITH RECURSIVE up (id, parent) AS ("
            f" SELECT id, parent FROM customer WHERE id IN {_GIVEN}"
            " UNION SELECT c.id, c.parent FROM up CROSS JOIN customer c ON c.id = up.parent)"
            " SELECT id, parent FROM up",
            (_json(ids),),
        )
    )


def _json(ids: Iterable[CustomerId]) -> str:
    return json.dumps(list(ids))
