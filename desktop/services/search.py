"""Search as you type in the local copy."""

from desktop.domain.hits import MOST_HIDDEN, Found, Hidden, Hit, Matching, Scope
from desktop.mirror import hiding, search
from desktop.mirror.familiar import Familiar
from desktop.mirror.reader import Reader

__all__ = ["MOST_HIDDEN", "Found", "Hidden", "Hit", "Matching", "Scope", "Search"]

_LATEST = "search"
_EVERYTHING = Scope()


class Search:
    """Answers from the local copy, on the reader's thread; a newer search ends an older one.

    The older one's caller gets a CancelledError. Works while the copy is being filled: what has
    arrived is found. All raise StorageFailed.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._familiar = Familiar()

    async def find(self, text: str, scope: Scope = _EVERYTHING, limit: int = 50) -> Found:
        """The best hits, guesses last."""
        return await self._reader.run(
            search.find, text, scope=scope, limit=limit, familiar=self._familiar, latest=_LATEST
        )

    async def hidden_counts(self, text: str, scope: Scope) -> Hidden:
        """How many match and are left out by *scope*; a newer search does not wait for it."""
        return await self._reader.run(hiding.hidden, text, scope=scope, latest=_LATEST)

    async def matching(self, text: str, scope: Scope = _EVERYTHING, limit: int = 2_000) -> Matching:
        """All who match, guesses apart, for a tree that shows these alone."""
        return await self._reader.run(
            search.matching, text, scope=scope, limit=limit, latest=_LATEST
        )
