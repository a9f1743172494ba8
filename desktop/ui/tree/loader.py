"""Asks the server for what the tree wants to show, and puts the answers into it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QObject, Signal

from desktop.domain.errors import AppError
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.services.browse import Browse, Place, RootsPage
from desktop.ui.messages import Messages
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks
from desktop.ui.tree.entry import Entry, read_entries
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ORPHANS, ROOT, State
from desktop.ui.tree.sieve import Sieve

_LOADING_SHOWN_AFTER_S = 0.2
_MANY = 400
"""Customers beyond this are read on a thread: the window would be seen to stop."""


class Loader(QObject):
    """Loads the roots, and branches as they are opened, each asked for once.

    Signals:
        page_read: A page of the pass over all customers was read (RootsPage).
        branch_read: Everything below a customer is there (CustomerId).
    """

    page_read = Signal(object)
    branch_read = Signal(object)

    def __init__(self, *, browse: Browse, tree: CustomerTree, messages: Messages) -> None:
        super().__init__()
        self._browse = browse
        self._tree = tree
        self._tasks = Tasks(messages.report)
        self._to_ask: set[CustomerId] = set()
        tree.children_wanted.connect(self.start_children)

    def start_roots(self) -> None:
        self._tasks.start("roots", self._read_roots())

    def start_children(self, key: CustomerId) -> None:
        """Read the children of *key*, or all roots."""
        if key == ROOT:
            self.start_roots()
        else:
            self._tasks.start(f"children {key}", self._fill(key, self._put_children))

    def start_branch(self, key: CustomerId) -> None:
        """Read all there is below *key*, in one request."""
        if self._tree.state_of(key) is not State.KNOWN:
            # Before the branch is opened, which would ask for its children alone.
            self._tree.put_state(key, State.ASKED)
            self._to_ask.add(key)
        self._tasks.start(f"branch {key}", self._fill(key, self._put_branch))

    def start_refresh(self, keys: Sequence[CustomerId]) -> None:
        """Read the children of *keys* anew; others when they are opened."""
        self._tree.doubt(keys)
        self._tasks.start("refresh", self._refresh(keys))

    def start_sieve(self, sieve: Sieve, *, keep: Iterable[CustomerId] | None = None) -> None:
        """Show what passes *sieve* and what leads there."""
        self._tasks.start("sieve", self._put_sieve(sieve, keep))

    async def open_path(self, place: Place) -> None:
        """Load every branch on the way to the place, and show the customer in any case."""
        path = list({each.id: each for each in (*place.parents, place.customer)}.values())
        self._put_path(path)
        unknown = [
            each.id
            for each in path[:-1]
            if self._tree.state_of(each.id) in {State.UNKNOWN, State.FAILED}
        ]
        await asyncio.gather(*(self._fill(key, self._put_children) for key in unknown))
        # What was read may miss it: it moved meanwhile, or a branch failed.
        self._put_path(path)
        self._tree.keep(place.customer.id)

    def stop(self) -> None:
        self._tasks.stop()
        # A task that is cancelled before its first step cannot take back what was noted for it.
        for key in self._to_ask:
            self._tree.put_state(key, State.UNKNOWN)
        self._to_ask.clear()

    async def _read_roots(self) -> None:
        is_first = self._tree.state_of(ROOT) is not State.KNOWN
        if is_first:
            self._tree.put_state(ROOT, State.ASKED)
            self._tree.show_loading(ROOT)
        try:
            async with aclosing(self._browse.roots()) as pages:
                async for page in pages:
                    await self._put_roots(page)
        except AppError as error:
            if not is_first:
                raise
            self._tree.put_state(ROOT, State.FAILED, describe(error).text)

    async def _put_roots(self, page: RootsPage) -> None:
        roots = await _read(page.roots)
        if page.is_last:
            self._tree.put_children(ROOT, roots)
            self._tree.put_children(ORPHANS, await _read(page.orphans))
            self.start_sieve(self._tree.sieve)
        elif roots:
            self._tree.add_children(ROOT, roots)
            if self._tree.state_of(ROOT) is State.ASKED:
                # The rows themselves show now that loading goes on.
                self._tree.put_state(ROOT, State.ASKED)
        self.page_read.emit(page)

    async def _fill(self, key: CustomerId, put: Callable[[CustomerId], Awaitable[None]]) -> None:
        """Put what is below *key* into the tree, or a row that says it failed."""
        self._to_ask.discard(key)
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

    async def _put_children(self, key: CustomerId) -> None:
        self._tree.put_children(key, await _read(await self._browse.children(key)))

    async def _put_branch(self, key: CustomerId) -> None:
        self._tree.put_branch(key, await _read(await self._browse.branch(key)))
        self.branch_read.emit(key)

    async def _refresh(self, keys: Sequence[CustomerId]) -> None:
        # Together, so that they travel in one request, and one notice tells if it fails.
        await asyncio.gather(*(self._put_children(key) for key in keys))

    async def _put_sieve(self, sieve: Sieve, keep: Iterable[CustomerId] | None) -> None:
        self._tree.put_sieve(await asyncio.to_thread(self._informed, sieve), keep=keep)

    def _informed(self, sieve: Sieve) -> Sieve:
        """With what the last whole pass told; for a thread, for it goes through all customers."""
        leads = self._browse.leading_to(with_closed=sieve.with_closed, maingroup=sieve.maingroup)
        closed = 0 if sieve.with_closed else self._browse.closed_besides(leads or frozenset())
        return replace(sieve, leads=leads, closed=closed)

    def _put_path(self, path: Sequence[Customer]) -> None:
        """Give each on the path its place, where it has none yet or another one."""
        top = path[0]
        if self._tree.parent_of(top.id) is None:
            above = ROOT if top.parent_id == NO_CUSTOMER else ORPHANS
            self._tree.add_children(above, read_entries([top]))
        for parent, child in pairwise(path):
            if self._tree.parent_of(child.id) != parent.id:
                self._tree.add_children(parent.id, read_entries([child]))


async def _read(customers: Sequence[Customer]) -> list[Entry]:
    if len(customers) > _MANY:
        return await asyncio.to_thread(read_entries, customers)
    return read_entries(customers)
