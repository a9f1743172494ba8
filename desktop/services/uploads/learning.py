"""What uploads have shown of an account: sizes that work, how slow it is, what it lists."""

from desktop.domain.errors import StorageFailed
from desktop.domain.proof import UploadKind
from desktop.journal import Journal, uploads
from desktop.services.background import Background


class Learned:
    """What is known of the account, kept in the journal.

    Of sizes that contradict each other the last counts: one refusal may have been a mishap, and
    what a server takes can be changed.

    Attributes:
        largest_worked: Bytes of the largest file that is stored; 0 where there was none, or since
            then one no larger was refused.
        smallest_failed: Bytes of the smallest the server took for too large; None where there
            was none, or since then one as large worked.
        slowest_s: The slowest answer to an upload.
        seen: Where uploads went that a listing showed later.
    """

    def __init__(self, *, journal: Journal) -> None:
        self._journal = journal
        self._background = Background()
        self.largest_worked = 0
        self.smallest_failed: int | None = None
        self.slowest_s = 0.0
        self.seen: frozenset[UploadKind] = frozenset()

    async def load(self) -> None:
        """Read what is known. Raises StorageFailed."""
        said = await self._journal.run(uploads.learned)
        worked, failed = said.get("largest_worked"), said.get("smallest_failed")
        slowest, seen = said.get("slowest_s"), said.get("seen")
        self.largest_worked = worked if isinstance(worked, int) else 0
        self.smallest_failed = failed if isinstance(failed, int) else None
        self.slowest_s = float(slowest) if isinstance(slowest, int | float) else 0.0
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
        if self.slowest_s < seconds:
            self.slowest_s = seconds
            self._keep()

    def saw(self, kind: UploadKind) -> None:
        """A listing showed what had gone there."""
        if kind not in self.seen:
            self.seen |= {kind}
            self._keep()

    async def close(self) -> None:
        await self._background.close()

    def _keep(self) -> None:
        self._background.start(self._write(), name="keep what was learned")

    async def _write(self) -> None:
        values: dict[str, object] = {
            "largest_worked": self.largest_worked,
            "smallest_failed": self.smallest_failed,
            "slowest_s": round(self.slowest_s, 3),
            "seen": sorted(each.value for each in self.seen),
        }
        try:
            await self._journal.run(uploads.learn, values)
        except StorageFailed:
            # It is known until the program ends, and will be learned again.
            return
