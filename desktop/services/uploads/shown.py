"""How the uploads of an account stand, for whoever shows them."""

from collections.abc import Collection, Mapping

from desktop.domain.errors import FileRefused, HandsLost, StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause
from desktop.domain.picture import Picture
from desktop.domain.uploads import BETWEEN, FINAL, Upload, UploadId, UploadState
from desktop.services.uploads.grip import Grip
from desktop.services.uploads.known import Known
from desktop.services.uploads.verifying import Verifier

UNFINISHED = tuple(state for state in UploadState if state not in FINAL | {UploadState.REFUSED})
_BUSY = tuple(state for state in UNFINISHED if state is not UploadState.NEEDS_YOU)


class Shown:
    """What is known of the uploads, cheap enough to be asked for at every change."""

    def __init__(self, *, known: Known, hands: Grip, looking: Verifier) -> None:
        self._book, self._gate, self._unlisted = known.book, known.gate, known.unlisted
        self._looking = looking
        self._hands = hands

    @property
    def rows(self) -> tuple[Upload, ...]:
        """All that are not hidden, in the order in which they go up."""
        return self._book.rows

    @property
    def live(self) -> list[Upload]:
        """Those that are neither stored nor given up, in the same order."""
        return self._book.live

    @property
    def listed(self) -> tuple[Upload, ...]:
        """Those, and the last thousand of what is stored or given up."""
        return self._book.listed

    def count(self, *states: UploadState) -> int:
        """How many are in one of *states*; takes no longer for many."""
        return self._book.count(*states)

    def get(self, upload: UploadId) -> Upload | None:
        return self._book.get(upload)

    async def thumbnail(self, upload: UploadId, longest: int) -> Picture | None:
        """A small picture of the copy; None where it is none, or cannot be had just now."""
        try:
            return await self._hands.thumbnail(upload, longest)
        except (HandsLost, FileRefused, StorageFailed):
            return None

    @property
    def pause(self) -> Pause | None:
        """Why nothing goes up at present; None where nothing is wrong."""
        return self._gate.pause

    @property
    def unlisted(self) -> Collection[CustomerId]:
        """The customers whose files wait, for their documents cannot be listed at present."""
        return self._unlisted.customers

    @property
    def next_looks(self) -> Mapping[UploadId, float]:
        """In how many seconds each that may have arrived is looked for again."""
        return self._looking.next_looks

    @property
    def busy(self) -> bool:
        """Whether anything goes on by itself."""
        return self._book.count(*_BUSY) > 0

    @property
    def unfinished(self) -> tuple[Upload, ...]:
        """What is neither stored nor given up, to be told before quitting."""
        return tuple(self._book.in_state(*UNFINISHED))

    @property
    def unfinished_count(self) -> int:
        return self._book.count(*UNFINISHED)

    @property
    def between(self) -> tuple[Upload, ...]:
        """What may be stored and is not known to be; the next start looks for it."""
        return tuple(self._book.in_state(*BETWEEN))
