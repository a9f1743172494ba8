"""What the windows of editing need of the services."""

from dataclasses import dataclass

from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.editing.choices import Choices
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.services.lists import Lists


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentMeans:
    """The services of one account that hold what is not sent."""

    drafts: Drafts
    queue: Queue
    browse: Browse
    lists: Lists
    changes: ChangeFeed
    choices: Choices | None = None
