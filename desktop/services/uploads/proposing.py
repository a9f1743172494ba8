"""What can be proposed for a folder of folders: a customer of the branch for each of them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from desktop.domain.batches import Incoming, Target
from desktop.domain.folders import steps, written
from desktop.domain.ids import CustomerId
from desktop.domain.slim import SlimRow
from desktop.services.uploads.matching import Match, Names, is_worth_asking

_AT_A_TIME = 300
"""Rows between two turns of the loop: two milliseconds."""
_DEEPEST = 64

ReadBranch = Callable[[CustomerId], Awaitable[Sequence[SlimRow]]]
"""Reads everyone below a customer; may raise StorageFailed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The files of one folder; their own folders begin below it. Loose ones have no name."""

    name: str
    files: tuple[Incoming, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Groups with what was found for each, in the same order; `branch` has who else it may be.

    `names` finds what the user types instead.
    """

    groups: tuple[Group, ...]
    matches: tuple[Match, ...]
    branch: "Branch"
    names: Names


class Branch:
    """The customers below one, and that one."""

    def __init__(self, top: Target, rows: Iterable[SlimRow]) -> None:
        self.top = top
        self._rows: Mapping[CustomerId, SlimRow] = MappingProxyType({row.id: row for row in rows})

    @property
    def customers(self) -> tuple[CustomerId, ...]:
        """All of them, the top first, then each one's children together."""
        return (self.top.id, *(id_ for id_ in self._rows if id_ != self.top.id))

    def target(self, customer: CustomerId) -> Target:
        """One of them, as something files can be for."""
        row = self._rows.get(customer)
        if row is None or customer == self.top.id:
            return self.top
        name, number, _ = row.text.split("\n", 2)
        return Target(
            id=customer,
            name=name or f"#{customer}",
            number=number,
            path=(*self.top.path, self.top.name, *self.path(customer)),
            is_closed=bool(row.traits.is_closed),
            is_blocked=bool(row.traits.is_blocked),
        )

    def path(self, customer: CustomerId) -> tuple[str, ...]:
        """The names between the top and the customer."""
        found: list[str] = []
        row = self._rows.get(customer)
        while row is not None and len(found) < _DEEPEST:
            row = self._rows.get(row.parent) if row.parent != self.top.id else None
            if row is not None:
                found.append(row.text.split("\n", 1)[0] or f"#{row.id}")
        return tuple(reversed(found))


async def propose(
    files: Sequence[Incoming], top: Target, read_branch: ReadBranch
) -> Proposal | None:
    """Whom the folders of *files* are meant for; None where they do not look like customers.

    Either the dropped folders are those of customers, or the folders in the one that was dropped.
    Raises what reading does. Works between the turns of the loop, for it may take a second.
    """
    levels = [groups for depth in (0, 1) if _has_names(groups := grouped(files, depth))]
    if not levels:
        return None
    rows = await read_branch(top.id)
    if not rows:
        return None
    names = await _names_of(rows)
    tried = [(groups, await _matched(groups, names)) for groups in levels]
    groups, matches = max(tried, key=lambda each: _found(each[1]))
    if not is_worth_asking(matches):
        return None
    return Proposal(groups=groups, matches=matches, branch=Branch(top, rows), names=names)


def grouped(files: Iterable[Incoming], depth: int) -> tuple[Group, ...]:
    """*files* by the folder they lie in at *depth*; those in none, or less deep, come last."""
    found: dict[str, list[Incoming]] = {}
    for each in files:
        path = steps(each.folder)
        name = path[depth] if len(path) > depth else ""
        found.setdefault(name, []).append(replace(each, folder=written(path[depth + 1 :])))
    loose = found.pop("", None)
    groups = [Group(name=name, files=tuple(inside)) for name, inside in found.items()]
    if loose:
        groups.append(Group(name="", files=tuple(loose)))
    return tuple(groups)


async def _names_of(rows: Sequence[SlimRow]) -> Names:
    names = Names()
    for start in range(0, len(rows), _AT_A_TIME):
        for row in rows[start : start + _AT_A_TIME]:
            names.add(row)
        await asyncio.sleep(0)
    return names


async def _matched(groups: Iterable[Group], names: Names) -> tuple[Match, ...]:
    found: list[Match] = []
    for group in groups:
        found.append(names.match(group.name))
        await asyncio.sleep(0)
    return tuple(found)


def _has_names(groups: Iterable[Group]) -> bool:
    return any(group.name for group in groups)


def _found(matches: Iterable[Match]) -> int:
    return sum(each.customer is not None for each in matches)
