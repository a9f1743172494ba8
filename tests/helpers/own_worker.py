"""A child process of the program's by itself: begun, told and ended by a test."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from desktop.support.own_processes import own_environment


class OwnWorker:
    """One process that is told by lines; ends with the test."""

    def __init__(self, command: Sequence[str], begin: Mapping[str, Any]) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=own_environment(),
        )
        self._begin = begin

    def start(self) -> None:
        self.write(json.dumps(self._begin).encode() + b"\n")

    def write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def end(self) -> int:
        """Let go of it as a window that closes does; its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(10)

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
