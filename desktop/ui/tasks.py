"""The coroutines that belong to a widget."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any


class Tasks:
    """Reads of one widget: named, kept alive, stopped with it; the newest of a name wins.

    For reads alone: a write belongs to its service and outlives the widget.
    """

    def __init__(self, report: Callable[[BaseException], None]) -> None:
        self._report = report
        self._running: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Run *work*; an older task of the same name is cancelled."""
        self.cancel(name)
        task = asyncio.get_event_loop().create_task(work, name=name)
        self._running[name] = task
        task.add_done_callback(self._settle)

    def cancel(self, name: str) -> None:
        if older := self._running.pop(name, None):
            older.cancel()

    def stop(self) -> None:
        for name in tuple(self._running):
            self.cancel(name)

    def _settle(self, task: asyncio.Task[None]) -> None:
        if self._running.get(task.get_name()) is task:
            del self._running[task.get_name()]
        if not task.cancelled() and (error := task.exception()):
            self._report(error)
