"""What a walk through all that can happen to uploads is made of."""

import itertools
import os
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis.stateful import RuleBasedStateMachine

from desktop.domain.batches import Incoming, Target
from desktop.domain.errors import StorageFailed
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadId, UploadState
from tests.helpers.promised import Life

_MOST_TURNS = 60
_LARGER = 50_000
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


class Steps(RuleBasedStateMachine):
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
        life.hands.is_choking = False
        life.server.waits, life.server.answers_after = 0, 0.0
        for each in (life.server.unlisted, life.server.broken):
            each.clear()
        life.server.unread.clear()
        life.server.nameless.clear()
