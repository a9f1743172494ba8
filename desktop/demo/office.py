"""The one thread that executes commands on the world."""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from desktop.demo import commands, ledger, spoiling
from desktop.demo.call import Call, Place, Result
from desktop.demo.clock import Clock
from desktop.demo.coercion import Refused
from desktop.demo.envelope import Envelope, Order
from desktop.demo.faults import QUIRKS, REFUSING, Fault
from desktop.demo.ledger import Entry

P = ParamSpec("P")
T = TypeVar("T")
_LARGEST_KEPT = 64 * 1024 * 1024


class Office:
    """Executes envelopes one after another; nothing else writes to the world."""

    def __init__(
        self, *, db: sqlite3.Connection, place: Place, clock: Clock, keeps_ledger: bool
    ) -> None:
        self._db = db
        self._place = place
        self._clock = clock
        self._keeps_ledger = keeps_ledger
        self._thread = ThreadPoolExecutor(1, "office")
        self._snapshot: sqlite3.Connection | None = None

    async def run(
        self,
        work: Callable[Concatenate[sqlite3.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run *work* on the world, in turn."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: work(self._db, *args, **kwargs))

    async def with_call(self, work: Callable[[Call], T]) -> T:
        return await self.run(lambda _db: work(self._call(())))

    async def execute(
        self, envelope: Envelope, number: int, faults: Sequence[Sequence[Fault]]
    ) -> list[Result]:
        """Execute the commands in order (documented)."""
        return await self.run(lambda _db: self._execute(envelope, number, faults))

    def _execute(
        self, envelope: Envelope, number: int, faults: Sequence[Sequence[Fault]]
    ) -> list[Result]:
        results: list[Result] = []
        for order, struck in zip(envelope.orders, faults, strict=True):
            result = self._one(order, number, struck)
            results.append(spoiling.spoil(result, struck))
            # What stands for the commands after a halt is unknown; here they get no entry.
            if envelope.halt_on_error and not result["status"]:
                break
        return results

    def _one(self, order: Order, number: int, struck: Sequence[Fault]) -> Result:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            result = {"status": 1, **self._obey(order, struck)}
        except Refused as refusal:
            self._db.execute("ROLLBACK")
            self._db.execute("BEGIN IMMEDIATE")
            result = {"status": 0, "msg": str(refusal)}
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        # In the same transaction as the command: both are true or neither.
        if self._keeps_ledger:
            ledger.write(self._db, self._entry(order, number, struck, result))
        self._db.execute("COMMIT")
        return result

    def _obey(self, order: Order, struck: Sequence[Fault]) -> Mapping[str, object]:
        for fault in struck:
            if fault.kind in REFUSING:
                raise Refused(spoiling.refusal(fault))
        return commands.run(self._call(struck), order.name, order.inputs)

    def _call(self, struck: Sequence[Fault]) -> Call:
        return Call(
            db=self._db,
            now=self._clock.now(),
            place=self._place,
            quirks=frozenset(fault.kind for fault in struck) & QUIRKS,
            dropped=frozenset(fault.name for fault in struck if fault.kind == "drop_field"),
        )

    def _entry(self, order: Order, number: int, struck: Sequence[Fault], result: Result) -> Entry:
        return Entry(
            envelope=number,
            command=order.name,
            inputs=order.inputs,
            status=int(bool(result["status"])),
            msg=str(result.get("msg", "")),
            fault=" ".join(fault.kind for fault in struck),
            time=f"{self._clock.now():%Y-%m-%d %H:%M:%S}",
        )

    async def remember(self) -> None:
        """Keep the world as it is now, for `restore`; a large one is not worth the memory."""
        if await self.run(_size_of) <= _LARGEST_KEPT:
            self._snapshot = sqlite3.connect(":memory:", check_same_thread=False)
            await self.run(_copy, self._snapshot)

    async def restore(self) -> bool:
        """Bring the remembered world back and drop every stored file."""
        if self._snapshot is None:
            return False
        await self.run(self._restore, self._snapshot)
        return True

    def _restore(self, db: sqlite3.Connection, snapshot: sqlite3.Connection) -> None:
        snapshot.backup(db)
        shutil.rmtree(self._place.files)
        self._place.files.mkdir()

    def close(self) -> None:
        self._thread.shutdown()
        self._db.close()
        if self._snapshot:
            self._snapshot.close()


def _size_of(db: sqlite3.Connection) -> int:
    (pages,), (page_size,) = (
        db.execute("PRAGMA page_count").fetchone(),
        db.execute("PRAGMA page_size").fetchone(),
    )
    return int(pages) * int(page_size)


def _copy(db: sqlite3.Connection, target: sqlite3.Connection) -> None:
    db.backup(target)
