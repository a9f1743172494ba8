"""Fields that the server may ignore from here, until it was seen not to."""

from desktop.domain.edits import Saved
from desktop.support.settings import Settings
from desktop.ui.texts import tr

CLOSED, BLOCKED = "isdeleted", "isblocked"
_FIELDS = frozenset({CLOSED, BLOCKED})
_SECTION = "echoed"


class Unverified:
    """What is said of such a field; *memory* tells which ones this server was seen to take."""

    def __init__(self, memory: Settings) -> None:
        self._memory = memory

    def words(self, field: str) -> str:
        """Nothing of one that it takes."""
        is_known = field not in _FIELDS or self._memory.get(_SECTION).get(field)
        return "" if is_known else tr("move.unverified")

    def saw(self, saved: Saved) -> None:
        """Learn from what came of a save."""
        taken = dict.fromkeys(_FIELDS & saved.sent.keys() - set(saved.not_stored), True)
        if taken:
            self._memory.put(_SECTION, {**self._memory.get(_SECTION), **taken})
