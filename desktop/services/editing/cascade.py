"""Who below a customer had the value that was just changed on it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from desktop.domain.bulk import INHERITED, inherited
from desktop.domain.edits import FieldChange, Saved
from desktop.domain.ids import CustomerId
from desktop.domain.receipts import Receipt, stored_changes
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.mirror import tree, whole
from desktop.mirror.reader import Reader
from desktop.services.edits import Edits

_READ_AT_ONCE = 500
_JUST_NOW = timedelta(minutes=2)
_REMEMBERED = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """`wanted` is what each customer below `parent` is to have; `fields` is what it is about."""

    parent: Customer
    fields: tuple[str, ...]
    wanted: Mapping[CustomerId, Mapping[str, Value]]


class Cascade:
    """Finds candidates in the local copy; nothing is sent by it. All raise StorageFailed."""

    def __init__(self, *, edits: Edits, reader: Reader) -> None:
        self._edits = edits
        self._reader = reader
        self._told: dict[int, None] = {}

    async def offer(self, done: Saved | Receipt) -> Offer | None:
        """Those below who had the old values of what *done* stored; None for nobody."""
        before, after = done.before, done.after
        if before is None or after is None:
            return None
        stored = stored_changes(before, after, done.sent)
        changes = tuple(each for each in stored if each.name in INHERITED)
        wanted = await self._candidates(changes, before) if changes else {}
        if not wanted:
            return None
        names = {name for each in wanted.values() for name in each}
        fields = tuple(each.name for each in changes if each.name in names)
        return Offer(parent=after, fields=fields, wanted=wanted)

    async def offer_for(self, customer: CustomerId) -> Offer | None:
        """The same for what was just saved of *customer*; each save is offered once."""
        if not await self._reader.run(tree.children, customer):
            return None
        receipts = await self._edits.receipts(customer, newest=1)
        if not receipts or not self._is_news(receipts[0]):
            return None
        return await self.offer(receipts[0])

    # --- How --------------------------------------------------------------------------------

    def _is_news(self, receipt: Receipt) -> bool:
        if receipt.id in self._told or datetime.now(UTC) - receipt.at > _JUST_NOW:
            return False
        self._told[receipt.id] = None
        while len(self._told) > _REMEMBERED:
            del self._told[next(iter(self._told))]
        return True

    async def _candidates(
        self, changes: Collection[FieldChange], before: Customer
    ) -> dict[CustomerId, Mapping[str, Value]]:
        below = await self._reader.run(tree.ids_below, before.id)
        wanted: dict[CustomerId, Mapping[str, Value]] = {}
        for at in range(0, len(below), _READ_AT_ONCE):
            for each in await self._read(below[at : at + _READ_AT_ONCE]):
                if values := inherited(changes, before, each):
                    wanted[each.id] = values
        return wanted

    async def _read(self, ids: Sequence[CustomerId]) -> list[Customer]:
        return await self._reader.run(whole.customers, ids)
