"""What can be asked of the ledger: every file this account ever took, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.uploads import UploadState


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """What is looked for: every word of `text`, one of `states` (none: all), in a period.

    A word is a part of the name, title, customer, folder or place of the file, a document or
    customer id, or the beginning of a hash. `since` and `until` are of when the file was added;
    the latter is not within.
    """

    text: str = ""
    states: frozenset[UploadState] = frozenset()
    since: datetime | None = None
    until: datetime | None = None

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(word.removeprefix("#") or word for word in self.text.casefold().split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What happened to an upload, `at` UTC; `state` and `cause` are the journal's own words."""

    at: str
    state: str
    cause: str
    detail: Mapping[str, object]
