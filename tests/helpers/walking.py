"""Everything that can happen to uploads, as rules of a walk; what must hold is said by others."""

import itertools
import os
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from desktop.domain.batches import Again, Answer, Changes, Incoming, Target
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.proof import UploadKind
from desktop.domain.uploads import Upload, UploadId, UploadState
from tests.helpers.played_uploads import Fate
from tests.helpers.promised import HOLD_S, Life

CUSTOMERS = (11, 12)
_MOST_TURNS = 60
_LARGER = 50_000
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

numbers = st.integers(0, 30)


class Walker(RuleBasedStateMachine):
    """One program and its crashes, and the truth of a server that never forgets."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(dir=_MEMORY))
        self.life = Life(self._folder)
        self._made = itertools.count()
        self._taken: dict[UploadId, bytes] = {}
        self._asked_again: Counter[UploadId] = Counter()
        self._said_there: set[UploadId] = set()
        self._tries_when_cancelled: dict[UploadId, int] = {}
        self._copies_lost: set[UploadId] = set()

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
        unknown = [row for row in self.life.uploads.rows if row.is_all_sent]
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

    # --- Parts of it ----------------------------------------------------------------------------

    def _file(self, name: str) -> Path:
        path = self._folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        number = next(self._made)
        path.write_bytes(f"{name} {number}".encode() * (100 + number))
        return path

    def _theirs(self) -> bytes:
        """Of no size that ours has: name and size together are taken for proof."""
        return os.urandom(3) * (_LARGER + next(self._made))

    def _add(
        self, customer: int, files: list[Path], *, is_closed: bool = False, folder: str = ""
    ) -> None:
        target = Target(id=CustomerId(customer), name="Søndergade 7", is_closed=is_closed)
        incoming = [Incoming(path=path, folder=folder) for path in files]
        before = {row.id for row in self.life.uploads.rows}
        try:
            self.life.do(lambda: self.life.uploads.add(target, incoming))
        except StorageFailed:
            assert {row.id for row in self.life.uploads.rows} <= before
            return
        rows = [row for row in self.life.uploads.rows if row.id not in before]
        assert len(rows) == len(files)
        self._taken |= {row.id: row.path.read_bytes() for row in rows}

    def _crash(self) -> None:
        """What the user cancelled is cancelled as far as the journal had it."""
        for upload in tuple(self._tries_when_cancelled):
            row = self.life.uploads.get(upload)
            if row and not (row.is_unwanted or row.state is UploadState.CANCELLED):
                del self._tries_when_cancelled[upload]
        self.life.crash()

    def _cancel(self, upload: UploadId) -> None:
        row = self.life.uploads.get(upload)
        if row is not None:
            # That it begins may be being written down at this moment.
            may_begin = row.state is UploadState.READY
            self._tries_when_cancelled[row.id] = row.tries + may_begin
            self.life.do(lambda: self.life.uploads.cancel([row.id]))

    def _until(self, upload: UploadId, state: UploadState) -> None:
        """Turn by turn, as far as it comes to that."""
        for _ in range(_MOST_TURNS):
            row = self.life.uploads.get(upload)
            if row is None or row.state is state:
                return
            self.life.turns(1)

    def _row(self, which: int) -> Upload | None:
        rows = self.life.uploads.rows
        return rows[which % len(rows)] if rows else None

    def _end_faults(self) -> None:
        life = self.life
        life.server.fates.clear()
        life.server.is_away = life.server.refuses_sign_in = False
        life.journal.is_full = life.hands.is_full = False
        life.server.unlisted.clear()
