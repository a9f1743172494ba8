"""Starting the embedded server, telling where it is, and closing it in order."""

import asyncio
import json
import logging
import os
import socket
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from desktop.demo import ledger, options, schema
from desktop.demo.account import DEMO
from desktop.demo.call import Place
from desktop.demo.clock import Clock
from desktop.demo.control import Control
from desktop.demo.ending import Ending
from desktop.demo.endpoint import Desk, Endpoint
from desktop.demo.form import LARGEST_BODY
from desktop.demo.office import Office
from desktop.demo.options import Options
from desktop.demo.world import build

_HOST = "127.0.0.1"
_ENDPOINT = "/api/endpoint.php"


def serve(argv: Sequence[str]) -> int:
    """Serve until told to stop; the first line on standard output says where."""
    chosen = options.read(argv)
    logging.getLogger("aiohttp").setLevel(logging.CRITICAL)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    try:
        ending = Ending()
        with ExitStack() as stack:
            folder = _folder(chosen, stack)
            # From here on an ending may interrupt, and not again while the folder is removed.
            stack.callback(ending.ignore_further)
            ending.watch_signals()
            if chosen.until_eof:
                ending.watch_stdin()
            build.make_ready(folder, chosen.world)
            asyncio.run(_serve(chosen, folder, ending))
    except KeyboardInterrupt:  # ended while building
        pass
    return 0


def _folder(chosen: Options, stack: ExitStack) -> Path:
    if chosen.data is None:
        made = stack.enter_context(tempfile.TemporaryDirectory(prefix="bizztree-demo-"))
        return Path(made)
    chosen.data.mkdir(parents=True, exist_ok=True)
    return chosen.data


async def _serve(chosen: Options, folder: Path, ending: Ending) -> None:
    over = ending.event()
    listener = _listener(chosen.port)
    url = f"http://{_HOST}:{listener.getsockname()[1]}"
    async with AsyncExitStack() as stack:
        desk = _desk(chosen, folder, url)
        stack.callback(desk.office.close)
        desk.requests = await desk.office.run(ledger.last_envelope)
        if chosen.control:
            await desk.office.remember()
        runner = web.AppRunner(_app(desk, chosen), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.SockSite(runner, listener).start()
        _announce(url)
        await over.wait()


def _listener(port: int) -> socket.socket:
    listener = socket.socket()
    if os.name != "nt":  # there the option would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((_HOST, port))
    return listener


def _desk(chosen: Options, folder: Path, url: str) -> Desk:
    files = folder / "files"
    files.mkdir(exist_ok=True)
    place = Place(
        files=files,
        url=url,
        page_size=chosen.page_size,
        key_seconds=chosen.key_seconds,
        number_pattern=chosen.number_pattern,
        refused_feeds=chosen.refused_feeds,
        feeds_go_by_id=chosen.feeds_go_by_id,
    )
    clock = Clock(chosen.now)
    office = Office(
        db=schema.open_world(folder), place=place, clock=clock, keeps_ledger=chosen.control
    )
    return Desk(office=office, clock=clock, dialect=chosen.dialect)


def _app(desk: Desk, chosen: Options) -> web.Application:
    app = web.Application(client_max_size=LARGEST_BODY)
    endpoint = Endpoint(desk)
    app.router.add_get(_ENDPOINT, endpoint.answer)
    app.router.add_post(_ENDPOINT, endpoint.answer)
    app.router.add_get("/api/document.php", endpoint.document)
    if chosen.control:
        app.add_routes(Control(desk).routes())
    return app


def _announce(url: str) -> None:
    sys.stdout.write(json.dumps({"url": url + _ENDPOINT, **asdict(DEMO)}) + "\n")
    sys.stdout.flush()
