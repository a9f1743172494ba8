"""How long the search takes to answer, among a million customers unless told otherwise.

`python -m tests.bench.search [--count N] [--folder KEPT]`; SQL LIKE over five columns of the same
copy stands beside it, and what the index costs. A folder that is named is kept and used again.
"""

import argparse
import asyncio
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import apsw

from desktop.demo.fields import CUSTOMER, empty
from desktop.demo.world.order import WorldOrder
from desktop.demo.world.population import customers
from desktop.domain.hits import Scope
from desktop.domain.ids import MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import row_of
from desktop.domain.search_text import searched
from desktop.mirror import index, marks, whole
from desktop.mirror.database import Writing
from desktop.mirror.layout import COPY
from desktop.mirror.reader import Reader
from desktop.services.search import Search
from tests.bench.copies import fill

QUESTIONS = 2_000
LIKES = 150
_INDEXED = 50_000
_USED = 100

# Towns and families are not spread evenly: a quarter lives in these, a third has these names.
_CITIES = (
    ("2100", "København Ø"),
    ("2300", "København S"),
    ("8000", "Aarhus C"),
    ("5000", "Odense"),
)
_FAMILIES = (
    "Jensen Nielsen Hansen Andersen Pedersen Christensen Larsen Sørensen Rasmussen Jørgensen"
    " Petersen Madsen Kristensen Olsen Thomsen Poulsen Johansen Møller Mortensen Ågård"
)
_LIKE = (
    "SELECT id FROM customer WHERE name LIKE ?1 OR number LIKE ?1 OR address LIKE ?1"
    " OR zip LIKE ?1 OR city LIKE ?1 LIMIT 50"
)
_LETTERS = "abcdefghijklmnoprstuvyæøå0123456789"


Took = dict[str, list[float]]
"""Milliseconds of each way to answer."""


def made_up(count: int) -> Iterator[Customer]:
    """Customers of the embedded server's kind, with every field."""
    blank = {name: empty(field) for name, field in CUSTOMER.items()}
    chance = random.Random(count)
    families = _FAMILIES.split()
    likely = [1 / place for place in range(1, len(families) + 1)]
    for doc in customers(WorldOrder(customers=count, seed=1, today=date(2025, 6, 1))):
        fields = {**blank, **doc}
        if fields["email"] and chance.random() < 1 / 3:
            family = chance.choices(families, likely)[0]
            fields["theirreferencetext"] = f"{chance.choice(['Bo', 'Åse', 'Anne'])} {family}"
            fields["email"] = f"{family.lower()}.{fields['email']}"
        if fields["zip"] and chance.random() < 1 / 4:
            fields["zip"], fields["city"] = chance.choice(_CITIES)
        yield Customer(fields)


def questions(people: Sequence[Customer], count: int) -> Iterator[str]:
    """One to six characters of what is there: beginnings, parts, two words, and nothing's."""
    chance = random.Random(7)
    for _ in range(count):
        found = searched(chance.choice(people))
        words = [*found.name, *found.number, *found.others]
        length = chance.randint(1, 6)
        word = chance.choice(words)
        match chance.randrange(10):
            case 0:
                yield "".join(chance.choices(_LETTERS, k=length))
            case 1 | 2:
                first = chance.randrange(max(1, len(word) - 3))
                yield word[first : first + max(3, length)]
            case 3 | 4:
                second = chance.choice(words)
                yield f"{word[: chance.randint(1, 3)]} {second[: chance.randint(1, 3)]}"
            case _:
                yield word[:length]


async def ask(search: Search, asked: Sequence[str], like: Callable[[str], object]) -> Took:
    """Every question in turn, and SQL LIKE in between."""
    took: Took = {}
    hiding = Scope(with_closed=False, maingroup=MaingroupId(1))
    every = max(1, len(asked) // LIKES)
    for number, text in enumerate(asked):
        began = time.perf_counter()
        found = await search.find(text)
        spent = (time.perf_counter() - began) * 1000
        has_guesses = not found.hits or found.hits[-1].is_guess
        took.setdefault("with typing errors" if has_guesses else "found", []).append(spent)
        if not has_guesses:
            took.setdefault(f"{len(text)} typed", []).append(spent)
        if number % every == 0:
            began = time.perf_counter()
            await search.hidden_counts(text, hiding)
            took.setdefault("hidden", []).append((time.perf_counter() - began) * 1000)
            began = time.perf_counter()
            like(text)
            took.setdefault("LIKE", []).append((time.perf_counter() - began) * 1000)
    return took


def index_alone(folder: Path, people: Sequence[Customer]) -> float:
    """Customers a second that are put into an index, 500 a transaction."""
    pairs = [(row_of(person), person) for person in people]
    writing = Writing.open(folder, now=datetime.now(UTC))
    began = time.perf_counter()
    for first in range(0, len(pairs), 500):
        with writing.transaction() as db:
            index.put(db, pairs[first : first + 500])
    took = time.perf_counter() - began
    writing.close()
    return len(pairs) / took


def prepare(folder: Path, count: int) -> None:
    """Fill the copy, unless it is there, and use some customers."""
    if not (folder / COPY).exists():
        filled = fill(folder, made_up(count), page=500)
        say(f"filled, {filled.per_second:.0f} customers a second, index and all")
    writing = Writing.open(folder, now=datetime.now(UTC))
    with writing.transaction() as db:
        for (id_,) in db.execute(
            "SELECT id FROM customer ORDER BY id % 9973, id LIMIT ?", (_USED,)
        ):
            marks.note_use(db, id_, datetime.now(UTC))
    writing.close()


def sample(db: apsw.Connection, count: int) -> list[Customer]:
    ids = [id_ for (id_,) in db.execute("SELECT id FROM customer")]
    return whole.customers(db, random.Random(3).sample(ids, min(count, len(ids))))


def sizes(db: apsw.Connection) -> tuple[float, float]:
    """Megabytes of the search's tables, and of all."""
    found = dict(db.execute("SELECT name, sum(pgsize) / 1e6 FROM dbstat GROUP BY name"))
    return sum(size for name, size in found.items() if name.startswith("word")), sum(found.values())


def tell(took: Took) -> None:
    say(f"{'':22}{'n':>6}{'p50':>9}{'p99':>9}{'worst':>9}  ms")
    for way, values in sorted(took.items()):
        ordered = sorted(values)
        p99 = ordered[min(len(ordered) - 1, len(ordered) * 99 // 100)]
        middle = statistics.median(ordered)
        say(f"{way:22}{len(values):6}{middle:9.2f}{p99:9.2f}{ordered[-1]:9.2f}")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def measure(folder: Path) -> None:
    reader = Reader(folder, name="search")
    people = await reader.run(sample, _INDEXED)
    megabytes, everything = await reader.run(sizes)
    liking = apsw.Connection(str(folder / COPY), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        asked = list(questions(people[:2_000], QUESTIONS))
        search = Search(reader)
        await search.find("varm")
        tell(
            await ask(search, asked, lambda text: liking.execute(_LIKE, (f"%{text}%",)).fetchall())
        )
    finally:
        liking.close()
        await reader.close()
    say(f"the index takes {megabytes:.0f} MB of {everything:.0f} MB")
    with tempfile.TemporaryDirectory() as other:
        say(f"index.put alone: {index_alone(Path(other), people):.0f} customers a second")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the search.")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    say(f"{platform.machine()}, {os.cpu_count()} cores, SQLite {apsw.sqlite_lib_version()}")
    with tempfile.TemporaryDirectory(prefix="bizztree-search-") as made:
        folder = options.folder or Path(made)
        prepare(folder, options.count)
        asyncio.run(measure(folder))


if __name__ == "__main__":
    main()
