"""Pictures and dates out of foreign bytes, awaited and never decoded in this process."""

import asyncio
import contextlib
import os
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.domain.picture import Picture

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from desktop.photos.child import Child


class Decoder:
    """One child process, started at the first need, and the thread that waits for it."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._is_closed = False

    async def taken(self, path: Path) -> datetime | None:
        """When the JPEG was taken by its camera's wall clock; None where it does not say."""
        answer = await self._ask({"job": "taken"}, os.fsencode(path))
        return _moment(answer[0].get("taken")) if answer else None

    async def thumbnail(self, base64_text: bytes, *, longest: int) -> Picture | None:
        """The picture, no side longer than *longest*; None where it is none."""
        answer = await self._ask({"job": "thumbnail", "longest": longest}, base64_text)
        return _picture(*answer) if answer else None

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


def _moment(said: object) -> datetime | None:
    """Checked: the worker's words may be those of a picture's author."""
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(said) if isinstance(said, str) else None
    return None


def _picture(about: Mapping[str, Any], pixels: bytes) -> Picture | None:
    """Checked, for whoever draws it trusts the size."""
    width, height = about.get("width"), about.get("height")
    if not isinstance(width, int) or not isinstance(height, int):
        return None
    if width <= 0 or height <= 0 or len(pixels) != 4 * width * height:
        return None
    return Picture(width=width, height=height, rgba=pixels)
