"""Making one customer after another: ids, dates and how much room is left."""

import random
from datetime import timedelta

from desktop.demo.store import FIRST_CUSTOMER, Doc
from desktop.demo.world.order import WorldOrder, dice

_DAYS = 3650


class Maker:
    """Gives every customer its id and history.

    Attributes:
        chance: The dice everything is thrown with.
        room: How many more customers the present section of the world may hold.
    """

    def __init__(self, order: WorldOrder) -> None:
        self.chance: random.Random = dice(order.seed)
        self.room = 0
        self.order = order
        self._next = FIRST_CUSTOMER
        self._days = [(order.today - timedelta(days=n)).isoformat() for n in range(_DAYS + 1)]
        times = dice(f"{order.seed} times")
        self._times = [
            f"{7 + times.randrange(10):02}:{times.randrange(60):02}:{times.randrange(60):02}"
            for _ in range(997)
        ]

    def make(self, typeid: int, name: str, parent: int, fields: Doc) -> Doc:
        """One customer; what it is changes little, when it was last touched varies a lot."""
        self.room -= 1
        id_ = self._next
        self._next += 1
        draw = self.chance.random
        created = 30 + int(draw() * (_DAYS - 30))
        # Recent changes are common and old ones are not rare.
        changed = 1 + int((created - 1) * draw() ** 2)
        return {
            "id": id_,
            "name": name,
            "typeid": typeid,
            "parentcust": parent,
            "createdate": self._days[created],
            "createtime": self._time(),
            "changedate": self._days[changed],
            "changetime": self._time(),
            **fields,
        }

    def start_date(self) -> str:
        return self._days[int(self.chance.random() * _DAYS)]

    def seldom(self, share: float) -> int:
        """1 in the given share of cases."""
        return int(self.chance.random() < share)

    def _time(self) -> str:
        return self._times[int(self.chance.random() * len(self._times))]
