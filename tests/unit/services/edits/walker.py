"""One of several users who edit the same customers, and what must be true of all they do."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from desktop.domain.account import AccessToken, Account
from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import Saved, changed_fields, customer_field, is_met
from desktop.domain.errors import AppError, CannotUndo, ChangedMeanwhile, ReplyLost
from desktop.domain.ids import CustomerId
from desktop.domain.merge import carried
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.connection import Connection
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.looks import Looks
from desktop.services.editing.queue import Queue
from desktop.services.editing.sending import LaterError
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.full_copy import known_from
from tests.unit.services.edits.desk import PAUSES_S, DeskClock, Keeper, until
from tests.unit.services.edits.played_server import FIELDS, PlayedServer, Written
from tests.unit.services.edits.walk_oracle import but_for, check_clash, stored_since, was_written

Seen = defaultdict[tuple[int, str], list[Any]]


class Walker:
    """A user, with the program's services and a memory of what was shown and typed.

    Attributes:
        seen: By customer and field, the values the user had before the eyes when changing it.
        drafts: What was kept as a draft, by customer.
        waiting: What was saved while the server could not be reached, by customer.
        absent: Of whom it was told since the last look that a lost save is not stored.
    """

    def __init__(self, name: str, *, server: PlayedServer, folder: Path, seed: int) -> None:
        self.name = name
        self._server = server
        self._chance = random.Random(seed)
        self._path = folder / name / "journal.db"
        self.seen: Seen = defaultdict(list)
        self.drafts: dict[int, dict[str, Value]] = {}
        self.waiting: dict[int, dict[str, Value]] = {}
        self.absent: set[int] = set()
        self.told: list[Saved] = []
        self.counts: defaultdict[str, int] = defaultdict(int)
        self._copy: dict[int, Customer] = {}
        self._opened: set[tuple[int, int]] = set()
        self._current: dict[str, Value] = {}
        self._began: dict[int, Customer] = {}
        self._since: dict[int, int] = {}
        self._checked = 0
        self._has_died = False

    # --- The program ----------------------------------------------------------------------------

    async def start(self) -> None:
        changes = ChangeFeed()
        changes.subscribe(self._hear)
        self._clock = DeskClock()
        self.journal = Journal(self._path)
        self.client = Client(
            Account(contract="1", login=AccessToken(token=self.name), endpoint=self._server.url),
            options=Options(retries=0),
        )
        self.edits = Edits(
            means=Means(
                client=self.client,
                journal=self.journal,
                keeper=Keeper(),
                looks=Looks(self._clock),
            ),
            changes=changes,
            known_numbers=known_from({}),
            who=self.name,
        )
        self.kept = Drafts(journal=self.journal, changes=changes)
        # The walk itself says when what waits is sent: what is found lets nothing go.
        alone = ChangeFeed()
        self.queue = Queue(
            journal=self.journal,
            edits=self.edits,
            changes=alone,
            connection=Connection(alone),
            pauses=PAUSES_S,
        )
        self._open_dialogs: list[Draft] = []
        await self.edits.load()
        await self.kept.load()
        await self.queue.load()
        await self._go_on_after_a_stop()

    def _hear(self, change: Change) -> None:
        if change.subject is Subject.SAVING and change.cause == "found":
            self.counts["late"] += 1
        elif change.subject is Subject.SAVING and change.cause == "absent":
            self.counts["absent"] += 1
            self.absent |= change.ids

    async def crash(self) -> None:
        """End without finishing anything; what the server was sent it goes on with."""
        await asyncio.sleep(0)
        for task in tuple(self.edits._turns._running):
            task.cancel()
        await self.stop()
        # Or the next run reads before it, and nobody can say which reading a write rests on.
        await self._server.settled()

    async def stop(self) -> None:
        await self.queue.close()
        await self.edits.close()
        await self.client.aclose()
        await self.journal.close()

    # --- What a user does -----------------------------------------------------------------------

    async def step(self) -> None:
        does = self._chance.choices(
            [
                self._edit,
                self._keep,
                self.send_waiting,
                self.answer,
                self._undo,
                self._die,
                self.look,
            ],
            [55, 10, 12, 10, 8, 5, 10],
        )[0]
        self.counts[does.__name__.strip("_")] += 1
        await does()

    async def _open(self) -> Customer | None:
        """A customer as it is now, or as it was when it could be read last."""
        customer = CustomerId(self._chance.choice(list(self._server.customers)))
        try:
            self._copy[customer] = (await self.client.get_customer_by_id(customer)).records[0]
            self._opened.add((customer, self._server.readings[self.name, customer]))
        except AppError:
            self.counts["offline"] += 1
        return self._copy.get(customer)

    def _typed(self) -> dict[str, Value]:
        names = self._chance.sample(FIELDS, self._chance.randrange(1, 4))
        values = {name: self._server.fresh_value(name) for name in names}
        return {k: bool(v) if k == "isblocked" else v for k, v in values.items()}

    def _typed_in_form(self, base: Customer) -> dict[str, Value]:
        """What differs from what the form shows, which is what waits; some of it typed back."""
        waiting, typed = self.waiting.get(base.id, {}), self._typed()
        if waiting and self._chance.random() < 0.3:
            name = self._chance.choice(list(waiting))
            typed[name] = self._began[base.id].value(name)
            self.counts["typed back"] += 1
        return changed_fields(Customer({**base.raw, **waiting}), typed)

    async def _edit(self) -> None:
        """Open a form, type for a while, and save."""
        base = await self._open()
        if base is None:
            return
        mine = self._typed_in_form(base)
        for _ in range(self._chance.randrange(12)):
            await asyncio.sleep(0)
        if mine:
            self._show(base, mine, is_anew=not self._waits(base.id))
            await self._save(base, mine)

    async def _save(self, base: Customer, mine: dict[str, Value]) -> None:
        decided: dict[str, Value] | None = None
        over: Customer | None = None
        self._current = dict(mine)
        for _ in range(4):
            try:
                came = await self.queue.save(base, mine, decided=decided, over=over)
            except ChangedMeanwhile as clash:
                self.counts["clashes"] += 1
                check_clash(clash)
                answers = {each.name: self._decision(each) for each in clash.conflicts}
                decided, over = {**carried(decided, over, clash.fresh), **answers}, clash.fresh
                self._current |= decided
                self._show(clash.fresh, decided)
                continue
            except ReplyLost:
                self.counts["lost"] += 1
                return
            if isinstance(came, Saved):
                await self._take(came)
                self._check_stored(came, mine.keys() - (decided or {}), mine)
            else:
                self.counts["waits"] += 1
                self.waiting.setdefault(base.id, {}).update({**mine, **(decided or {})})
                self._began[base.id] = came.base
                self._since[base.id] = len(self._server.written)
            return

    def _decision(self, each: Any) -> Value:
        other = self._server.fresh_value(each.name)
        other = bool(other) if each.name == "isblocked" else other
        chosen: Value = self._chance.choice([each.mine, each.theirs, other])
        return chosen

    async def _keep(self) -> None:
        """Leave a form as a draft."""
        base = await self._open()
        if base is not None:
            mine = self._typed()
            await self.kept.keep(base.id, base, mine)
            self.drafts[base.id] = mine

    async def send_waiting(self) -> None:
        self._current = {}
        try:
            await self.queue.send_all()
        except LaterError:
            self.counts["later"] += 1
        for saved in self.queue.take_sent():
            await self._take(saved)

    async def _take(self, saved: Saved) -> None:
        """Count what waited as sent, but for what stood in the way: that waits on as it was."""
        await self._note(saved)
        customer = saved.after.id
        wanted = self.waiting.pop(customer, {})
        left = {row.customer: row.mine for row in await self.queue.rows()}.get(customer, {})
        still = {n: left[n] for n in wanted if n in left and n not in self._current}
        if still:
            self.counts["waits on"] += 1
            self.waiting[customer] = still
        wanted = {n: v for n, v in wanted.items() if n not in still or still[n] != v}
        # What of it has come already is not sent again, whoever changed it back.
        come = stored_since(self._server, self.name, customer, wanted, self._since.get(customer, 0))
        names = wanted.keys() - self._current - (come - saved.sent.keys())
        self._check_stored(saved, names, wanted)

    def _check_stored(
        self, saved: Saved, names: Iterable[str], wanted: Mapping[str, Value]
    ) -> None:
        """Nobody was asked about these: what was not sent was there at the last reading before."""
        if saved.is_settled_by_reading:
            return
        read = Customer(self._server.last_read(self.name, saved.after.id))
        for name in names:
            now = (saved.after if name in saved.sent else read).held(name)
            assert is_met(customer_field(name), wanted[name], now), f"{name} is not what was saved"

    async def _note(self, saved: Saved) -> None:
        self.told.append(saved)
        await self._go_on_after_a_stop()

    async def _go_on_after_a_stop(self) -> None:
        """Who was told of a field that a colleague emptied just then may go on."""
        if self.edits.stopped is not None:
            assert not any(self.edits.stopped.after.value(n) for n in self.edits.stopped.disturbed)
            await self.edits.lift_stop()

    async def look(self) -> None:
        """Time passes until what was lost is looked for, and nothing is saved meanwhile.

        The reading a save rests on is the last one before it.
        """
        for _ in range(self._chance.choice((1, 1, 1, 5))):
            if (due := self._clock.next_due) is None:
                return
            self.absent.clear()
            before = Counter(self._server.readings)
            self._clock.advance(due)
            await until(lambda: len(self.edits.looks._searches) <= self._clock.sleeping)
            for id_ in self.absent:
                is_read = self._server.readings[self.name, id_] > before[self.name, id_]
                assert is_read, "told to be absent, and nobody has looked"

    async def answer(self, *, is_at_once: bool = False) -> None:
        """Look at what waits for the user; a dialog may stay open while other things happen."""
        shown, self._open_dialogs = self._open_dialogs, []
        for row in shown:
            self.counts["late answers"] += 1
            await self._decide(row)
        for row in await self.queue.rows():
            if row.state is DraftState.CONFLICT:
                if is_at_once or self._chance.random() < 0.5:
                    await self._decide(row)
                else:
                    self._open_dialogs.append(row)
            elif row.state is DraftState.REFUSED:
                # Only lost answers bring one here, or that a colleague was there before we read.
                assert row.problem in {"ReplyLost", "NotStored"}
                await self.queue.answers.again(row.customer)

    async def _decide(self, shown: Draft) -> None:
        assert shown.conflicts
        assert shown.fresh is not None
        decided = {each.name: self._decision(each) for each in shown.conflicts}
        self._show(shown.fresh, decided)
        for name in decided:
            self.waiting.get(shown.customer, {}).pop(name, None)
        await self.queue.answers.decide(shown, decided)

    async def _undo(self) -> None:
        base = await self._open()
        receipts = await self.edits.receipts(base.id, newest=3) if base else ()
        for receipt in receipts:
            if not receipt.can_undo or receipt.after is None:
                continue
            self._show(receipt.after, receipt.sent, is_anew=not self._waits(receipt.customer))
            try:
                await self._note(await self.edits.undo(receipt))
            except CannotUndo:
                self.counts["moved"] += 1
            except AppError:
                self.counts["lost"] += 1
            return

    async def _die(self) -> None:
        """The program ends in the middle of a save."""
        self._has_died = True
        saving = asyncio.create_task(self._edit())
        for _ in range(self._chance.randrange(60)):
            await asyncio.sleep(0)
        saving.cancel()
        await self.crash()
        with suppress(asyncio.CancelledError):
            await saving
        await self.start()
        await self._check_what_survived()

    def _waits(self, customer: CustomerId) -> bool:
        """Whether something waits, for which what was seen before still counts."""
        return customer in self.waiting or customer in self.queue.ids()

    # --- What must be true ----------------------------------------------------------------------

    def _show(
        self, record: Customer, fields: Mapping[str, Value], *, is_anew: bool = False
    ) -> None:
        """The user has *record* before the eyes and changes *fields* of it."""
        for name in fields:
            shown = self.seen[record.id, name]
            if is_anew:
                shown.clear()
            shown.append(record.value(name))

    async def _check_what_survived(self) -> None:
        assert {each.customer: dict(each.mine) for each in await self.kept.all()} == self.drafts
        rows = {row.customer: row for row in await self.queue.rows()}
        for customer, wanted in self.waiting.items():
            row = rows.get(CustomerId(customer))
            left = {} if row is None else row.mine
            # The rest went along with what was being saved.
            gone = but_for(wanted, left.keys() | self._current.keys())
            sent = changed_fields(self._began[customer], gone)
            assert was_written(self._server, self.name, customer, sent)
        self.waiting = {}
        for id_, row in rows.items():
            undecided = {n: v for n, v in row.mine.items() if n not in (row.decided or {})}
            self.waiting[id_], self._began[id_] = undecided, row.base
            self._since.setdefault(id_, len(self._server.written))

    def check(self) -> None:
        """Of every write of ours: nothing was overwritten unseen, nothing sent unasked."""
        told = {
            (saved.after.id, clash.name, clash.theirs)
            for saved in self.told
            for clash in saved.slipped
        }
        for each in self._server.written[self._checked :]:
            if each.user == self.name:
                self._check_write(each, told)
        self._checked = len(self._server.written)
        self.told.clear()
        self._has_died = False

    def _check_write(self, written: Written, told: set[tuple[CustomerId, str, Value]]) -> None:
        self.counts["writes"] += 1
        assert (written.customer, written.reading) not in self._opened, "sent unread"
        sent, read, before = map(Customer, (written.sent, written.read, written.before))
        for name in written.sent:
            shown = self.seen[written.customer, name]
            assert shown, f"{name} was sent, and nobody touched it"
            rests_on = {each.value(name) for each in (read, *map(Customer, written.earlier))}
            assert rests_on != {sent.value(name)}, f"{name} was sent, and was there"
            assert rests_on & set(shown), f"{name} was overwritten unseen"
            is_emptied = before.value(name) is None and not sent.value(name)
            if is_emptied or before.value(name) in (read.value(name), sent.value(name)):
                continue
            # Somebody was between the last reading and the write.
            self.counts["slipped"] += 1
            if written.is_answered and not self._has_died:
                assert (CustomerId(written.customer), name, before.value(name)) in told
