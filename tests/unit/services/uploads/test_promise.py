"""Every queued file is stored once, still in the queue, or marked as needing a decision.

A walk through everything that can happen: `BIZZTREE_STEPS` walks further.
"""

import hashlib
import os
import shutil
from functools import partial

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from desktop.domain.batches import Again
from desktop.domain.uploads import Upload, UploadId, UploadState
from tests.helpers.promised import FINISHED
from tests.helpers.walking import CUSTOMERS, Walker

STEPS = int(os.environ.get("BIZZTREE_STEPS", "3000"))
_STEPS_A_WALK = 50
_AN_HOUR = 3600.0


class Promise(Walker):
    """What holds, whatever happens."""

    # --- What holds at every moment -------------------------------------------------------------

    @invariant()
    def stored_once_or_as_often_as_asked(self) -> None:
        for upload, times in self.life.server.stored().items():
            allowed = 1 + self._asked_again[upload] + self._is_beyond_proof(upload)
            assert times <= allowed, self._story(upload)

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
    def cancelled_too_late_it_is_not_called_cancelled(self) -> None:
        """Unless somebody was told: the user decided, or the server had said no."""
        for row in self.life.uploads.rows:
            if row.state is UploadState.CANCELLED and self.life.server.stored()[row.id]:
                _, story = self._story(row.id)
                assert {state for state, _, _ in story} & _TOLD, story

    @invariant()
    def what_is_needed_yet_has_its_copy(self) -> None:
        for row in self.life.uploads.rows:
            is_needed = row.sha256 and row.state not in _LET_GO and row.unwritten not in _LET_GO
            if is_needed and row.id not in self._copies_lost:
                assert row.id in self.life.spool, self._story(row.id)

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
    def what_is_typed_keeps_its_batch_here(self) -> None:
        for batch in self.life.uploads.batches.open:
            assert not batch.typed or batch.seconds_left is None

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

    # --- How it ends ----------------------------------------------------------------------------

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

    def _is_beyond_proof(self, upload: UploadId) -> bool:
        """The program died before the answer came, and no listing ever shows what is there."""
        if not any(each.is_hidden for each in self.life.server.kept if each.upload == upload):
            return False
        _, story = self._story(upload)
        return any((state, cause) == ("verifying", "restarted") for state, cause, _ in story)

    def _end_well(self) -> None:
        life = self.life
        self._end_faults()
        for _ in range(4):
            life.do(life.uploads.try_again)
            life.do(life.uploads.resume)
            for batch in life.uploads.batches.open:
                life.do(partial(life.uploads.batches.keep_typed, batch.id, ()))
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
        self._add(CUSTOMERS[0], [self._file("last.txt")])
        self.life.pass_time(_AN_HOUR)
        kept = {row.id for row in self.life.uploads.rows if row.state not in _LET_GO}
        assert set(self.life.spool) <= kept

    def _story(self, upload: UploadId) -> tuple[UploadId, list[tuple[str, ...]]]:
        """What the journal says happened."""
        sql = (
            f"SELECT state, cause, detail FROM upload_event WHERE upload_id = {upload} ORDER BY id"
        )
        return upload, self.life.ask(sql)


_LET_GO = frozenset({UploadState.DONE, UploadState.CANCELLED})
_TOLD = frozenset({UploadState.NEEDS_YOU.value, UploadState.REFUSED.value})

TestPromise = pytest.mark.filterwarnings("ignore::ResourceWarning")(Promise.TestCase)
TestPromise.settings = settings(
    max_examples=max(1, STEPS // _STEPS_A_WALK),
    stateful_step_count=_STEPS_A_WALK,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    report_multiple_bugs=False,
    print_blob=False,
)
