"""What a search needs of the services."""

from collections.abc import Callable
from dataclasses import dataclass

from desktop.domain.sync import SyncState
from desktop.services.browse import Browse
from desktop.services.changes import ChangeFeed
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.search import Search
from desktop.services.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """The services of one account that finding customers takes; `state` is of the local copy."""

    search: Search
    browse: Browse
    marks: Marks
    lists: Lists
    changes: ChangeFeed
    state: Callable[[], SyncState]


def means_of(session: Session) -> Means:
    return Means(
        search=session.search,
        browse=session.browse,
        marks=session.marks,
        lists=session.lists,
        changes=session.changes,
        state=lambda: session.sync.state,
    )
