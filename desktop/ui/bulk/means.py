"""What changing many needs of the services, and who is meant."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desktop.domain.ids import CustomerId
from desktop.services.editing.bulk import Bulk
from desktop.services.editing.choices import Choices
from desktop.services.lists import Lists
from desktop.ui.forms.unverified import Unverified

Ids = tuple[CustomerId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkMeans:
    """The services of one account that it takes."""

    bulk: Bulk
    lists: Lists
    choices: Choices | None = None
    unverified: Unverified | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Customers that may be meant: in words, and how their ids are found."""

    words: str
    ids: Callable[[], Awaitable[Ids]]


def those(words: str, ids: Ids) -> Scope:
    """Customers whose ids are known."""

    async def known() -> Ids:
        return ids

    return Scope(words=words, ids=known)
