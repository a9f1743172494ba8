"""What every pane on a customer is given beside what it reads from."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.sync import SyncState
from desktop.services.changes import ChangeFeed
from desktop.services.connection import Connection
from desktop.ui.messages import Messages


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The feed of changes, the road to the server, the door to the user.

    `copy` tells how the local copy stands at the moment it is asked.
    """

    changes: ChangeFeed
    connection: Connection
    messages: Messages
    copy: Callable[[], SyncState]
