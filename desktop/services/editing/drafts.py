"""What was typed and not saved, kept durably until the user saves or discards it."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from desktop.domain import edits
from desktop.domain.drafts import Covered, Draft, DraftState, values_as_json
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal, drafts
from desktop.services.background import Background
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.editing.kept import draft_of
from desktop.services.editing.shares import Share, Shares


class Drafts:
    """One draft of a customer at most; none is ever sent by itself.

    A change of DRAFTS tells of one that was "kept" or "dropped", and of one of a new customer who
    is there by now: that was "made", and the ids are its local and its real one.
    """

    def __init__(self, *, journal: Journal, changes: ChangeFeed) -> None:
        self._journal = journal
        self._changes = changes
        self._ids: frozenset[CustomerId] = frozenset()
        self._shares: dict[CustomerId, Shares] = {}
        self._covered: list[Covered] = []
        self._turn = asyncio.Lock()
        """What is kept is read before it is written, by one at a time; `close` waits for it."""
        self._background = Background()
        changes.subscribe(self._hear)

    async def load(self) -> None:
        """Learn which there are; a journal that cannot be used has none."""
        with suppress(StorageFailed):
            self._ids = frozenset(each.customer for each in await self.all())
            made = await self._journal.run(drafts.all_made)
            for local in self._ids & made.keys():
                await self._move(local, made[local])

    async def close(self) -> None:
        """Wait until all that was to be kept by now is on the disk."""
        while True:
            async with self._turn:
                pass
            # Whoever waited behind that has the turn after this, or asks for it again.
            await asyncio.sleep(0)
            if not self._turn.locked():
                return

    def ids(self) -> frozenset[CustomerId]:
        """The customers that have one; negative for one that is yet to be created."""
        return self._ids

    def take_covered(self) -> tuple[Covered, ...]:
        """What gave way where two drafts became one; each is given once."""
        taken, self._covered = tuple(self._covered), []
        return taken

    # --- all raise StorageFailed ----------------------------------------------------------------

    async def keep(
        self,
        customer: CustomerId,
        base: Customer,
        mine: Mapping[str, Value],
        *,
        typed: Mapping[str, str] | None = None,
        by: object = None,
    ) -> None:
        """Keep *mine*, which began from *base*, in place of what *by* has kept before.

        Two forms may show one customer, so each names itself: the draft is what all of them hold,
        and of one field what was kept last. *typed* are texts that are no value of their field.
        When this returns it is on the disk.
        """
        async with self._turn:
            await self._share(customer, Share(base=base, mine=mine, typed=typed or {}), by)

    async def keep_new(
        self,
        parent: CustomerId,
        mine: Mapping[str, Value],
        *,
        typed: Mapping[str, str] | None = None,
        local: CustomerId | None = None,
        waiting: Mapping[str, Value] | None = None,
    ) -> CustomerId:
        """Keep the fields of a customer that is to be created below *parent*; gives its local id.

        Give that as *local* the next time; without it this is another new customer. One that is
        *waiting* to be created with these fields may be made by now: then it is a draft of that.
        """
        async with self._turn:
            if local is not None and (real := await self._real_id(local)) is not None:
                made = Customer({**values_as_json(waiting or {}), "id": real})
                left = edits.not_stored_of(mine, made)
                typed_since = {name: mine[name] for name in left}
                await self._share(
                    real, Share(base=made, mine=typed_since, typed=typed or {}), local
                )
                return local
            before = None if local is None else await self.of(local)
            gone = {} if before is None else before.gone
            new = drafts.NewDraft(
                customer_id=local or NO_CUSTOMER,
                parent_id=parent,
                base={},
                mine=values_as_json(mine),
                about={"typed": {**gone, **(typed or {})}},
            )
            return await self._put(new)

    async def of(self, customer: CustomerId) -> Draft | None:
        row = await self._journal.run(drafts.row_of, customer, is_draft=True)
        return None if row is None else draft_of(row)

    async def all(self) -> tuple[Draft, ...]:
        """All of them, the oldest first."""
        kept = (draft_of(row) for row in await self._journal.run(drafts.rows))
        return tuple(each for each in kept if each.state is DraftState.DRAFT)

    async def take_up(self, customer: CustomerId, by: object) -> None:
        """The whole draft is shown in *by*'s form, which answers for all of it from now on."""
        async with self._turn:
            (await self._shares_of(customer)).give_all(by)

    async def drop(self, customer: CustomerId) -> None:
        """Forget the customer's draft, whoever holds it: the user discards it.

        What was typed of a new one that is made by now is forgotten of that one.
        """
        async with self._turn:
            real = await self._real_id(customer) if customer < 0 else None
            if real is not None:
                shares = await self._shares_of(real)
                shares.drop(customer)
                await self._store(real, shares)
            await self._store(customer, Shares())

    async def become(self, local: CustomerId, made: Customer) -> bool:
        """Who was to be created as *local* is *made*; what that one has not is typed of it now.

        It comes below what was typed of that one already, as what was kept before it. False where
        there is no such draft any more.
        """
        if is_there := await self._join(local, made):
            self._tell("made", local, made.id)
        return is_there

    async def _join(self, local: CustomerId, made: Customer) -> bool:
        """Whether there was a draft to go on with."""
        async with self._turn:
            draft = await self.of(local)
            if draft is None:
                return False
            left = edits.not_stored_of(draft.mine, made)
            mine = {name: draft.mine[name] for name in left}
            if mine or draft.typed:
                share = Share(base=made, mine=mine, typed=draft.typed)
                await self._put_below(made.id, local, share)
            self._shares.pop(local, None)
            await self._journal.run(drafts.drop, local, is_draft=True)
            self._ids -= {local}
            return True

    async def _share(self, customer: CustomerId, share: Share, by: object) -> None:
        shares = await self._shares_of(customer)
        shares.put(by, share)
        await self._store(customer, shares)

    async def _put_below(self, customer: CustomerId, local: CustomerId, share: Share) -> None:
        shares = await self._shares_of(customer)
        above = shares.whole()
        shares.put_below(local, share)
        await self._store(customer, shares)
        if above is not None and (typed := share.covered_by(above)):
            self._covered.append(Covered(customer=above.base, typed=typed))

    def _hear(self, change: Change) -> None:
        """What was typed of one that is created now goes on as a draft of who that is."""
        if change.subject is not Subject.DRAFTS or change.cause != "made":
            return
        for local in self._ids & change.ids:
            if local < 0:
                real = CustomerId(max(change.ids))
                self._background.start(self._move(local, real), name="move a draft")

    async def _move(self, local: CustomerId, real: CustomerId) -> None:
        """After the journal has put down who *local* is; where it fails, the next start does it."""
        with suppress(StorageFailed):
            draft = await self.of(local)
            base = {} if draft is None else draft.base.raw
            if await self._join(local, Customer({**base, "id": real})):
                self._tell("kept", local, real)

    async def _real_id(self, local: CustomerId) -> CustomerId | None:
        return (await self._journal.run(drafts.all_made)).get(local)

    async def _shares_of(self, customer: CustomerId) -> Shares:
        """Those of this run; what was kept in another one is nobody's."""
        if customer not in self._shares:
            kept = await self.of(customer)
            shares = self._shares.setdefault(customer, Shares())
            if kept is not None and shares.whole() is None:
                shares.put(None, Share(base=kept.base, mine=kept.mine, typed=kept.typed))
        return self._shares[customer]

    async def _store(self, customer: CustomerId, shares: Shares) -> None:
        whole = shares.whole()
        if whole is None:
            self._shares.pop(customer, None)
            await self._forget(customer)
            return
        await self._put(
            drafts.NewDraft(
                customer_id=customer,
                base=whole.base.raw,
                mine=values_as_json(whole.mine),
                about={"typed": dict(whole.typed)},
            )
        )

    async def _forget(self, customer: CustomerId) -> None:
        if await self._journal.run(drafts.drop, customer, is_draft=True):
            self._ids -= {customer}
            self._tell("dropped", customer)

    async def _put(self, new: drafts.NewDraft) -> CustomerId:
        customer = await self._journal.run(drafts.put, new)
        self._ids |= {customer}
        self._tell("kept", customer)
        return customer

    def _tell(self, cause: str, *customers: CustomerId) -> None:
        change = Change(subject=Subject.DRAFTS, ids=frozenset(customers), cause=cause)
        self._changes.publish(change)
