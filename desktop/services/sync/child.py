"""The synchronising process seen from the window's: what it was told and has not written down."""

import contextlib
import queue
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from desktop.domain.account import Account
from desktop.services.piped import Piped
from desktop.services.sync import messages, wire
from desktop.services.sync.messages import Message
from desktop.support.own_processes import SYNC_WORKER, own_command


def beginning(folder: Path, account: Account, **pace: float) -> dict[str, Any]:
    """What the process is told first; secrets are in it, so it goes nowhere but into the pipe."""
    return {"folder": str(folder), "account": wire.account_as_json(account), "pace": pace}


class Child(Piped[Message]):
    """One process. On the loop, *heard* is called for each of its news and *ended* at its end."""

    def __init__(
        self,
        begin: dict[str, Any],
        *,
        heard: Callable[[Message], None],
        ended: Callable[[], None],
    ) -> None:
        self._unsettled: deque[Message] = deque()
        super().__init__(
            own_command(SYNC_WORKER, "desktop.services.sync.worker"),
            begin,
            words=messages.WORDS,
            heard=heard,
            ended=ended,
        )

    def unsent(self) -> list[Message]:
        """What an ended process was not told any more, or told and may not have written down."""
        with contextlib.suppress(queue.Empty):
            while True:
                if wish := self._wishes.get_nowait():
                    self._unsettled.append(wish)
        return list(self._unsettled)

    # --- On threads --------------------------------------------------------------------------

    def _write(self, pipe: IO[bytes], wish: Message) -> None:
        self._unsettled.append(wish)
        super()._write(pipe, wish)
        if not isinstance(wish, messages.KEPT):
            # The last one: only this thread adds any.
            self._unsettled.pop()

    def _take(self, message: Message) -> None:
        if isinstance(message, messages.Done):
            with contextlib.suppress(IndexError):
                self._unsettled.popleft()
            return
        super()._take(message)
