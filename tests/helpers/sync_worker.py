"""The synchronising process by itself: started, told, heard and ended by a test."""

from pathlib import Path
from typing import Any

from desktop.domain.account import Account
from desktop.services.sync import messages
from desktop.services.sync.child import beginning
from desktop.services.sync.messages import Message
from desktop.support.own_processes import SYNC_WORKER, own_command
from tests.helpers.own_worker import OwnWorker


class Worker(OwnWorker):
    """One process; ends with the test."""

    def __init__(self, folder: Path, account: Account) -> None:
        command = own_command(SYNC_WORKER, "desktop.services.sync.worker")
        super().__init__(command, beginning(folder, account))
        self.news: list[Message] = []

    def until(self, kind: type[Message], **facts: Any) -> Message:
        """The next of its news that is of this kind and says this."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.news.append(messages.read(line))
            if isinstance(self.news[-1], kind) and says(self.news[-1], facts):
                return self.news[-1]
        raise AssertionError(f"it ended without {kind.__name__}")


def says(news: Message, facts: dict[str, Any]) -> bool:
    state = news.state if isinstance(news, messages.StateTold) else {}
    return all(state.get(name) == value for name, value in facts.items())
