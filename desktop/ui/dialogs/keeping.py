"""The draft of a new customer: kept on the disk while it is typed."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.values import Value
from desktop.services.editing.drafts import Drafts

KEPT_AFTER_MS = 400
AGAIN_AFTER_MS = (2_000, 5_000, 15_000, 60_000)
"""Where the disk took nothing; the last one again and again."""

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
        waiting: Mapping[str, Value],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._drafts, self._site, self._held = drafts, site, held
        self.local, self._waiting = local, waiting
        self._turn = asyncio.Lock()
        self._writing: set[asyncio.Task[None]] = set()
        self._soon = QTimer(self, singleShot=True, interval=KEPT_AFTER_MS)
        self._soon.timeout.connect(self.keep_now)
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.keep_now)
        self._failures = 0
        self._is_over = False

    def keep_soon(self) -> None:
        # Typing on without a pause does not put it off.
        if not self._soon.isActive():
            self._soon.start()

    def keep_now(self) -> None:
        """Begin to write; it goes on though the sheet is closed."""
        self._stop()
        self._begin(self._keep_quietly(*self._held()))

    async def kept(self) -> None:
        """Write, and wait until it is on the disk. Raises StorageFailed."""
        self._stop()
        await asyncio.shield(self._begin(self._keep(*self._held())))

    def flush(self) -> None:
        """Write what has not been written yet, if there is anything."""
        if self._soon.isActive() or self._again.isActive():
            self.keep_now()

    def drop(self) -> None:
        """Forget it for good: it was stored, or the user wants it no more."""
        self._stop()
        self._is_over = True
        self._begin(self._drop())

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_event_loop().create_task(work, name="keep a new customer")
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return task

    async def _keep_quietly(self, values: Mapping[str, Value], typed: Mapping[str, str]) -> None:
        # A disk that takes nothing is told of where the user asks for it to be kept.
        try:
            await self._keep(values, typed)
            self._failures = 0
        except StorageFailed:
            self._try_again()

    def _try_again(self) -> None:
        if isValid(self) and not self._is_over:
            pause = AGAIN_AFTER_MS[min(self._failures, len(AGAIN_AFTER_MS) - 1)]
            self._failures += 1
            self._again.start(pause)

    def _stop(self) -> None:
        self._soon.stop()
        self._again.stop()

    async def _keep(self, values: Mapping[str, Value], typed: Mapping[str, str]) -> None:
        async with self._turn:
            self.local = await self._drafts.keep_new(
                self._site, values, typed=typed, local=self.local, waiting=self._waiting
            )

    async def _drop(self) -> None:
        with suppress(StorageFailed):
            async with self._turn:
                if self.local is not None:
                    await self._drafts.drop(self.local)
                    self.local = None
