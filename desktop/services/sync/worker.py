"""`python -m desktop.services.sync.worker`: the process that keeps the local copy in step."""

import asyncio
import json
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from desktop.microbizz import Client
from desktop.services.sync import messages, wire
from desktop.services.sync.engine import Engine
from desktop.services.sync.keeping import Keeping
from desktop.services.sync.messages import Message
from desktop.services.sync.pace import Pace
from desktop.services.sync.telling import Road, bug
from desktop.support.worker_process import give_way, keep_quiet, write_whole

_LAST_S: Final = 1.0
"""A page that is being stored has so long to end; without, the next run fetches it again."""
_ERRANDS_S: Final = 0.5
"""What the window wished for last is done within these, or not."""


def main() -> int:
    """Synchronise until the parent is gone, in whatever way it went."""
    wishes, news = os.dup(0), os.dup(1)
    keep_quiet()
    give_way()
    lines = _Lines(wishes)
    begin = lines.first()
    if begin is None:
        return 0
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(begin, lines, _teller(news)))
    return 0


async def _serve(begin: dict[str, Any], lines: "_Lines", say: Callable[[Message], None]) -> None:
    pace = Pace(**begin.get("pace", {}))
    keeping = Keeping(Path(begin["folder"]), now=pace.now)
    over = asyncio.Event()
    async with Client(wire.read_account(begin["account"]), observer=Road(say)) as client:
        engine = Engine(client=client, keeping=keeping, say=say, pace=pace)
        running = asyncio.create_task(engine.run(), name="engine")
        # Should it end by itself, then with a bug: another process does better than none.
        running.add_done_callback(lambda _running: over.set())
        lines.follow(engine.wish, over.set)
        await over.wait()
        _end_soon()
        with suppress(TimeoutError):
            await asyncio.wait_for(engine.errands_done(), _ERRANDS_S)
        running.cancel()
        await asyncio.wait([running])
        if not running.cancelled() and (error := running.exception()):
            say(bug(error))


class _Lines:
    """The lines of standard input, read on a thread of their own."""

    def __init__(self, descriptor: int) -> None:
        self._file = os.fdopen(descriptor, "rb")

    def first(self) -> dict[str, Any] | None:
        """What the process is to do; None where nobody says."""
        line = self._file.readline()
        return json.loads(line) if line else None

    def follow(self, wish: Callable[[Message], None], over: Callable[[], None]) -> None:
        """Hand each wish to *wish* on the running loop, and their end to *over*."""
        loop = asyncio.get_running_loop()

        def read() -> None:
            # The loop may have closed meanwhile.
            with suppress(OSError, RuntimeError):
                for line in self._file:
                    with suppress(ValueError):
                        loop.call_soon_threadsafe(wish, messages.read(line))
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(over)

        threading.Thread(target=read, name="wishes", daemon=True).start()


def _teller(descriptor: int) -> Callable[[Message], None]:
    return lambda message: write_whole(descriptor, messages.line(message))


def _end_soon() -> None:
    """End the process in any case; a page half stored is as good as one not stored."""
    timer = threading.Timer(_LAST_S, os._exit, args=(0,))
    timer.daemon = True
    timer.start()


if __name__ == "__main__":
    sys.exit(main())
