"""What uploads have shown of an account: sizes that work, how slow it is, what it lists."""

from collections.abc import Mapping

from desktop.domain.errors import StorageFailed
from desktop.domain.proof import UploadKind
from desktop.journal import Journal, uploads
from desktop.services.background import Background
from desktop.services.clock import Clock

_PERIOD_DAYS = 30
"""How slow a server was counts in the period it was so, and in the next."""


class Learned:
    """What is known of the account, kept in the journal.

    Of sizes that contradict each other the last counts: one refusal may have been a mishap, and
    what a server takes can be changed.

    Attributes:
        largest_worked: Bytes of the largest file that is stored; 0 where there was none, or since
            then one no larger was refused.
        smallest_failed: Bytes of the smallest the server took for too large; None where there
            was none, or since then one as large worked.
        seen: Where uploads went that a listing showed later.
    """

    def __init__(self, *, journal: Journal, clock: Clock) -> None:
        self._journal = journal
        self._clock = clock
        self._background = Background()
        self.largest_worked = 0
        self.smallest_failed: int | None = None
        self._slowest: dict[int, float] = {}
        self.seen: frozenset[UploadKind] = frozenset()

    @property
    def slowest_s(self) -> float:
        """The slowest answer to an upload, of those within the last thirty days at least.

        One hour in which a server stood still would else be held against it for ever.
        """
        return max(self._lately().values(), default=0.0)

    async def load(self) -> None:
        """Read what is known. Raises StorageFailed."""
        said = await self._journal.run(uploads.learned)
        worked, failed = said.get("largest_worked"), said.get("smallest_failed")
        seen = said.get("seen")
        self.largest_worked = worked if isinstance(worked, int) else 0
        self.smallest_failed = failed if isinstance(failed, int) else None
        # It was kept without a date once, and counted for ever.
        ever = {str(self._period): said.get("slowest_s")}
        self._slowest = _read_slowest(said.get("slowest", ever))
        known = seen if isinstance(seen, list) else ()
        self.seen = frozenset(each for each in UploadKind if each.value in known)

    def worked(self, size: int) -> None:
        """A file of so many bytes is stored."""
        is_disproved = self.smallest_failed is not None and self.smallest_failed <= size
        if size <= self.largest_worked and not is_disproved:
            return
        self.largest_worked = max(size, self.largest_worked)
        if is_disproved:
            self.smallest_failed = None
        self._keep()

    def failed(self, size: int) -> None:
        """A file of so many bytes was too large, as far as can be told."""
        if self.smallest_failed is None or size < self.smallest_failed:
            self.smallest_failed = size
            if size <= self.largest_worked:
                self.largest_worked = 0
            self._keep()

    def answered(self, seconds: float) -> None:
        """An upload was answered so long after its last piece might leave."""
        if self._slowest.get(self._period, 0.0) < seconds:
            self._slowest[self._period] = seconds
            self._keep()

    def saw(self, kind: UploadKind) -> None:
        """A listing showed what had gone there."""
        if kind not in self.seen:
            self.seen |= {kind}
            self._keep()

    async def close(self) -> None:
        await self._background.close()

    @property
    def _period(self) -> int:
        return self._clock.wall().toordinal() // _PERIOD_DAYS

    def _lately(self) -> dict[int, float]:
        since = self._period - 1
        return {period: each for period, each in self._slowest.items() if period >= since}

    def _keep(self) -> None:
        self._background.start(self._write(), name="keep what was learned")

    async def _write(self) -> None:
        slowest = {str(period): round(each, 3) for period, each in self._lately().items()}
        values: dict[str, object] = {
            "largest_worked": self.largest_worked,
            "smallest_failed": self.smallest_failed,
            "slowest": slowest,
            "seen": sorted(each.value for each in self.seen),
        }
        try:
            await self._journal.run(uploads.learn, values)
        except StorageFailed:
            # It is known until the program ends, and will be learned again.
            return


def _read_slowest(said: object) -> dict[int, float]:
    if not isinstance(said, Mapping):
        return {}
    return {
        int(period): float(seconds)
        for period, seconds in said.items()
        if str(period).isdecimal() and isinstance(seconds, int | float)
    }
