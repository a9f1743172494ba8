"""What ids of persons, users and teams are called, as the customers of the copy say."""

from collections.abc import Sequence

import apsw

_MOST_READ = 50_000
"""Customers; reading these takes a third of a second, on the reader's thread."""
_MOST_NUMBERS = 2000


def called(
    db: apsw.Connection, id_names: Sequence[str], text_names: Sequence[str]
) -> dict[int, str]:
    """The text beside each id, by the names both arrive under; the most frequent, where several.

    An id that no text stands beside has "". No command lists users, persons or teams (unknown
    whether one exists), so what is here is all that can be offered. Of a very large copy the
    customers with the highest ids are read.
    """
    # The names are the catalogue's, not a server's: they go into the path as they are.
    id_ = _first_of(id_names)
    text = _first_of(text_names)
    found = db.execute(
        f"""
        SELECT CAST({id_} AS INTEGER) AS id, CAST({text} AS TEXT) AS text, count(*) AS times
        FROM (SELECT raw FROM customer_raw ORDER BY id DESC LIMIT ?)
        WHERE CAST({id_} AS INTEGER) > 0
        GROUP BY 1, 2 ORDER BY trim(coalesce(text, '')) <> '', times
        """,
        (_MOST_READ,),
    )
    return {int(key): str(words or "").strip() for key, words, _times in found}


def numbers(db: apsw.Connection) -> list[str]:
    """The customer numbers given last, at most so many as tell how numbers look."""
    found = db.execute(
        "SELECT number FROM customer WHERE number <> '' ORDER BY id DESC LIMIT ?", (_MOST_NUMBERS,)
    )
    return [str(number) for (number,) in found]


def _first_of(names: Sequence[str]) -> str:
    parts = "".join(f"json_extract(raw, '$.{name}'), " for name in names)
    return f"coalesce({parts}NULL, NULL)"
