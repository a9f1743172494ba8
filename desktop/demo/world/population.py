"""All customers of the world, parents before children, exactly as many as ordered."""

import itertools
from collections.abc import Callable, Iterator

from desktop.demo import catalogue
from desktop.demo.store import Doc
from desktop.demo.world import business
from desktop.demo.world.housing import housing
from desktop.demo.world.maker import Maker
from desktop.demo.world.order import WorldOrder

# From here on the world has a node with ten thousand children.
LARGE = 20_000
_LENDING = (5, 10, 15)  # the fifth flat and so on
_BORROWING = (40, 45, 50)


def customers(order: WorldOrder) -> Iterator[Doc]:
    maker = Maker(order)
    return itertools.islice(_doubled(_sections(maker, order.customers)), order.customers)


def _sections(maker: Maker, total: int) -> Iterator[Doc]:
    """Housing takes what the others leave."""
    sections: list[tuple[Callable[[Maker], Iterator[Doc]], int]] = [
        (business.municipalities, min(total * 12 // 100, 20_000)),
        (business.companies, min(total * 10 // 100, 3_000)),
        (business.craftsmen, min(total * 8 // 100, 4_000)),
        (business.private_people, min(total * 6 // 100, 40_000)),
    ]
    if total >= LARGE:
        sections.append((business.meters, business.GRAND_BRANCH + 2))
    rest = total - sum(share for _make, share in sections)
    for make, share in [(housing, rest), *sections]:
        maker.room = share
        if share > 0:
            yield from make(maker)


def _doubled(docs: Iterator[Doc]) -> Iterator[Doc]:
    """Give a few flats the number of an earlier one, which the API allows (documented)."""
    flats = 0
    lent: list[object] = []
    for doc in docs:
        if doc["typeid"] == catalogue.FLAT:
            flats += 1
            if flats in _LENDING:
                lent.append(doc["customernumber"])
            elif flats in _BORROWING:
                doc["customernumber"] = lent.pop()
        yield doc
