"""The synchronising process by itself: started, told, heard and ended by a test."""

import json
import subprocess
from pathlib import Path
from typing import Any

from desktop.domain.account import Account
from desktop.services.sync import messages
from desktop.services.sync.child import beginning
from desktop.services.sync.messages import Message
from desktop.support.own_processes import SYNC_WORKER, own_command, own_environment


class Worker:
    """One process; ends with the test."""

    def __init__(self, folder: Path, account: Account) -> None:
        command = own_command(SYNC_WORKER, "desktop.services.sync.worker")
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=own_environment(),
        )
        self.begin = beginning(folder, account)
        self.news: list[Message] = []

    def start(self) -> None:
        self.write(json.dumps(self.begin).encode() + b"\n")

    def write(self, line: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line)
        self.process.stdin.flush()

    def until(self, kind: type[Message], **facts: Any) -> Message:
        """The next of its news that is of this kind and says this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.news.append(messages.read(line))
            if isinstance(self.news[-1], kind) and says(self.news[-1], facts):
                return self.news[-1]
        raise AssertionError(f"it ended without {kind.__name__}")

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


def says(news: Message, facts: dict[str, Any]) -> bool:
    state = news.state if isinstance(news, messages.StateTold) else {}
    return all(state.get(name) == value for name, value in facts.items())
