"""One sentence for each batch when it is through, and none for what heals itself."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState, Way
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr
from desktop.ui.uploads.groups import SETTLED

Find = Callable[[UploadId], Upload | None]

_UNSETTLED = frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED})


class News(NamedTuple):
    """What is to be said, and what earlier notices were about that hold no more."""

    notices: tuple[Notice, ...]
    settled: tuple[str, ...]


class Through:
    """Sees batches come through; what was through at the first look is old news.

    What the user sends again of a batch is news of its own when it is through.
    """

    def __init__(self) -> None:
        self._open: dict[BatchId, set[UploadId]] = {}
        self._unsettled: dict[BatchId, set[UploadId]] = {}
        """What needs the user, or was not sent."""
        self._tries: dict[UploadId, int] = {}
        """How often each of these had been sent."""

    def look(self, live: Iterable[Upload], find: Find) -> News:
        """What is to be said of the batches that have come through since the last look.

        *live*: all that are neither stored nor given up, at least.
        """
        live = tuple(live)
        on_the_way = _by_batch(row for row in live if row.state not in SETTLED)
        waiting = [row for row in live if row.state in _UNSETTLED]
        unsettled = _by_batch(waiting)
        seen_to = {
            batch: ids - unsettled.get(batch, set()) for batch, ids in self._unsettled.items()
        }
        for batch, ids in (*on_the_way.items(), *self._quick(seen_to, find).items()):
            self._open.setdefault(batch, set()).update(ids)
        through = {each: self._open.pop(each) for each in self._open.keys() - on_the_way.keys()}
        told = {
            batch: notice
            for batch, ids in through.items()
            if (notice := _told(_found(ids, find), _found(unsettled.get(batch, ()), find)))
        }
        # As soon as one of them is seen to, what was said of how many there are is not true.
        settled = [batch for batch, ids in seen_to.items() if ids or batch in told]
        self._unsettled, self._tries = unsettled, {row.id: row.tries for row in waiting}
        return News(tuple(told.values()), tuple(map(_about, settled)))

    def _quick(
        self, seen_to: Mapping[BatchId, set[UploadId]], find: Find
    ) -> dict[BatchId, set[UploadId]]:
        """What was sent again and is stored already, though no look has seen it on its way."""
        rows = (row for ids in seen_to.values() for row in _found(ids, find))
        return _by_batch(
            row for row in rows if row.state is UploadState.DONE and row.tries > self._tries[row.id]
        )


def _by_batch(rows: Iterable[Upload]) -> dict[BatchId, set[UploadId]]:
    found: defaultdict[BatchId, set[UploadId]] = defaultdict(set)
    for row in rows:
        found[row.batch].add(row.id)
    return dict(found)


def _found(ids: Iterable[UploadId], find: Find) -> list[Upload]:
    return [row for each in sorted(ids) if (row := find(each))]


def _told(rows: Sequence[Upload], unsettled: Sequence[Upload]) -> Notice | None:
    """How many of *rows* were stored, and how many of their batch are left.

    Nothing where all were cancelled, for the user did that.
    """
    if all(row.state is UploadState.CANCELLED for row in rows):
        return None
    need_you = sum(row.state is UploadState.NEEDS_YOU for row in unsettled)
    refused = len(unsettled) - need_you
    stored = [row for row in rows if row.state is UploadState.DONE]
    sentences = [_stored(stored, rows)]
    if left := _left(need_you, refused):
        sentences.append(tr("uploads.through.see", what=left))
    severity = Severity.PROBLEM if refused else Severity.WARNING if need_you else Severity.DONE
    about = _about(rows[0].batch) if left else ""
    return Notice(text=" ".join(sentences), severity=severity, about=about)


def _about(batch: BatchId) -> str:
    """What a notice says that it is about, so that it goes when that is settled."""
    return f"batch {batch}"


def _left(need_you: int, refused: int) -> str:
    """How many of them are not settled; "" where all are."""
    parts = []
    if need_you:
        key = "needs_you" if need_you == 1 else "need_you"
        parts.append(tr(f"uploads.through.{key}", count=need_you))
    if refused:
        parts.append(tr("uploads.through.refused", count=refused))
    return tr("uploads.through.and").join(parts)


def _stored(stored: Sequence[Upload], rows: Sequence[Upload]) -> str:
    customer = rows[0].customer_name
    if not stored:
        return tr("uploads.through.none", customer=customer)
    kind = "photo" if all(row.way is Way.PHOTO for row in stored) else "file"
    if len(stored) == 1:
        return tr(f"uploads.through.{kind}", customer=customer)
    return tr(f"uploads.through.{kind}s", count=len(stored), customer=customer)
