"""Shows what changed in the local copy, soon and without haste."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.domain.ids import CustomerId
from desktop.domain.rows import CustomerRow
from desktop.domain.slim import SlimRow, slim
from desktop.services.tree_reads import TreeReads
from desktop.ui.messages import Messages
from desktop.ui.tasks import Tasks
from desktop.ui.tree.loader import Loader
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT

_EVERY_S = 0.5
_SHARE = 10
"""A tree that takes long to read anew is read anew the less often: one part in so many."""
Keeping = Callable[[Sequence[CustomerId]], AbstractContextManager[None]]

_MANY = 500
"""Customers by key; beyond them all that is shown is read anew."""


class Refresher(QObject):
    """Gathers what changed, and reads it at most about twice a second.

    Signals:
        refreshed: The tree shows what the copy has (frozenset of CustomerId, empty for anyone).
    """

    refreshed = Signal(object)

    def __init__(
        self,
        *,
        reads: TreeReads,
        tree: CustomerTree,
        loader: Loader,
        open_keys: Callable[[], Iterable[CustomerId]],
        keeping: Keeping = lambda _keys: nullcontext(),
        messages: Messages,
    ) -> None:
        """*keeping* is given the open keys and is there while rows come and go."""
        super().__init__()
        self._reads, self._tree, self._loader = reads, tree, loader
        self._open_keys, self._keeping = open_keys, keeping
        self._tasks = Tasks(messages.report)
        self._ids: set[CustomerId] = set()
        self._is_all = self._is_running = self._is_stopped = False
        self._rest_until = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._start)

    def ask(self, ids: Collection[CustomerId] = ()) -> None:
        """Show *ids* as they are now; without any, everything."""
        self._ids.update(ids)
        self._is_all = self._is_all or not ids or len(self._ids) > _MANY
        self._schedule()

    def stop(self) -> None:
        self._is_stopped = True
        self._timer.stop()
        self._tasks.stop()

    def _schedule(self) -> None:
        if not (self._is_running or self._is_stopped or self._timer.isActive()):
            self._timer.start(max(0, round((self._rest_until - time.monotonic()) * 1000)))

    def _start(self) -> None:
        self._is_running = True
        self._tasks.start("refresh", self._refresh())

    async def _refresh(self) -> None:
        # Before the copy is whole, who has no parent here has one that is yet to come.
        ids, is_all = frozenset(self._ids), self._is_all or not self._reads.is_whole
        self._ids, self._is_all = set(), False
        began = time.monotonic()
        try:
            if is_all:
                await self._read_all()
            else:
                await self._read(ids)
            await self._loader.put_sieve(self._tree.sieve)
            self.refreshed.emit(frozenset() if is_all else ids)
        finally:
            ended = time.monotonic()
            self._rest_until = ended + max(_EVERY_S, (ended - began) * _SHARE)
            self._is_running = False
            if self._ids or self._is_all:
                self._schedule()

    async def _read_all(self) -> None:
        keys = [key for key in self._open_keys() if key > ROOT]
        self._tree.doubt(keys)
        shown = await self._reads.shown([ROOT, *keys])
        # First who went elsewhere, so that what is open below comes along.
        moved = [
            row
            for key, rows in shown.children.items()
            for row in rows
            if self._tree.parent_of(row.id) not in (None, key)
        ]
        with self._keeping(keys):
            self._tree.put_changed(moved, strays=shown.strays)
            for key, rows in shown.children.items():
                self._tree.put_children(key, rows)

    async def _read(self, ids: Iterable[CustomerId]) -> None:
        """By key: those, and the ones above them before and after, whose counts may differ."""
        concerned = {*ids, *self._tree.ids_below(ORPHANS)}
        above = [key for id_ in concerned if (key := self._tree.parent_of(id_)) and key > ROOT]
        news = await self._reads.news(concerned, above=above)
        self._tree.put_changed(news.rows, gone=news.gone, strays=news.strays)


def with_counts(row: CustomerRow, known: SlimRow | None) -> SlimRow:
    """*row*, which came alone, with the children that are known of the customer."""
    if known is None:
        return slim(row)
    traits = known.traits
    return slim(row._replace(children=traits.children, open_children=traits.open_children))
