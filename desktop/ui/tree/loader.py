"""Reads what the tree wants to show, and puts it there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from operator import attrgetter

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.slim import SlimRow, slim
from desktop.services.browse import Place
from desktop.services.tree_reads import TreeReads
from desktop.support.collecting import no_collecting
from desktop.ui.messages import Messages
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, State
from desktop.ui.tree.sieve import Sieve

_LOADING_SHOWN_AFTER_S = 0.2


class Loader(QObject):
    """Loads the roots, and branches as they are opened.

    Signals:
        roots_read: All roots are there that are known by now.
        branch_read: Everything below a customer is there (CustomerId).
    """

    roots_read = Signal()
    branch_read = Signal(object)

    def __init__(self, *, reads: TreeReads, tree: CustomerTree, messages: Messages) -> None:
        super().__init__()
        self._reads = reads
        self._tree = tree
        self._tasks = Tasks(messages.report)
        tree.children_wanted.connect(self.start_children)

    def start_children(self, key: CustomerId) -> None:
        """Read the children of *key*, or all roots."""
        put = self._put_roots if key == ROOT else self._put_children
        self._tasks.start(f"children {key}", self._fill(key, put))

    def start_branch(self, key: CustomerId) -> None:
        """Read all there is below *key*."""
        self._tasks.start(f"branch {key}", self._fill(key, self._put_branch))

    def start_sieve(self, sieve: Sieve, *, keep: Iterable[CustomerId] | None = None) -> None:
        """Show what passes *sieve* and what leads there."""
        self._tasks.start("sieve", self.put_sieve(sieve, keep))

    async def open_path(self, place: Place) -> None:
        """Load every branch on the way to the place, and show the customer in any case."""
        path = [slim(row) for row in (*place.parents, place.row)]
        unknown = [
            each.id
            for each in path[:-1]
            if self._tree.state_of(each.id) not in {State.KNOWN, State.ASKED}
        ]
        self._put_path(path)
        for key in unknown:
            await self._fill(key, self._put_children)
        # What was read may miss it: it moved meanwhile, or a branch failed.
        self._put_path(path)
        self._tree.keep(place.row.id)

    async def put_sieve(self, sieve: Sieve, keep: Iterable[CustomerId] | None = None) -> None:
        sifted = await self._reads.sifted(with_closed=sieve.with_closed, maingroup=sieve.maingroup)
        informed = replace(sieve, sifted=sifted)
        if informed != self._tree.sieve or keep is not None:
            self._tree.put_sieve(informed, keep=keep)

    def stop(self) -> None:
        self._tasks.stop()

    async def _put_roots(self, key: CustomerId) -> None:
        shown = await self._reads.shown([key])
        with no_collecting():
            self._tree.put_children(key, shown.children[key])
            self._tree.put_children(ORPHANS, shown.strays)
        self.roots_read.emit()
        await self.put_sieve(self._tree.sieve)

    async def _put_children(self, key: CustomerId) -> None:
        rows = await self._reads.below(key)
        with no_collecting():
            self._tree.put_children(key, rows)

    async def _put_branch(self, key: CustomerId) -> None:
        for top in self._tree.ids_below(ORPHANS) if key == ORPHANS else [key]:
            rows = await self._reads.branch(top)
            # Each one's children come together, and in their order.
            by_parent = groupby(rows, key=attrgetter("parent"))
            with no_collecting():
                self._tree.put_branch(top, {parent: list(below) for parent, below in by_parent})
        self.branch_read.emit(key)

    async def _fill(self, key: CustomerId, put: Callable[[CustomerId], Awaitable[None]]) -> None:
        """Put what is below *key* into the tree, or a row that says it failed."""
        if self._tree.state_of(key) is State.KNOWN:
            await put(key)
            return
        self._tree.put_state(key, State.ASKED)
        loop = asyncio.get_running_loop()
        late = loop.call_later(_LOADING_SHOWN_AFTER_S, self._tree.show_loading, key)
        try:
            await put(key)
        except asyncio.CancelledError:
            self._tree.put_state(key, State.UNKNOWN)
            raise
        except Exception as error:
            self._tree.put_state(key, State.FAILED, describe(error).text)
            if not isinstance(error, AppError):
                raise
        finally:
            late.cancel()

    def _put_path(self, path: Sequence[SlimRow]) -> None:
        """Give each on the path its place, where it has none yet or another one."""
        top = path[0]
        if self._tree.parent_of(top.id) is None:
            self._tree.put_path(ROOT if top.parent == NO_CUSTOMER else ORPHANS, top)
        for above, row in pairwise(path):
            if self._tree.parent_of(row.id) != above.id:
                self._tree.put_path(above.id, row)
