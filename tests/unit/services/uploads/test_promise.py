"""Every queued file is stored once, still in the queue, or marked as needing a decision.

A walk through everything that can happen: `BIZZTREE_STEPS` walks further.
"""

import hashlib
import itertools
import os
import shutil
import tempfile
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop.domain.batches import Again, Answer, Changes, Incoming, Target
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.uploads import Upload, UploadId, UploadState
from tests.helpers.played_uploads import Fate
from tests.helpers.promised import FINISHED, Life

STEPS = int(os.environ.get("BIZZTREE_STEPS", "3000"))
_STEPS_A_WALK = 50
_CUSTOMERS = (11, 12)
_HOLD_S = 3.0
_AN_HOUR = 3600.0
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None

numbers = st.integers(0, 30)


class Promise(RuleBasedStateMachine):
    """One program and its crashes, against the truth of a server that never forgets."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(dir=_MEMORY))
        self.life = Life(self._folder)
        self._made = itertools.count()
        self._taken: dict[UploadId, bytes] = {}
        self._asked_again: Counter[UploadId] = Counter()
        self._said_there: set[UploadId] = set()
        self._tries_when_cancelled: dict[UploadId, int] = {}

    # --- What the user does ---------------------------------------------------------------------

    @rule(
        count=st.integers(1, 4),
        customer=st.sampled_from(_CUSTOMERS),
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
    )
    def add_to_what_goes_wrong(self, kind: str, fates: list[Fate], turns: int) -> None:
        """So that it meets its fate, and what comes next comes in the middle of that."""
        self.life.server.fates.extend(fates)
        self._add(_CUSTOMERS[0], [self._file(f"{next(self._made)}.{kind}") for _ in fates])
        self.life.pass_time(_HOLD_S)
        self.life.turns(turns)

    @rule(customer=st.sampled_from(_CUSTOMERS), which=numbers)
    @precondition(lambda self: self._taken)
    def add_again(self, customer: int, which: int) -> None:
        """The same content, under the same name."""
        row = self._row(which)
        if row is not None and row.path.exists():
            self._add(customer, [row.path])

    @rule(customer=st.sampled_from(_CUSTOMERS), kind=st.sampled_from(["jpg", "txt"]))
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

    @rule(which=numbers, customer=st.sampled_from(_CUSTOMERS))
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
            # That it begins may be being written down at this moment.
            may_begin = row.state is UploadState.READY
            self._tries_when_cancelled[row.id] = row.tries + may_begin
            self.life.do(lambda: self.life.uploads.cancel([row.id]))

    @rule(which=numbers)
    def retry(self, which: int) -> None:
        row = self._row(which)
        if row is not None and row.state is UploadState.REFUSED:
            self._asked_again[row.id] += 1
            self._tries_when_cancelled.pop(row.id, None)
            self.life.do(lambda: self.life.uploads.retry([row.id]))

    @rule(which=numbers, answer=st.sampled_from(Answer))
    def settle(self, which: int, answer: Answer) -> None:
        """The user may be wrong; what they say is done."""
        waiting = [r for r in self.life.uploads.rows if r.state is UploadState.NEEDS_YOU]
        if not waiting:
            return
        row = waiting[which % len(waiting)]
        self._asked_again[row.id] += answer is Answer.AGAIN
        if answer is Answer.THERE:
            self._said_there.add(row.id)
        if answer is Answer.AGAIN:
            self._tries_when_cancelled.pop(row.id, None)
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

    @rule(customer=st.sampled_from(_CUSTOMERS), is_unlisted=st.booleans())
    def rights(self, customer: int, is_unlisted: bool) -> None:
        (set.add if is_unlisted else set.discard)(self.life.server.unlisted, customer)

    @rule(are_hidden=st.booleans())
    def folders_hidden(self, are_hidden: bool) -> None:
        """Listings lack what is in folders."""
        self.life.server.hides_folders = are_hidden

    @rule(is_on=st.booleans(), length=st.sampled_from([6, 255]))
    def tokens(self, is_on: bool, length: int) -> None:
        """And titles that are cut short."""
        self.life.do(lambda: self.life.uploads.settings.change(token_in_title=is_on))
        self.life.server.title_length = length

    @rule(turns=st.integers(1, 12))
    def copying(self, turns: int) -> None:
        self.life.hands.copying_turns = turns

    @rule(customer=st.sampled_from(_CUSTOMERS), title=st.sampled_from(["a", "0", "same"]))
    def colleague(self, customer: int, title: str) -> None:
        content = os.urandom(3) * (500 + next(self._made))
        self.life.server.colleague_adds(customer, title, content)

    @rule(which=numbers)
    def copy_is_lost(self, which: int) -> None:
        row = self._row(which)
        if row is not None:
            self.life.spool.pop(row.id, None)

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
        self.life.crash()

    # --- What holds at every moment -------------------------------------------------------------

    @invariant()
    def stored_once_or_as_often_as_asked(self) -> None:
        for upload, times in self.life.server.stored().items():
            assert times <= 1 + self._asked_again[upload], self._story(upload)

    @invariant()
    def done_is_stored_with_equal_bytes(self) -> None:
        for row in self.life.uploads.rows:
            if row.state is UploadState.DONE and row.id not in self._said_there:
                self._is_stored(row)

    @invariant()
    def cancelled_before_it_left_is_not_stored(self) -> None:
        for row in self.life.uploads.rows:
            if row.state is UploadState.CANCELLED and row.tries == 0:
                assert self.life.server.stored()[row.id] == 0, self._story(row.id)

    @invariant()
    def cancelled_it_is_sent_no_more(self) -> None:
        """Too late at most for the try that was under way."""
        for upload, tries in self._tries_when_cancelled.items():
            row = self.life.uploads.get(upload)
            assert row is None or row.tries <= tries, self._story(upload)

    @invariant()
    def no_row_vanishes(self) -> None:
        shown = {row.id for row in self.life.uploads.rows}
        hidden = self.life.ask(
            "SELECT id FROM upload WHERE hidden AND state IN ('done', 'cancelled')"
        )
        assert set(self._taken) <= shown | {upload for (upload,) in hidden}

    @invariant()
    def what_needs_the_user_says_why(self) -> None:
        for row in self.life.uploads.rows:
            assert (row.unsure is not None) == (row.state is UploadState.NEEDS_YOU)

    @invariant()
    def no_mistakes(self) -> None:
        assert not self.life.mistakes

    def teardown(self) -> None:
        """When faults stop and the clock runs, all is final or needs the user."""
        try:
            self._end_well()
            self._check_every_end()
        finally:
            self.life.close()
            shutil.rmtree(self._folder)

    # --- Parts of it ----------------------------------------------------------------------------

    def _file(self, name: str) -> Path:
        path = self._folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        number = next(self._made)
        path.write_bytes(f"{name} {number}".encode() * (100 + number))
        return path

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

    def _row(self, which: int) -> Upload | None:
        rows = self.life.uploads.rows
        return rows[which % len(rows)] if rows else None

    def _is_stored(self, row: Upload) -> None:
        server = self.life.server
        if row.replaces is not None:
            kept = [each for each in server.kept if each.id == row.replaces]
        else:
            kept = [each for each in server.kept if each.upload == row.id]
        assert kept, self._story(row.id)
        wanted = hashlib.sha256(self._taken[row.id]).hexdigest()
        if row.replaces is None:
            assert hashlib.sha256(kept[0].content).hexdigest() == wanted, self._story(row.id)

    def _end_well(self) -> None:
        life = self.life
        life.server.fates.clear()
        life.server.is_away = life.server.refuses_sign_in = False
        life.journal.is_full = life.hands.is_full = False
        life.server.unlisted.clear()
        for _ in range(4):
            life.do(life.uploads.try_again)
            life.do(life.uploads.resume)
            for batch in life.uploads.batches.open:
                life.do(partial(life.uploads.batches.hold, batch.id, held=False))
                life.do(partial(life.uploads.batches.confirm, batch.id))
            waiting = [row.id for row in life.uploads.rows if row.earlier is not None]
            life.do(partial(life.uploads.batches.answer_earlier, waiting, Again.SKIP))
            life.pass_time(_AN_HOUR)

    def _check_every_end(self) -> None:
        assert self.life.uploads.pause is None
        for row in self.life.uploads.rows:
            assert row.state in FINISHED, self._story(row.id)
            assert row.unwritten is None
        self.stored_once_or_as_often_as_asked()
        self.done_is_stored_with_equal_bytes()
        self.no_row_vanishes()
        self.no_mistakes()
        self._check_copies()

    def _check_copies(self) -> None:
        """A later run clears away what a crash has left."""
        self.life.crash()
        self._add(_CUSTOMERS[0], [self._file("last.txt")])
        self.life.pass_time(_AN_HOUR)
        kept = {row.id for row in self.life.uploads.rows if row.state not in _LET_GO}
        assert set(self.life.spool) <= kept

    def _story(self, upload: UploadId) -> object:
        """What the journal says happened."""
        sql = (
            f"SELECT state, cause, detail FROM upload_event WHERE upload_id = {upload} ORDER BY id"
        )
        return upload, self.life.ask(sql)


_LET_GO = frozenset({UploadState.DONE, UploadState.CANCELLED})

TestPromise = pytest.mark.filterwarnings("ignore::ResourceWarning")(Promise.TestCase)
TestPromise.settings = settings(
    max_examples=max(1, STEPS // _STEPS_A_WALK),
    stateful_step_count=_STEPS_A_WALK,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    print_blob=False,
)
