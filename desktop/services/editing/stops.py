"""Saving stands still for the whole account after a save that changed what was not sent."""

from dataclasses import replace

from desktop.domain.edits import Saved
from desktop.domain.errors import SavingStopped
from desktop.journal import Journal, saves
from desktop.services.editing.receipts import as_saved
from desktop.services.writing import despite_full_disk


class Stops:
    """Which save stopped it, on record until the user allows saving again.

    Attributes:
        stopped: That save; once what it changed unasked is put back, nothing is `disturbed` in it
            any more.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.stopped: Saved | None = None

    async def load(self) -> None:
        """Learn what an earlier run left. Raises StorageFailed."""
        self.stopped = await self._on_record()

    async def refuse_if_stopped(self) -> None:
        """Raises SavingStopped, or StorageFailed where that cannot be known."""
        self.stopped = self.stopped or await self._on_record()
        if self.stopped is not None:
            raise SavingStopped(fields=self.stopped.disturbed, customer=self.stopped.before)

    async def stop(self, saved: Saved) -> None:
        """Let *saved* be the last one."""
        self.stopped = saved
        with despite_full_disk():
            await self._journal.run(saves.stop, saved.receipt)

    def note_put_back(self, saved: Saved) -> None:
        """All that *saved* changed unasked is as it was."""
        if self.stopped is not None and self.stopped.receipt == saved.receipt:
            self.stopped = replace(self.stopped, disturbed=())

    async def lift(self) -> None:
        """Raises StorageFailed."""
        await self._journal.run(saves.lift_stops)
        self.stopped = None

    async def _on_record(self) -> Saved | None:
        row = await self._journal.run(saves.stopped_by)
        if row is None:
            return None
        is_put_back = await self._journal.run(saves.is_put_back, row)
        return replace(as_saved(row), disturbed=()) if is_put_back else as_saved(row)
