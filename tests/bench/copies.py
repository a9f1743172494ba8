"""Made-up customers in any number, and local copies filled with them.

`python -m tests.bench.copies FOLDER COUNT` fills one and says how long it took.
"""

import argparse
import random
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from desktop.domain.records import Customer
from desktop.mirror import customers as mirrored
from desktop.mirror.customers import Cause
from desktop.mirror.database import Writing

ROOTS = 10
LARGE = 3
"""The customer with ten thousand children more than the others have."""
_LARGE_COUNT = 10_000
_DEPTH = 6
_PAGE = 500
_CLOSED_EVERY = 9
_MAINGROUPS = 3

_FIRST = ("Anders", "Bodil", "Carl", "Ditte", "Erik", "Frede", "Gudrun", "Hans", "Inge", "Åse")
_LAST = ("Hansen", "Jensen", "Nielsen", "Sørensen", "Østergaard", "Kjær", "Madsen", "Ågård")
_KINDS = ("Ejendomme ApS", "VVS", "Tømrer & Søn", "Boligselskab", "Have og Park A/S", "El")
_STREETS = ("Søndergade", "Nørregade", "Åboulevarden", "Vestre Allé", "Ærøvej", "Bakkevej")
_CITIES = (("8000", "Aarhus C"), ("5000", "Odense"), ("9000", "Aalborg"), ("2300", "København S"))


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What was put into a copy; `seconds` is for taking it in, without making it up."""

    count: int
    seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


def fill(folder: Path, customers: Iterable[Customer], *, page: int = _PAGE) -> Filled:
    """Take *customers* in as a first load does: a transaction for each page."""
    writing = Writing.open(folder, now=datetime.now(UTC))
    count, seconds, rest = 0, 0.0, iter(customers)
    try:
        while records := list(islice(rest, page)):
            began = time.perf_counter()
            with writing.transaction() as db:
                stamp = writing.stamp_of(time.monotonic_ns())
                now = datetime.now(UTC)
                mirrored.absorb(db, records, stamp=stamp, at=now, cause=Cause.FIRST)
            seconds += time.perf_counter() - began
            count += len(records)
    finally:
        writing.close()
    return Filled(count=count, seconds=seconds)


def customers(count: int, *, is_shuffled: bool = False) -> Iterator[Customer]:
    """As many customers six levels deep below ten roots; parents first, unless shuffled."""
    ids: Iterable[int] = range(1, count + 1)
    if is_shuffled:
        ids = random.Random(count).sample(range(1, count + 1), count)
    fan_out = max(2, -int(-((count / ROOTS) ** (1 / (_DEPTH - 1)))))
    for id_ in ids:
        yield customer(id_, _parent(id_, count, fan_out))


def customer(id_: int, parent: int) -> Customer:
    """One with the fields and the size a real one has."""
    chance = random.Random(id_)
    name = f"{chance.choice(_FIRST)} {chance.choice(_LAST)}s {chance.choice(_KINDS)} {id_ % 997}"
    zip_, city = chance.choice(_CITIES)
    street = f"{chance.choice(_STREETS)} {1 + id_ % 120}"
    phone = f"{chance.randrange(20_000_000, 99_999_999)}"
    return Customer(
        {
            "id": id_,
            "customernumber": f"{10_000 + id_}",
            "creditornumber": "",
            "name": name,
            "description": "Nøgle i boks ved indgangen." if id_ % 4 == 0 else "",
            "secondary_text": f"{street}, {city}",
            "icons": [],
            "ourreference": 12,
            "ourreferencetext": "Mette Skov",
            "theirreference": id_ % 5000,
            "theirreferencetext": f"{chance.choice(_FIRST)} {chance.choice(_LAST)}",
            "vat": f"{chance.randrange(10_000_000, 99_999_999)}" if id_ % 3 == 0 else "",
            "vatpercentage": 25,
            "publicid": "",
            "address": street,
            "address2": "" if id_ % 2 else f"{id_ % 5}. tv",
            "zip": zip_,
            "city": city,
            "country": "Danmark",
            "invoiceaddress": "",
            "invoiceaddress2": "",
            "invoicezip": "",
            "invoicecity": "",
            "invoicecountry": "",
            "phone": phone,
            "fax": "",
            "www": "",
            "email": f"post{id_}@example.dk",
            "trade": "",
            "team": 0,
            "typeid": 1 + id_ % 7,
            "typetext": "Ejendom",
            "alertradius": 0,
            "isprospect": 0,
            "issubcontractor": 0,
            "isblocked": int(id_ % 50 == 0),
            "isdeleted": int(id_ % _CLOSED_EVERY == 0),
            "invoiceup": 1,
            "longitude": 10.2,
            "latitude": 56.15,
            "createdate": "2019-03-04",
            "createtime": "10:11:12",
            "changedate": f"20{10 + id_ % 15:02}-0{1 + id_ % 9}-{1 + id_ % 28:02}",
            "changetime": f"{id_ % 24:02}:{id_ % 60:02}:00",
            "parentcust": parent,
            "sellerid": 0,
            "maingroupid": 1 + chance.randrange(_MAINGROUPS),
            "startdate": "0000-00-00",
            "requestconsent": 0,
            "mailimport": 0,
            "values": {"gate": f"{id_ % 100}"},
        }
    )


def _parent(id_: int, count: int, fan_out: int) -> int:
    if id_ <= ROOTS:
        return 0
    if count > 2 * _LARGE_COUNT and id_ > count - _LARGE_COUNT:
        return LARGE
    return (id_ - ROOTS - 1) // fan_out + 1


def main() -> None:
    parser = argparse.ArgumentParser(description="Fill a local copy with made-up customers.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--shuffled", action="store_true", help="children before parents too")
    asked = parser.parse_args()
    made = customers(asked.count, is_shuffled=asked.shuffled)
    filled = fill(asked.folder, made)
    print(f"{filled.count} customers, {filled.per_second:.0f} a second")  # noqa: T201


if __name__ == "__main__":
    main()
