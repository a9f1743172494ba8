"""What quitting would mean for uploads, where it means anything."""

from collections.abc import Iterable

from desktop.domain.uploads import BETWEEN, FINAL, Upload, UploadState
from desktop.ui.messages import Question
from desktop.ui.texts import tr

QUIT, STAY = "quit", "stay"
_AT_REST = FINAL | {UploadState.NEEDS_YOU, UploadState.REFUSED}


def question(rows: Iterable[Upload]) -> Question | None:
    """What to ask before quitting; the answer to go on with is QUIT.

    None where nothing need be asked: what is copied and not sent is in the journal, and goes on
    at the next start by itself.
    """
    waiting = [row for row in rows if row.state not in _AT_REST]
    between = sum(row.state in BETWEEN for row in waiting)
    originals = sum(row.state is UploadState.QUEUED for row in waiting)
    large = [row for row in waiting if row.is_by_reference and row.state is not UploadState.QUEUED]
    if not (between or originals or large):
        return None
    rest = len(waiting) - between - originals - sum(row.state not in BETWEEN for row in large)
    parts = (
        _counted(between, "between", "between_one"),
        _counted(originals, "originals", "original_one"),
        _counted(len(large), "large", "large_one"),
        _counted(rest, "rest", "rest_one"),
    )
    return Question(
        title=tr("uploads.leave.title"),
        text="\n\n".join(part for part in parts if part),
        answers=((QUIT, tr("uploads.leave.yes")), (STAY, tr("uploads.leave.no"))),
        default=STAY,
    )


def _counted(count: int, many: str, one: str) -> str:
    if not count:
        return ""
    return tr(f"uploads.leave.{one}") if count == 1 else tr(f"uploads.leave.{many}", count=count)
