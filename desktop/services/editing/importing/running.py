"""Carrying an import out: one row after another, each on record before it is sent."""

import asyncio
from collections.abc import Callable, Collection

from desktop.domain.errors import AppError
from desktop.domain.importing import ImportRow, Phase, RowState, Sought
from desktop.journal import Journal
from desktop.journal import imports as rows_of
from desktop.services.editing.importing.sending import (
    Interrupted,
    carried_out,
    looked_at_again,
    settled,
)
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits

Tell = Callable[[frozenset[int], Phase, AppError | None], None]
"""Told the lines that changed, how far the import is, and what it was paused for."""

_PATIENCE_S = 20.0
_MANY = 1_000_000


class Runner:
    """Sends rows until none waits, it is paused, or nothing can be sent for now."""

    def __init__(self, *, edits: Edits, numbers: Numbers, journal: Journal, tell: Tell) -> None:
        self._edits = edits
        self._numbers = numbers
        self._journal = journal
        self._tell = tell
        self._task: asyncio.Task[None] | None = None
        self._is_to_pause = False

    def start(self, import_id: int) -> None:
        self._is_to_pause = False
        self._task = asyncio.get_running_loop().create_task(self._run(import_id), name="import")

    async def pause(self) -> None:
        """Returns when the row that is being sent has come to its end."""
        self._is_to_pause = True
        if self._task is not None:
            await asyncio.wait({self._task})

    async def close(self) -> None:
        """As `pause`, but not for ever: a row that does not end is settled the next time."""
        self._is_to_pause = True
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=_PATIENCE_S)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def look_again(self, import_id: int, lines: Collection[int]) -> bool:
        """Compare rows anew that need it; whether any waits now. Raises ServerError."""
        waits = False
        for row in await self._journal.run(rows_of.at, import_id, lines):
            if row.state in {RowState.WAITING, RowState.SENDING, RowState.STORED}:
                continue
            again = await looked_at_again(row, self._numbers)
            waits = waits or again.state is RowState.WAITING
            await self._journal.run(rows_of.put, import_id, [again])
        return waits

    async def _run(self, import_id: int) -> None:
        try:
            phase = await self._go_on(import_id)
        except Interrupted as error:
            self._tell(frozenset({error.row.line}), Phase.PAUSED, error.cause)
        except AppError as error:
            self._tell(frozenset(), Phase.PAUSED, error)
        except BaseException as error:
            self._tell(frozenset(), Phase.PAUSED, None)
            if isinstance(error, asyncio.CancelledError):
                raise
            self._report(error)
        else:
            self._tell(frozenset(), phase, None)

    async def _go_on(self, import_id: int) -> Phase:
        await self._settle_interrupted(import_id)
        while not self._is_to_pause:
            row = await self._journal.run(rows_of.take_next, import_id)
            if row is None:
                await self._journal.run(rows_of.set_state, import_id, "done")
                return Phase.DONE
            self._tell(frozenset({row.line}), Phase.RUNNING, None)
            await self._send(import_id, row)
        return Phase.PAUSED

    async def _send(self, import_id: int, row: ImportRow) -> None:
        try:
            came = await carried_out(row, self._edits)
        except Interrupted as error:
            await self._put(import_id, error.row)
            raise
        await self._put(import_id, came)

    async def _settle_interrupted(self, import_id: int) -> None:
        """Ask the server what became of rows that were being sent when nobody could put it down."""
        sending = Sought(states=frozenset({RowState.SENDING}))
        for row in await self._journal.run(rows_of.search, import_id, sending, limit=_MANY):
            if self._is_to_pause:
                return
            await self._put(import_id, await settled(row, self._numbers))

    async def _put(self, import_id: int, row: ImportRow) -> None:
        await self._journal.run(rows_of.put, import_id, [row])
        self._tell(frozenset({row.line}), Phase.RUNNING, None)

    def _report(self, error: BaseException) -> None:
        context = {"message": "an import failed", "exception": error}
        asyncio.get_running_loop().call_exception_handler(context)
