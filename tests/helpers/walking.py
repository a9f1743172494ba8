"""Everything that can happen to uploads, as rules of a walk; what must hold is said by others."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from desktop.domain.batches import Again, Answer, Changes, Target, Typed
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.proof import UploadKind
from desktop.domain.uploads import BETWEEN, UploadState
from tests.helpers.fates import Fate
from tests.helpers.promised import FINISHED, HOLD_S
from tests.helpers.walked import Steps

CUSTOMERS = (11, 12)
_A_BASELINE_S = 31.0

numbers = st.integers(0, 30)


class Walker(Steps):
    """Everything the user, the server and the disk may do."""

    # --- What the user does ---------------------------------------------------------------------

    @rule(
        count=st.integers(1, 4),
        customer=st.sampled_from(CUSTOMERS),
        kind=st.sampled_from(["jpg", "txt"]),
        folder=st.sampled_from(["", "Mappe"]),
        is_closed=st.booleans(),
    )
    def add(self, count: int, customer: int, kind: str, folder: str, is_closed: bool) -> None:
        files = [self._file(f"{next(self._made)}.{kind}") for _ in range(count)]
        self._add(customer, files, is_closed=is_closed and count == 1, folder=folder)

    @rule(
        kind=st.sampled_from(["jpg", "txt"]),
        fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=2),
        turns=st.integers(0, 40),
        is_free=st.booleans(),
    )
    def add_to_what_goes_wrong(
        self, kind: str, fates: list[Fate], turns: int, is_free: bool
    ) -> None:
        """So that it meets its fate, and what comes next comes in the middle of that."""
        if is_free:
            self.all_is_well()
        self.life.server.fates.extend(fates)
        self._add(CUSTOMERS[0], [self._file(f"{next(self._made)}.{kind}") for _ in fates])
        self.life.pass_time(HOLD_S)
        self.life.turns(turns)

    @rule(
        kind=st.sampled_from(["jpg", "txt"]),
        state=st.sampled_from([UploadState.SENDING, UploadState.SENT_UNCONFIRMED]),
        fate=st.sampled_from(Fate),
        turns=st.integers(0, 8),
        is_killed=st.booleans(),
    )
    def come_between(
        self, kind: str, state: UploadState, fate: Fate, turns: int, is_killed: bool
    ) -> None:
        """The program is killed, or the user cancels, in the very moment a file has come so far."""
        self.all_is_well()
        before = set(self._taken)
        self._add(CUSTOMERS[0], [self._file(f"{next(self._made)}.{kind}")])
        self.life.calm()
        self.life.server.fates.append(fate)
        self.send_all_now()
        (upload,) = set(self._taken) - before
        self._until(upload, state)
        self.life.turns(turns)
        if is_killed:
            self._crash()
        else:
            self._cancel(upload)

    @rule(
        kind=st.sampled_from(["jpg", "txt"]),
        fate=st.sampled_from([Fate.LOST_NOT_STORED, Fate.LOST_STORED, Fate.LATE, Fate.STORED]),
        is_unread=st.booleans(),
    )
    def add_to_a_namesake(self, kind: str, fate: Fate, is_unread: bool) -> None:
        """Of the same size, and there before; or what comes cannot be read in any listing."""
        self.all_is_well()
        server, customer = self.life.server, CUSTOMERS[0]
        rows = [row for row in self.life.uploads.rows if row.customer_id == customer]
        if any(row.state not in FINISHED for row in rows):
            return
        self._add(customer, [self._file(f"{next(self._made)}.{kind}")])
        self.life.pass_time(_A_BASELINE_S + HOLD_S)
        file = self._file(f"{next(self._made)}.{kind}")
        server.colleague_adds(customer, file.stem, bytes(file.stat().st_size))
        server.fates.append(fate)
        self._add(customer, [file])
        self.life.pass_time(HOLD_S)
        if is_unread:
            self.what_is_looked_for_cannot_be_read(is_nameless=False)

    @rule(customer=st.sampled_from(CUSTOMERS), which=numbers)
    @precondition(lambda self: self._taken)
    def add_again(self, customer: int, which: int) -> None:
        """The same content, under the same name."""
        row = self._row(which)
        if row is not None and row.path.exists():
            self._add(customer, [row.path])

    @rule(customer=st.sampled_from(CUSTOMERS), kind=st.sampled_from(["jpg", "txt"]))
    def add_namesakes(self, customer: int, kind: str) -> None:
        """Different content under one name, in one go."""
        made = [self._file(f"{next(self._made)}/same.{kind}") for _ in range(2)]
        self._add(customer, made)

    @rule()
    def send_all_now(self) -> None:
        for batch in self.life.uploads.batches.open:
            self.life.do(partial(self.life.uploads.batches.send_now, batch.id))

    @rule(which=numbers, watched=st.booleans())
    def look_at_batch(self, which: int, watched: bool) -> None:
        if batches := self.life.uploads.batches.open:
            batch = batches[which % len(batches)].id
            self.life.do(lambda: self.life.uploads.batches.touch(batch))
            self.life.do(lambda: self.life.uploads.batches.hold(batch, held=watched))

    @rule(which=numbers, text=st.sampled_from(["i går", ""]))
    def type_in_review(self, which: int, text: str) -> None:
        """What cannot be taken, or that it is put back."""
        if batches := self.life.uploads.batches.open:
            batch = batches[which % len(batches)].id
            typed = (Typed("taken", text),) if text else ()
            self.life.do(lambda: self.life.uploads.batches.keep_typed(batch, typed))

    @rule(which=numbers)
    def undo(self, which: int) -> None:
        if batches := self.life.uploads.batches.open:
            shown = batches[which % len(batches)]
            undo = self.life.uploads.batches.undo
            self.life.do(lambda: undo(shown.id, shown.uploads))

    @rule()
    def confirm(self) -> None:
        for batch in self.life.uploads.batches.open:
            self.life.do(partial(self.life.uploads.batches.confirm, batch.id))

    @rule(which=numbers, customer=st.sampled_from(CUSTOMERS))
    def redirect(self, which: int, customer: int) -> None:
        if batches := self.life.uploads.batches.open:
            batch = batches[which % len(batches)].id
            target = Target(id=CustomerId(customer), name="andre")
            self.life.do(lambda: self.life.uploads.batches.redirect(batch, target))

    @rule(which=numbers, again=st.sampled_from(Again))
    def answer_earlier(self, which: int, again: Again) -> None:
        row = self._row(which)
        if row is not None:
            self.life.do(lambda: self.life.uploads.batches.answer_earlier([row.id], again))

    @rule(which=numbers, title=st.sampled_from(["a", "b"]), as_file=st.booleans())
    def change(self, which: int, title: str, as_file: bool) -> None:
        row = self._row(which)
        if row is not None:
            changes = Changes(title=title, goes_as_file=as_file, preset=Preset.ORIGINAL)
            self.life.do(lambda: self.life.uploads.batches.change([row.id], changes))

    @rule(which=numbers)
    def cancel(self, which: int) -> None:
        if (row := self._row(which)) is not None:
            self._cancel(row.id)

    @rule(which=numbers)
    def retry(self, which: int) -> None:
        row = self._row(which)
        if row is not None and row.state is UploadState.REFUSED:
            self._asked_again[row.id] += 1
            self._tries_when_cancelled.pop(row.id, None)
            self.life.do(lambda: self.life.uploads.retry([row.id]))

    @rule(which=numbers, answer=st.sampled_from(Answer), clicks=st.integers(1, 2))
    def settle(self, which: int, answer: Answer, clicks: int) -> None:
        """The user may be wrong; what they say is done, once."""
        waiting = [r for r in self.life.uploads.rows if r.state is UploadState.NEEDS_YOU]
        if not waiting:
            return
        row = waiting[which % len(waiting)]
        self._asked_again[row.id] += answer is Answer.AGAIN
        if answer is Answer.THERE:
            self._said_there.add(row.id)
        if answer is Answer.AGAIN:
            self._tries_when_cancelled.pop(row.id, None)
        for _ in range(clicks):
            self.life.do(lambda: self.life.uploads.settle(row.id, answer))

    @rule(which=numbers)
    def first(self, which: int) -> None:
        if (row := self._row(which)) is not None:
            self.life.do(lambda: self.life.uploads.first([row.id]))

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.life.do(self.life.uploads.pause_all if paused else self.life.uploads.resume)

    @rule()
    def try_again(self) -> None:
        self.life.do(self.life.uploads.try_again)

    @rule()
    def hide_finished(self) -> None:
        self.life.do(self.life.uploads.hide_finished)

    # --- What happens to it ---------------------------------------------------------------------

    @rule(fates=st.lists(st.sampled_from(Fate), min_size=1, max_size=3))
    def fate(self, fates: list[Fate]) -> None:
        self.life.server.fates.extend(fates)

    @rule()
    def all_is_well(self) -> None:
        """Or most walks would stand still: one of so many faults always keeps all back."""
        self._end_faults()
        self.life.do(self.life.uploads.try_again)
        self.life.do(self.life.uploads.resume)
        self.life.calm()

    @rule(is_away=st.booleans())
    def server_away(self, is_away: bool) -> None:
        self.life.server.is_away = is_away

    @rule(listings=st.sampled_from([1, 12, 60]))
    def server_says_later(self, listings: int) -> None:
        self.life.server.waits = listings

    @rule(refuses=st.booleans())
    def sign_in(self, refuses: bool) -> None:
        self.life.server.refuses_sign_in = refuses

    @rule(is_full=st.booleans())
    def disk(self, is_full: bool) -> None:
        self.life.journal.is_full = is_full

    @rule(is_full=st.booleans())
    def spool(self, is_full: bool) -> None:
        self.life.hands.is_full = is_full

    @rule(customer=st.sampled_from(CUSTOMERS), is_unlisted=st.booleans())
    def rights(self, customer: int, is_unlisted: bool) -> None:
        (set.add if is_unlisted else set.discard)(self.life.server.unlisted, customer)

    @rule(customer=st.sampled_from(CUSTOMERS), is_broken=st.booleans())
    def listing_breaks(self, customer: int, is_broken: bool) -> None:
        (set.add if is_broken else set.discard)(self.life.server.broken, customer)

    @rule(is_nameless=st.booleans())
    def what_is_looked_for_cannot_be_read(self, is_nameless: bool) -> None:
        """At any of the looks."""
        server = self.life.server
        looked_for = {row.id for row in self.life.uploads.rows if row.state in BETWEEN}
        hidden = server.nameless if is_nameless else server.unread
        hidden |= {each.id for each in server.kept if each.upload in looked_for}
        self.life.pass_time(200.0)

    @rule(seconds=st.sampled_from([0.0, 100.0]))
    def slow(self, seconds: float) -> None:
        self.life.server.answers_after = seconds

    @rule(is_choking=st.booleans())
    def preparing(self, is_choking: bool) -> None:
        """Photos are refused."""
        self.life.hands.is_choking = is_choking

    @rule()
    def all_can_be_read(self) -> None:
        self.life.server.unread.clear()
        self.life.server.nameless.clear()

    @rule(are_hidden=st.booleans())
    def folders_hidden(self, are_hidden: bool) -> None:
        """Listings lack what is in folders; no server does that which has shown it before."""
        is_known = UploadKind.FILE_IN_FOLDER in self.life.uploads.learned.seen
        self.life.server.hides_folders = are_hidden and not is_known

    @rule(is_on=st.booleans(), length=st.sampled_from([6, 255]))
    def tokens(self, is_on: bool, length: int) -> None:
        """And titles that are cut short."""
        self.life.do(lambda: self.life.uploads.settings.change(token_in_title=is_on))
        self.life.server.title_length = length

    @rule(turns=st.integers(1, 12))
    def copying(self, turns: int) -> None:
        self.life.hands.copying_turns = turns

    @rule(customer=st.sampled_from(CUSTOMERS), title=st.sampled_from(["a", "0", "same"]))
    def colleague(self, customer: int, title: str) -> None:
        self.life.server.colleague_adds(customer, title, self._theirs())

    @rule(which=numbers)
    def colleague_takes_the_name(self, which: int) -> None:
        """Of a file nobody knows yet to be there."""
        unknown = [row for row in self.life.uploads.rows if row.state in BETWEEN]
        if unknown:
            row = unknown[which % len(unknown)]
            self.life.server.colleague_adds(row.customer_id, row.title, self._theirs())

    @rule(which=numbers)
    def copy_is_lost(self, which: int) -> None:
        row = self._row(which)
        if row is not None:
            self.life.spool.pop(row.id, None)
            self._copies_lost.add(row.id)

    @rule(which=numbers)
    def original_is_deleted(self, which: int) -> None:
        row = self._row(which)
        if row is not None:
            row.path.unlink(missing_ok=True)

    @rule(turns=st.integers(1, 30))
    def turns(self, turns: int) -> None:
        self.life.turns(turns)

    @rule()
    def calm(self) -> None:
        self.life.calm()

    @rule(seconds=st.sampled_from([1.0, 5.0, 30.0, 200.0]))
    def time_passes(self, seconds: float) -> None:
        self.life.pass_time(seconds)

    @rule()
    def crash(self) -> None:
        self._crash()

    @rule()
    def journal_damaged(self) -> None:
        """A table no program of ours made: at the next start the rows are salvaged."""
        self.life.ask("CREATE TABLE IF NOT EXISTS strange (id)")
        self._crash()
