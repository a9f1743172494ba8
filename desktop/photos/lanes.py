"""The child processes that decode, each asked by a thread of its own, awaited by a loop."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from desktop.photos.child import Child
from desktop.support.threads import on_a_thread

_LETTING_GO_S = 5.0
"""A moment is enough, unless the network that a file lies on is gone."""

T = TypeVar("T")


class ClosedError(Exception):
    """Nothing was asked or answered, for the end has come; it says nothing of a picture."""


class Errand:
    """One job as the thread that does it sees it; `is_given_up` once nobody waits any more."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._given_up = threading.Event()
        self._changing = threading.Lock()

    @property
    def is_given_up(self) -> bool:
        return self._given_up.is_set()

    def begin(self, child: Child) -> None:
        with self._changing:
            self._child = child

    def end(self) -> None:
        """The child is no longer ours; one that was interrupted takes no other job."""
        with self._changing:
            child, self._child = self._child, None
        if child is not None and self.is_given_up:
            child.reap()

    def give_up(self) -> None:
        """From any thread: what the child is doing is ended."""
        with self._changing:
            self._given_up.set()
            if self._child is not None:
                self._child.interrupt()


class Lanes:
    """So many children at most, started one by one as they are needed."""

    def __init__(self, count: int) -> None:
        self._idle: list[Child] = []
        self._children: list[Child] = []
        self._free = asyncio.Semaphore(count)
        self._running: set[asyncio.Task[Any]] = set()
        self._is_closed = False

    async def run(self, work: Callable[[Child, Errand], T]) -> T:
        """What *work* makes of an idle child, on a thread. Raises ClosedError after `close`.

        Cancelled, it returns once the thread has let go of what it had in hand.
        """
        async with self._free:
            if self._is_closed:
                raise ClosedError
            errand = Errand()
            done = asyncio.create_task(self._done(work, self._a_child(), errand))
            self._running.add(done)
            done.add_done_callback(self._forget)
            try:
                return await asyncio.shield(done)
            except asyncio.CancelledError:
                errand.give_up()
                await asyncio.wait({done}, timeout=_LETTING_GO_S)
                raise

    async def close(self) -> None:
        """End the children, whatever they are doing."""
        self._is_closed = True
        for child in self._children:
            child.end()
        if self._running:
            await asyncio.wait(self._running, timeout=_LETTING_GO_S)
        for child in self._children:
            if child.pid is not None:
                await on_a_thread(child.reap, name="end a decoder")

    def _a_child(self) -> Child:
        """One that is idle; one more where a thread was left behind that holds another."""
        if self._idle:
            return self._idle.pop()
        self._children.append(Child())
        return self._children[-1]

    def _forget(self, done: asyncio.Task[Any]) -> None:
        self._running.discard(done)
        # Looked at, or the loop would complain of what nobody waits for any more.
        if not done.cancelled():
            done.exception()

    async def _done(self, work: Callable[[Child, Errand], T], child: Child, errand: Errand) -> T:
        try:
            return await on_a_thread(partial(_do, work, child, errand), name="a picture")
        except Exception:
            # A child that we ended says nothing of the picture it had.
            if self._is_closed:
                raise ClosedError from None
            raise
        finally:
            self._idle.append(child)


def _do(work: Callable[[Child, Errand], T], child: Child, errand: Errand) -> T:
    errand.begin(child)
    try:
        return work(child, errand)
    finally:
        errand.end()
