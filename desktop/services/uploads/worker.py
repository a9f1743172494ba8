"""`python -m desktop.services.uploads.worker`: the process that copies, prepares and sends files.

It decides nothing and keeps nothing of its own. When its standard input ends, so does it, at once
and whatever it is doing: a body that lacks its last piece is nothing to the server, and a copy
that is not whole counts for nothing.
"""

import asyncio
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import Any

from desktop.journal.spool import Room, Spool
from desktop.microbizz import Client
from desktop.microbizz.options import Options
from desktop.photos.preparing import Preparer
from desktop.services.uploads.jobs import Jobs
from desktop.services.uploads.messages import WORDS, Message
from desktop.services.uploads.staging import Staging
from desktop.services.wire import read_account


def main() -> int:
    """Do what the window asks until it is gone, in whatever way it went."""
    wishes, news = os.fdopen(os.dup(0), "rb"), os.dup(1)
    _keep_quiet()
    _give_way()
    if not (line := wishes.readline()):
        return 0
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(json.loads(line), wishes, news))
    return 0


async def _serve(begin: dict[str, Any], wishes: BufferedReader, news: int) -> None:
    spool = Spool(Path(begin["folder"]), Room(**begin["room"]))
    await asyncio.to_thread(spool.tidy)
    preparer = Preparer()
    async with Client(
        read_account(begin["account"]), options=Options(**begin["options"])
    ) as client:
        jobs = Jobs(
            client=client,
            spool=spool,
            staging=Staging(spool, **begin["staging"]),
            preparer=preparer,
            say=_teller(news),
        )
        _follow(wishes, jobs.hear)
        await asyncio.get_running_loop().create_future()


def _follow(wishes: BufferedReader, hear: Callable[[Message], None]) -> None:
    """Hand each wish to *hear* on the running loop; with their end the process ends."""
    loop = asyncio.get_running_loop()

    def read() -> None:
        try:
            for line in wishes:
                with suppress(ValueError):
                    loop.call_soon_threadsafe(hear, WORDS.read(line))
        finally:
            # Nothing is tidied up: nothing may take time now, or be sent.
            os._exit(0)

    threading.Thread(target=read, name="wishes", daemon=True).start()


def _teller(descriptor: int) -> Callable[[Message], None]:
    def say(message: Message) -> None:
        line = WORDS.line(message)
        # A parent that is gone is told nothing; the end of its wishes ends us.
        with suppress(OSError):
            while line:
                line = line[os.write(descriptor, line) :]

    return say


def _keep_quiet() -> None:
    """Whatever a library prints goes nowhere: it may hold what is nobody's business."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _give_way() -> None:
    """Let the window's process go first, and leave Ctrl+C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(5)


if __name__ == "__main__":
    sys.exit(main())
