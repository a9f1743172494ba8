"""One sentence for each batch when it is through, and none for what heals itself."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState, Way
from desktop.ui.notice import Notice, Severity
from desktop.ui.texts import tr
from desktop.ui.uploads.groups import SETTLED


class Through:
    """Sees batches come through; what was through at the first look is old news.

    What the user sends again of a batch is news of its own when it is through.
    """

    def __init__(self) -> None:
        self._open: dict[BatchId, set[UploadId]] = {}

    def look(self, rows: Iterable[Upload]) -> tuple[Notice, ...]:
        """What is to be said of the batches that have come through since the last look."""
        batches: defaultdict[BatchId, list[Upload]] = defaultdict(list)
        for row in rows:
            batches[row.batch].append(row)
        notices = []
        for batch, mine in batches.items():
            on_the_way = {row.id for row in mine if row.state not in SETTLED}
            if on_the_way:
                self._open.setdefault(batch, set()).update(on_the_way)
            elif (waited := self._open.pop(batch, None)) is not None:
                notices.append(_told([row for row in mine if row.id in waited]))
        self._open = {each: ids for each, ids in self._open.items() if each in batches}
        return tuple(notice for notice in notices if notice is not None)


def _told(rows: Sequence[Upload]) -> Notice | None:
    """How many came to what; nothing where all were cancelled, for the user did that."""
    stored = [row for row in rows if row.state is UploadState.DONE]
    need_you = sum(row.state is UploadState.NEEDS_YOU for row in rows)
    refused = sum(row.state is UploadState.REFUSED for row in rows)
    if not stored and not need_you and not refused:
        return None
    sentences = [_stored(stored, rows)]
    if left := _left(need_you, refused):
        sentences.append(tr("uploads.through.see", what=left))
    severity = Severity.PROBLEM if refused else Severity.WARNING if need_you else Severity.DONE
    return Notice(text=" ".join(sentences), severity=severity)


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
