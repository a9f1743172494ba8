"""Importing customers by number: one import at a time, which outlives window and program."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from desktop.domain.errors import AppError, ExportFailed, StorageFailed
from desktop.domain.importing import (
    Columns,
    Counts,
    ImportRow,
    ImportState,
    Phase,
    Sheet,
    Sought,
)
from desktop.journal import Journal
from desktop.journal import imports as rows_of
from desktop.mirror.reader import Reader
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.importing.cells import Titles
from desktop.services.editing.importing.dry_run import dry_run
from desktop.services.editing.importing.exporting import ResultFile
from desktop.services.editing.importing.exporting import Titles as ExportTitles
from desktop.services.editing.importing.running import Runner
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits

PAGE = 300
_EXPORTED_AT_ONCE = 500


class Imports:
    """The import at hand; a change of IMPORTS tells of each step, its ids are lines of the file.

    `copy_is_whole` tells whether the local copy has everybody.

    Attributes:
        state: How far it has come; None where there is none.
    """

    def __init__(
        self,
        *,
        edits: Edits,
        numbers: Numbers,
        journal: Journal,
        reader: Reader,
        changes: ChangeFeed,
        copy_is_whole: Callable[[], bool],
    ) -> None:
        self._journal = journal
        self._reader = reader
        self._changes = changes
        self._copy_is_whole = copy_is_whole
        self._runner = Runner(edits=edits, numbers=numbers, journal=journal, tell=self._tell)
        self.state: ImportState | None = None

    async def load(self) -> None:
        """Learn of an import that the program left in the middle when it last ran; it is paused.

        A journal that cannot be used keeps nothing else from going on.
        """
        with suppress(StorageFailed):
            kept = await self._journal.run(rows_of.left_over)
            if kept is not None:
                state = ImportState(
                    id=kept.id, file=kept.file, total=kept.total, phase=Phase.PAUSED, lost=kept.lost
                )
                self._become(state)

    async def check(self, sheet: Sheet, columns: Columns, titles: Titles) -> None:
        """Compare the table with the local copy, in place of an import that is over.

        Nothing is sent. Raises StorageFailed; where that or cancelling ends it, there is none.
        """
        await self.drop()
        total = len(sheet.rows)
        id_ = await self._journal.run(rows_of.begin, sheet.name, total)
        state = ImportState(
            id=id_,
            file=sheet.name,
            total=total,
            phase=Phase.CHECKING,
            copy_is_whole=self._copy_is_whole(),
        )
        self._become(state)
        try:
            async for rows in dry_run(sheet, columns, titles, self._reader):
                await self._journal.run(rows_of.put, id_, rows)
                state = replace(state, checked=state.checked + len(rows))
                self._become(state)
            await self._journal.run(rows_of.set_state, id_, "checked")
        except BaseException:
            self._become(None)
            raise
        self._become(replace(state, phase=Phase.CHECKED))

    async def run(self) -> None:
        """Carry the waiting rows out from now on; returns at once. Raises StorageFailed."""
        state = self._at_hand(Phase.CHECKED, Phase.PAUSED)
        await self._journal.run(rows_of.set_state, state.id, "running")
        self._become(replace(state, phase=Phase.RUNNING, trouble=None))
        self._runner.start(state.id)

    async def pause(self) -> None:
        """Let the row that is being sent come to its end; the others wait."""
        await self._runner.pause()

    async def stop(self) -> None:
        """Send no further row of this import, ever. Raises StorageFailed."""
        await self._runner.pause()
        state = self._at_hand(Phase.PAUSED, Phase.DONE)
        await self._journal.run(rows_of.stop_waiting, state.id)
        await self._finish(state)

    async def look_again(self, lines: Collection[int]) -> None:
        """Compare these rows with what the server has now; those that differ wait to be sent.

        Raises ServerError and StorageFailed; the rows until then have been compared.
        """
        state = self._at_hand(Phase.PAUSED, Phase.DONE)
        try:
            waits = await self._runner.look_again(state.id, lines)
        finally:
            self._become(self.state)
        if waits and state.phase is Phase.DONE:
            await self._journal.run(rows_of.set_state, state.id, "running")
            self._become(replace(state, phase=Phase.PAUSED))

    async def drop(self) -> None:
        """Forget the import, which must not be running. Raises StorageFailed."""
        if self.state is not None:
            state = self._at_hand(Phase.CHECKED, Phase.PAUSED, Phase.DONE)
            await self._journal.run(rows_of.drop, state.id)
            self._become(None)

    async def search(
        self, sought: Sought, *, limit: int = PAGE, after: int = 0
    ) -> tuple[ImportRow, ...]:
        """Rows in the order of the file, of those below line *after*. Raises StorageFailed."""
        if self.state is None:
            return ()
        id_ = self.state.id
        return await self._journal.run(rows_of.search, id_, sought, limit=limit, after=after)

    async def counts(self) -> Counts:
        """How many rows there are of each verdict and state. Raises StorageFailed."""
        if self.state is None:
            return {}
        return await self._journal.run(rows_of.counts, self.state.id)

    async def export(self, sought: Sought, path: Path, titles: ExportTitles) -> int:
        """Write the rows into a CSV file, and give how many they are.

        The file is there when all of it is: raises ExportFailed where it cannot be written, and
        an older one of that name is then as it was.
        """
        written = after = 0
        try:
            part = await ResultFile.begun(path, titles)
            try:
                while rows := await self.search(sought, limit=_EXPORTED_AT_ONCE, after=after):
                    await asyncio.to_thread(part.add, rows)
                    written, after = written + len(rows), rows[-1].line
                await asyncio.to_thread(part.finish)
            finally:
                await asyncio.to_thread(part.close)
        except OSError as error:
            raise ExportFailed(f"{path.name}: {error}") from error
        return written

    async def close(self) -> None:
        """Let the row that is being sent come to its end; the import goes on the next time."""
        await self._runner.close()

    # --- How --------------------------------------------------------------------------------

    def _at_hand(self, *phases: Phase) -> ImportState:
        if self.state is None or self.state.phase not in phases:
            raise RuntimeError(None if self.state is None else self.state.phase)
        return self.state

    async def _finish(self, state: ImportState) -> None:
        await self._journal.run(rows_of.set_state, state.id, "done")
        self._become(replace(state, phase=Phase.DONE, trouble=None))

    def _tell(self, lines: frozenset[int], phase: Phase, trouble: AppError | None) -> None:
        """The runner has come a step further."""
        if self.state is not None:
            self._become(replace(self.state, phase=phase, trouble=trouble), lines)

    def _become(self, state: ImportState | None, lines: frozenset[int] = frozenset()) -> None:
        self.state = state
        cause = "" if state is None else state.phase.value
        self._changes.publish(Change(subject=Subject.IMPORTS, ids=lines, cause=cause))
