"""`python -m desktop.services.uploads.worker`: the process that copies, prepares and sends files.

It decides nothing and keeps nothing of its own. When its standard input ends, so does it, at once
and whatever it is doing: a body that lacks its last piece is nothing to the server, and a copy
that is not whole counts for nothing.
"""

import asyncio
import json
import os
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
from desktop.services.uploads.messages import WORDS, Message, Serving
from desktop.services.uploads.staging import Staging
from desktop.services.wire import read_account
from desktop.support.worker_process import give_way, keep_quiet, write_whole


def main() -> int:
    """Do what the window asks until it is gone, in whatever way it went."""
    wishes, news = os.fdopen(os.dup(0), "rb"), os.dup(1)
    keep_quiet()
    give_way()
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
        say = _teller(news)
        jobs = Jobs(
            client=client,
            spool=spool,
            staging=Staging(spool, **begin["staging"]),
            preparer=preparer,
            say=say,
        )
        say(Serving(n=0))
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
    return lambda message: write_whole(descriptor, WORDS.line(message))


if __name__ == "__main__":
    sys.exit(main())
