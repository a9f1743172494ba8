"""From the rows there are to the rows there should be, in steps a view can follow."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Remove:
    """Take the rows *first* to *last* away."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Move:
    """Take the row *source* out, and put it back in as row *target*."""

    source: int
    target: int


@dataclass(frozen=True, slots=True)
class Insert(Generic[T]):
    """Put *items* in, the first as row *first*."""

    first: int
    items: list[T]


def steps(old: Sequence[T], wanted: Sequence[T]) -> Iterator[Remove | Move | Insert[T]]:
    """The steps to be taken one after another; what is in both is never taken away."""
    places = {item: place for place, item in enumerate(wanted)}
    kept = [item for item in old if item in places]
    yield from _removals(old, places)
    yield from _moves(kept, places)
    yield from _insertions(frozenset(kept), wanted)


def _removals(old: Sequence[T], places: dict[T, int]) -> Iterator[Remove]:
    gone = [row for row, item in enumerate(old) if item not in places]
    # From the end, so that the numbers of those in front stay right.
    for first, last in reversed(list(_runs(gone))):
        yield Remove(first, last)


def _moves(kept: list[T], places: dict[T, int]) -> Iterator[Move]:
    """Move as few as possible; leaves *kept* in the wanted order."""
    staying = _rising([places[item] for item in kept])
    if len(staying) == len(kept):
        return
    in_order = sorted(kept, key=places.__getitem__)
    for rank, item in enumerate(in_order):
        if places[item] in staying:
            continue
        source = kept.index(item)
        del kept[source]
        target = kept.index(in_order[rank - 1]) + 1 if rank else 0
        kept.insert(target, item)
        if source != target:
            yield Move(source, target)


def _insertions(kept: frozenset[T], wanted: Sequence[T]) -> Iterator[Insert[T]]:
    missing = [row for row, item in enumerate(wanted) if item not in kept]
    for first, last in _runs(missing):
        yield Insert(first, list(wanted[first : last + 1]))


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of successive *numbers*, which rise."""
    first = last = -2
    for number in numbers:
        if number != last + 1:
            if first >= 0:
                yield first, last
            first = number
        last = number
    if first >= 0:
        yield first, last


def _rising(numbers: Sequence[int]) -> set[int]:
    """The longest rising selection of *numbers*, which are all different."""
    ends: list[int] = []
    before: dict[int, int | None] = {}
    for number in numbers:
        place = bisect_left(ends, number)
        before[number] = ends[place - 1] if place else None
        ends[place : place + 1] = [number]
    found: set[int] = set()
    number_or_none = ends[-1] if ends else None
    while number_or_none is not None:
        found.add(number_or_none)
        number_or_none = before[number_or_none]
    return found
