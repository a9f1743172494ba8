"""Who has which customer number, or is called what, for many at once."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import apsw

from desktop.domain.records import Customer
from desktop.domain.rows import one_line

_OWNERS = (
    "SELECT c.number, count(*), min(c.id) FROM json_each(?) wanted"
    " CROSS JOIN customer c INDEXED BY customer_number"
    " ON c.number = wanted.value AND c.number <> '' GROUP BY c.number"
)


_IDS = (
    "SELECT c.{column}, count(*), min(c.id) FROM customer c"
    " WHERE c.{column} IN (SELECT value FROM json_each(?)) AND c.{column} <> ''"
    " GROUP BY c.{column}"
)


@dataclass(frozen=True, slots=True)
class Owners:
    """How many customers have a number; `only` is the one, where it is one."""

    count: int
    only: Customer | None


NOBODY = Owners(0, None)


def owners(db: apsw.Connection, numbers: Collection[str]) -> dict[str, Owners]:
    """Those of *numbers* that somebody has, as they were asked for."""
    asked = {number: one_line(number) for number in numbers}
    given = json.dumps(sorted(set(asked.values()) - {""}))
    found = {number: (count, id_) for number, count, id_ in db.execute(_OWNERS, (given,))}
    raws = dict(
        db.execute(
            "SELECT id, raw FROM customer_raw WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps([id_ for count, id_ in found.values() if count == 1]),),
        )
    )
    return {number: _owners(*found[line], raws) for number, line in asked.items() if line in found}


def ids_of_numbers(db: apsw.Connection, words: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many have each of these numbers, and the lowest id of them."""
    return _ids(db, words, "number")


def ids_of_names(db: apsw.Connection, words: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many are called exactly so, and the lowest id of them."""
    return _ids(db, words, "name")


def _ids(db: apsw.Connection, words: Collection[str], column: str) -> dict[str, tuple[int, int]]:
    asked = {each: one_line(each) for each in words}
    given = json.dumps(sorted(set(asked.values())))
    rows = db.execute(_IDS.format(column=column), (given,))
    found = {str(text): (int(count), int(id_)) for text, count, id_ in rows}
    return {each: found[line] for each, line in asked.items() if line in found}


def _owners(count: int, id_: int, raws: dict[int, str]) -> Owners:
    raw = raws.get(id_)
    return Owners(count, Customer(json.loads(raw)) if count == 1 and raw is not None else None)
