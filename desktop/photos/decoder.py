"""Pictures and dates out of foreign bytes, awaited and never decoded in this process."""

import asyncio
import os
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.picture import Picture, checked_picture

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from desktop.photos.child import Child


class Decoder:
    """One child process, started at the first need, and the thread that waits for it."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._is_closed = False

    async def told(self, path: Path) -> Mapping[str, Any]:
        """What the head of the picture tells, by name; nothing where it cannot be read."""
        answer = await self._ask({"job": "look"}, os.fsencode(path))
        return answer[0] if answer else {}

    async def thumbnail(self, base64_text: bytes, *, longest: int) -> Picture | None:
        """The picture, no side longer than *longest*; None where it is none."""
        answer = await self._ask({"job": "thumbnail", "longest": longest}, base64_text)
        if answer is None:
            return None
        said, pixels = answer
        return checked_picture(said.get("width"), said.get("height"), pixels)

    async def close(self) -> None:
        """End the child, whatever it is doing."""
        self._is_closed = True
        if self._child is None or self._thread is None:
            return
        self._child.end()
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._child.reap)
        self._thread.shutdown(wait=False)

    async def _ask(
        self, about: Mapping[str, Any], blob: bytes
    ) -> tuple[dict[str, Any], bytes] | None:
        if self._is_closed:
            return None
        # Neither is needed for the first paint.
        from concurrent.futures import ThreadPoolExecutor

        from desktop.photos.child import Child, ChildFailedError

        self._child = self._child or Child()
        self._thread = self._thread or ThreadPoolExecutor(1, "pictures")
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._thread, partial(self._child.ask, about, blob))
        except ChildFailedError:
            return None
