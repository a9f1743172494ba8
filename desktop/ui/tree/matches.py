"""The tree of those who were looked for: they, those above them, and nobody else."""

from collections.abc import Collection, Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import CustomerRow
from desktop.domain.slim import SlimRow, slim
from desktop.services.browse import Browse, Place
from desktop.ui.tree.node import ORPHANS, ROOT
from desktop.ui.tree.pending import PendingTree
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.view import TreeView


class Matches:
    """A tree beside the one of everybody, which stays as it is meanwhile."""

    def __init__(self, *, browse: Browse, parent: QWidget) -> None:
        self._browse = browse
        self._ids: frozenset[CustomerId] = frozenset()
        self._opened: frozenset[CustomerId] = frozenset()
        self.tree = PendingTree(parent)
        self.view = TreeView(self.tree, name="matches")

    async def read(self, ids: Collection[CustomerId] | None = None) -> list[Place]:
        """Where *ids* are now, or those that were read last."""
        if ids is not None:
            self._ids, self._opened = frozenset(ids), frozenset()
        return await self._browse.places(self._ids)

    def show(self, places: Iterable[Place], sieve: Sieve) -> None:
        """Show *places* and all above them, opened; whether they pass *sieve* or not.

        What was shown before of the same ones stays closed where the user closed it.
        """
        below = _by_parent(places)
        everyone = frozenset(row.id for rows in below.values() for row in rows)
        self.tree.put_looks(matches=self._ids)
        self.tree.put_sieve(sieve, keep=everyone)
        self._put(below)
        if not self._opened:
            self.view.expand_branch(ROOT)
        for key in below.keys() - self._opened:
            self.view.expand(self.tree.index_of(key))
        self._opened = frozenset(below)

    def clear(self) -> None:
        self._ids = frozenset()
        self._put({})

    def _put(self, below: dict[CustomerId, list[SlimRow]]) -> None:
        for top in (ROOT, ORPHANS):
            self.tree.put_branch(top, below)


def _by_parent(places: Iterable[Place]) -> dict[CustomerId, list[SlimRow]]:
    """Everyone on the way to *places*, in order, by whom they are shown below."""
    below: dict[CustomerId, dict[CustomerId, CustomerRow]] = {}
    for place in places:
        path = (*place.parents, place.row)
        top = path[0]
        below.setdefault(ORPHANS if top.parent != NO_CUSTOMER else ROOT, {})[top.id] = top
        for above, row in pairwise(path):
            below.setdefault(above.id, {})[row.id] = row
    return {key: [slim(row) for row in _sorted(rows.values())] for key, rows in below.items()}


def _sorted(rows: Iterable[CustomerRow]) -> list[CustomerRow]:
    return sorted(rows, key=lambda each: each.order)
