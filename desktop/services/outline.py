"""Who is below whom, as a pass over all customers showed it."""

from collections import Counter, deque
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from desktop.domain.ids import NO_CUSTOMER, CustomerId, MaingroupId
from desktop.domain.records import Customer


class _Place(NamedTuple):
    parent: CustomerId
    maingroup: MaingroupId
    is_closed: bool


class Outline:
    """The hierarchy without the records; a customer met again is where it was met last."""

    def __init__(self) -> None:
        self._places: dict[CustomerId, _Place] = {}
        self._roots: dict[CustomerId, Customer] = {}
        # Only these can be strays: the others came after their parent.
        self._early: dict[CustomerId, Customer] = {}
        self._child_counts: Counter[CustomerId] = Counter()

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, customer: CustomerId) -> bool:
        return customer in self._places

    @property
    def roots(self) -> tuple[Customer, ...]:
        return tuple(self._roots.values())

    def add(self, customers: Iterable[Customer]) -> None:
        for customer in customers:
            self._add(customer)

    def child_count(self, customer: CustomerId) -> int:
        return self._child_counts[customer]

    def strays(self) -> Iterator[Customer]:
        """Those without a way to the top: the parent was not shown, or parents go in a circle.

        Of a circle it is one; the others are found below it.
        """
        settled: set[CustomerId] = {NO_CUSTOMER}
        for id_ in self._early:
            path = list(self._climb(id_, settled))
            if not path:
                continue
            above = self._places[path[-1]].parent
            if above not in self._places and above != NO_CUSTOMER:
                yield self._early[path[-1]]
            elif above in path:
                circle = path[path.index(above) :]
                yield self._early[next(each for each in circle if each in self._early)]

    def leading_to(self, *, with_closed: bool, maingroup: MaingroupId) -> frozenset[CustomerId]:
        """Customers with one below that passes: closed only if wanted, of the main group, 0 any."""
        leads: set[CustomerId] = set()
        for place in self._places.values():
            is_open = with_closed or not place.is_closed
            if is_open and maingroup in (0, place.maingroup):
                deque(self._climb(place.parent, leads), maxlen=0)
        return frozenset(leads)

    def closed_besides(self, others: Container[CustomerId]) -> int:
        """How many closed customers there are that are not among *others*."""
        places = self._places.items()
        return sum(place.is_closed and id_ not in others for id_, place in places)

    def _climb(self, id_: CustomerId, passed: set[CustomerId]) -> Iterator[CustomerId]:
        """*id_* and those above it, up to the first in *passed*, where all of them go."""
        while id_ in self._places and id_ not in passed:
            passed.add(id_)
            yield id_
            id_ = self._places[id_].parent

    def _add(self, customer: Customer) -> None:
        id_, parent = customer.id, customer.parent_id
        before = self._places.get(id_)
        if before is not None:
            self._child_counts[before.parent] -= 1
            self._roots.pop(id_, None)
        if parent == NO_CUSTOMER:
            self._roots[id_] = customer
        elif before is not None or parent not in self._places:
            self._early[id_] = customer
        self._child_counts[parent] += 1
        self._places[id_] = _Place(parent, customer.maingroup_id, customer.is_closed)
