"""The draft of a new customer: kept on the disk while it is typed."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.values import Value
from desktop.services.editing.drafts import Drafts

KEPT_AFTER_MS = 400

Held = Callable[[], tuple[Mapping[str, Value], Mapping[str, str]]]
"""The values that are filled in, and texts that are none."""


class Keeping(QObject):
    """Keeps what *held* gives, a moment after it changed; each writing waits for the last one.

    Attributes:
        local: The id under which it is kept; None until it was kept once.
    """

    def __init__(
        self,
        *,
        drafts: Drafts,
        site: CustomerId,
        held: Held,
        local: CustomerId | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._drafts, self._site, self._held = drafts, site, held
        self.local = local
        self._turn = asyncio.Lock()
        self._writing: set[asyncio.Task[None]] = set()
        self._soon = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._soon.timeout.connect(self.keep_now)

    def keep_soon(self) -> None:
        # Typing on without a pause does not put it off.
        if not self._soon.isActive():
            self._soon.start()

    def keep_now(self) -> None:
        """Begin to write; it goes on though the sheet is closed."""
        self._soon.stop()
        self._start(self._keep(*self._held()))

    def flush(self) -> None:
        """Write what has not been written yet, if there is anything."""
        if self._soon.isActive():
            self.keep_now()

    def drop(self) -> None:
        """Forget it: it was stored, or the user wants it no more."""
        self._soon.stop()
        self._start(self._drop())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_event_loop().create_task(work, name="keep a new customer")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _keep(self, values: Mapping[str, Value], typed: Mapping[str, str]) -> None:
        # A disk that takes nothing is told of where something is saved.
        with suppress(StorageFailed):
            async with self._turn:
                self.local = await self._drafts.keep_new(
                    self._site, values, typed=typed, local=self.local
                )

    async def _drop(self) -> None:
        with suppress(StorageFailed):
            async with self._turn:
                if self.local is not None:
                    await self._drafts.drop(self.local)
                    self.local = None
