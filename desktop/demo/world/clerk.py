"""Making the records that hang on customers: ids, dates and how many there may be."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from desktop.demo import store
from desktop.demo.store import Doc
from desktop.demo.world.order import WorldOrder, dice

# Beyond this many customers only a share of them has papers and agreements.
_FULL_WORLD = 20_000

Row = tuple[object, ...]


class Clerk:
    """Numbers and dates records of all kinds.

    Attributes:
        chance: Dice of its own, so that customers stay the same when records change.
    """

    def __init__(self, order: WorldOrder) -> None:
        self.chance: random.Random = dice(f"{order.seed} records")
        self._today = order.today
        self._share = min(1.0, _FULL_WORLD / max(order.customers, 1))
        self._counts: Counter[str] = Counter()

    def visits(self, _customer: Doc) -> bool:
        """Whether this customer gets records at all."""
        return self._share == 1.0 or self.chance.random() < self._share

    def day(self, ahead: int) -> str:
        return (self._today + timedelta(days=ahead)).isoformat()

    def record(self, kind: str, fields: Doc) -> Row:
        """A row with the next id of its kind and a change some time ago."""
        self._counts[kind] += 1
        age = 1 + int(900 * self.chance.random() ** 2)
        stamp: Doc = {"changedate": self.day(-age), "changetime": self.time()}
        return store.record_row(kind, {"id": self._counts[kind], **stamp, **fields})

    def count(self, kind: str) -> int:
        """The id given last."""
        return self._counts[kind]

    def time(self) -> str:
        second = 25_200 + int(self.chance.random() * 36_000)
        return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"

    def pick(self, choices: tuple[Row, ...], at_least: int, at_most: int) -> Iterator[Row]:
        """A few of *choices*, none twice."""
        count = at_least + int(self.chance.random() * (at_most - at_least + 1))
        yield from self.chance.sample(choices, min(count, len(choices)))
