"""Pictures and dates out of foreign bytes, awaited and never decoded in this process."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from desktop.photos.child import Child


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Decoded pixels, four bytes each: red, green, blue, alpha."""

    width: int
    height: int
    rgba: bytes


class Decoder:
    """One child process, started at the first need, and the thread that waits for it."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._is_closed = False

    async def taken(self, path: Path) -> datetime | None:
        """When the JPEG was taken by its camera's wall clock; None where it does not say."""
        answer = await self._ask({"job": "taken"}, os.fsencode(path))
        text = answer[0].get("taken") if answer else ""
        return datetime.fromisoformat(text) if text else None

    async def thumbnail(self, base64_text: bytes, *, longest: int) -> Raster | None:
        """The picture, no side longer than *longest*; None where it is none."""
        answer = await self._ask({"job": "thumbnail", "longest": longest}, base64_text)
        return _raster(*answer) if answer else None

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


def _raster(about: Mapping[str, Any], pixels: bytes) -> Raster | None:
    """Checked, for whoever draws it trusts the size."""
    width, height = about.get("width"), about.get("height")
    if not isinstance(width, int) or not isinstance(height, int):
        return None
    if width <= 0 or height <= 0 or len(pixels) != 4 * width * height:
        return None
    return Raster(width=width, height=height, rgba=pixels)
