"""The embedded server as a child process of the program."""

import asyncio
import json
import subprocess
from typing import Any

from desktop.domain.account import Account
from desktop.services.accounts import account_from
from desktop.support.own_processes import DEMO_SERVER, own_command, own_environment

_DEADLINE_S = 60.0


class DemoFailedError(Exception):
    """The server did not say where it is."""


class DemoChild:
    """Starts the server and ends it; its end also follows from ours, however that comes."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    async def start(self) -> Account:
        """The account for the running server; raises DemoFailedError."""
        self._process = await asyncio.to_thread(_spawn)
        try:
            async with asyncio.timeout(_DEADLINE_S):
                line = await asyncio.to_thread(_first_line, self._process)
                return account_from(_words(json.loads(line)))
        except (TimeoutError, ValueError) as error:
            await self.stop()
            raise DemoFailedError(str(error)) from error

    async def stop(self) -> None:
        if self._process is not None:
            process, self._process = self._process, None
            await asyncio.to_thread(_end, process)


def _spawn() -> "subprocess.Popen[bytes]":
    command = own_command(DEMO_SERVER, "desktop.demo")
    # It watches its standard input and ends when we are gone, a kill -9 included.
    return subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [*command, "--port", "0", "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=own_environment(),
    )


def _first_line(process: "subprocess.Popen[bytes]") -> bytes:
    assert process.stdout is not None  # noqa: S101  # asked for in _spawn
    return process.stdout.readline()


def _words(said: dict[str, Any]) -> dict[str, str]:
    keys = ("contract", "apikey", "username", "password")
    return {"endpoint": str(said["url"]), **{key: str(said[key]) for key in keys}}


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    # Only now: a thread that still waits for its first line holds the reader until it ends.
    if process.stdout is not None:
        process.stdout.close()
