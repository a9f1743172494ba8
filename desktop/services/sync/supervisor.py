"""The local copy's keeper as the window knows it: one process, its news and its wishes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Protocol

from desktop.domain.account import Account
from desktop.domain.errors import CommandRefused
from desktop.domain.sync import Phase, SyncState
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection, Reach
from desktop.services.piped import WorkerFailed
from desktop.services.sync import messages, wire
from desktop.services.sync.child import Child, beginning
from desktop.services.sync.messages import Message
from desktop.services.sync.wishes import Wishes
from desktop.support.logs import record_bug

_CAUSE: Final = "sync"
_RESTARTS_S: Final = (1.0, 5.0, 30.0)
"""Before a process that ended unasked is started again; the last repeats."""


class Lookers(Protocol):
    """A reader of the copy."""

    def allow(self) -> None: ...

    async def release(self) -> None: ...

    on_damage: Callable[[], None]


class Sync(Wishes):
    """Keeps the local copy in step with the server, in a process of its own.

    Tells of Subject.SYNC (its state), CUSTOMERS, MARKS, FEEDS and LISTS with the cause "sync".

    Attributes:
        state: How the copy stands.
        refused: The feeds the contract refuses, by their kind of object, with the server's words.
        set_aside: Where a copy was put that could not be used; "" for none.
    """

    def __init__(
        self,
        *,
        account: Account,
        folder: Path,
        changes: ChangeFeed,
        connection: Connection,
        readers: Sequence[Lookers],
        pace: dict[str, Any] | None = None,
    ) -> None:
        super().__init__()
        self.state = SyncState()
        self.refused: dict[str, CommandRefused] = {}
        self.set_aside = ""
        self._begin = beginning(folder, account, **(pace or {}))
        self._changes, self._connection = changes, connection
        self._readers = tuple(readers)
        for reader in self._readers:
            reader.on_damage = self._mend
        self._child: Child | None = None
        self._kept: list[Message] = []
        self._falls = 0
        self._starting: asyncio.TimerHandle | None = None
        self._releasing: set[asyncio.Task[None]] = set()
        self._stop_listening: Callable[[], None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, while there is one."""
        return self._child.pid if self._child else None

    def start(self) -> None:
        """Start the process; returns at once."""
        self._stop_listening = self._changes.subscribe(self._on_change)
        self._start()

    async def close(self) -> None:
        """End the process; what it has stored is whole whenever it ends."""
        if self._stop_listening is not None:
            self._stop_listening()
            self._stop_listening = None
        if self._starting is not None:
            self._starting.cancel()
        child, self._child = self._child, None
        for releasing in self._releasing:
            releasing.cancel()
        if child is not None:
            await child.close()

    def update(self, *, whole: bool = False) -> None:
        """Ask what changed; with *whole* go through everything, the other feeds too."""
        self._looked_into.clear()
        self._send(messages.Update(whole=whole))

    def update_if_older(self, seconds: float = 30.0) -> None:
        """Ask what changed unless that was done just now."""
        self._send(messages.UpdateIfOlder(seconds=seconds))

    def check_all(self) -> None:
        """Go through all customers, and settle those the server no longer shows."""
        self._send(messages.CheckAll())

    def rebuild(self) -> None:
        """Throw the copy away and load it again; pins, dots and recents stay."""
        self._looked_into.clear()
        self._send(messages.Rebuild())

    def _mend(self) -> None:
        self._looked_into.clear()
        self._send(messages.Mend())

    def settle(self, *, believe: bool) -> None:
        """The user's answer to `state.doubted`."""
        self._send(messages.Settle(believe=believe))

    # --- The process -------------------------------------------------------------------------

    def _send(self, wish: Message) -> None:
        if self._child is not None:
            self._child.send(wish)
        else:
            self._kept.append(wish)

    def _start(self) -> None:
        self._starting = None
        child = self._child = Child(self._begin, heard=self._hear, ended=self._on_end)
        kept, self._kept = self._kept, []
        for wish in kept:
            child.send(wish)

    def _on_end(self) -> None:
        """It ended; unless we wanted that, it is started again, ever less eagerly."""
        if (child := self._child) is None:
            return
        self._child = None
        record_bug(WorkerFailed(f"it ended with {child.exit_code}"))
        self._looked_into.clear()
        self._kept = [*child.unsent(), *self._kept]
        pause_s = _RESTARTS_S[min(self._falls, len(_RESTARTS_S) - 1)]
        self._falls += 1
        phase = Phase.STARTING if self._falls <= len(_RESTARTS_S) else Phase.FAILED
        self._set_state(replace(self.state, phase=phase))
        self._starting = asyncio.get_running_loop().call_later(pause_s, self._start)

    # --- News ----------------------------------------------------------------------------------

    def _hear(self, news: Message) -> None:
        match news:
            case messages.StateTold(state=state):
                self._set_state(wire.read_state(state))
            case messages.CustomersChanged(ids=ids):
                self._tell(Subject.CUSTOMERS, frozenset(ids))
            case messages.MarksChanged():
                self._tell(Subject.MARKS)
            case messages.FeedChanged():
                self._tell(Subject.FEEDS)
            case messages.ListKept():
                self._tell(Subject.LISTS)
            case messages.Opened(is_new=is_new, aside=aside):
                self.set_aside = aside
                self._on_opened(is_new=is_new)
            case messages.Closing():
                self._on_closing()
            case _:
                self._hear_more(news)

    def _hear_more(self, news: Message) -> None:
        match news:
            case messages.FeedRefused(feed=feed, error=error):
                self._on_refused(feed, wire.server_error(error))
            case messages.Looked(parent=parent, is_done=False):
                self._looked_into.discard(parent)
            case messages.Reached(error=error):
                self._connection.began()
                self._connection.ended(wire.server_error(error))
            case messages.Bug(error=error, places=places):
                record_bug(WorkerFailed("\n".join([error, *places])))

    def _set_state(self, state: SyncState) -> None:
        self.state = state
        if state.phase is Phase.IDLE:
            self._falls = 0
        self._tell(Subject.SYNC)

    def _on_opened(self, *, is_new: bool) -> None:
        for reader in self._readers:
            reader.allow()
        if is_new:
            self._tell(Subject.CUSTOMERS)
            self._tell(Subject.MARKS)
            self._tell(Subject.FEEDS)

    def _on_closing(self) -> None:
        releasing = asyncio.get_running_loop().create_task(self._release(), name="release")
        self._releasing.add(releasing)
        releasing.add_done_callback(self._releasing.discard)

    async def _release(self) -> None:
        await asyncio.gather(*(reader.release() for reader in self._readers))
        self._send(messages.Released())

    def _on_refused(self, feed: str, error: object) -> None:
        if isinstance(error, CommandRefused):
            self.refused[feed] = error
        else:
            self.refused.pop(feed, None)
        self._changes.publish(Change(subject=Subject.FEEDS, cause="refused"))

    def _on_change(self, change: Change) -> None:
        """The window's own requests are answered again: so may ours be."""
        is_back = change.subject is Subject.CONNECTION and self._connection.reach is Reach.CONNECTED
        if is_back and self.state.phase is Phase.WAITING:
            self.update_if_older(1.0)

    def _tell(self, subject: Subject, ids: frozenset[int] = frozenset()) -> None:
        self._changes.publish(Change(subject=subject, ids=ids, cause=_CAUSE))
