"""What is said of an upload: its state, why it is so, and what to do about it."""

from collections import Counter
from collections.abc import Iterable

from desktop.domain.errors import (
    AskedToWait,
    CommandRefused,
    EnvelopeRefused,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.pauses import Pause, PauseKind
from desktop.domain.uploads import Unsure, Upload, UploadState
from desktop.ui.formats import Format, words
from desktop.ui.problems import describe
from desktop.ui.texts import has_text, tr
from desktop.ui.uploads import groups
from desktop.ui.uploads.totals import Total

_MINUTE, _HOUR = 60, 3600
_UNANSWERED = frozenset(
    {
        Unsure.ABSENT,
        Unsure.WEAK_MATCH,
        Unsure.SEVERAL_MATCHES,
        Unsure.REPLACED_UNKNOWN,
        Unsure.UNLISTED,
    }
)
"""Doubts that begin with an answer that did not come; how it did not is said first."""
_UNSEEN = frozenset({Unsure.NOT_VISIBLE, Unsure.UNLISTED})
"""Doubts that are there because no listing shows it, which may be for one was refused."""


def percent(row: Upload) -> int:
    return min(100, 100 * row.sent // row.bytes_to_send) if row.bytes_to_send else 0


def target(row: Upload) -> str:
    """The customer, and the folder where there is one."""
    return in_folder(row.customer_name or f"#{row.customer_id}", row.folder)


def in_folder(customer: str, folder: str) -> str:
    return tr("uploads.customer_folder", customer=customer, folder=folder) if folder else customer


def name(row: Upload) -> str:
    """The file's name; its number where the journal lost it."""
    return row.name or tr("uploads.nameless", id=row.id)


def way(row: Upload) -> str:
    """Photo or file; nothing until the file was looked at."""
    return "" if row.kind is None else tr(f"uploads.way.{row.way.value}")


def size(row: Upload) -> str:
    return "" if row.kind is None else words(row.size, Format.SIZE)


def state(row: Upload) -> str:
    """The state in a few words."""
    match row.state:
        case UploadState.SENDING:
            return tr("uploads.state.sending", percent=percent(row))
        case UploadState.DONE if row.document_id is not None:
            return tr(_stored(row, "uploads.state.done_as"), id=row.document_id)
        case UploadState.DONE:
            return short_state(row)
        case UploadState.CANCELLED if row.tries:
            # It began to leave once; of some of these nobody knows that they were not stored.
            return tr("uploads.state.cancelled_after")
        case other:
            return tr(f"uploads.state.{other.value}")


def short_state(row: Upload) -> str:
    """The same for where the document's number stands beside it."""
    is_stored = row.state is UploadState.DONE
    return tr(_stored(row, "uploads.state.done")) if is_stored else state(row)


def state_and_reason(row: Upload, note: str = "") -> str:
    """The state, and the sentence that explains it where there is one.

    *note* is what is known of it beyond the row itself.
    """
    why = note or reason(row) or hint(row)
    return tr("uploads.state_and_reason", state=state(row), reason=why) if why else state(row)


def reason(row: Upload) -> str:
    """Why it was not sent, or why nobody knows whether it was."""
    if row.unwritten is not None:
        return tr("uploads.unwritten")
    match row.state:
        case UploadState.NEEDS_YOU:
            return evidence(row)
        case UploadState.STAGED if row.earlier is not None:
            return tr("uploads.earlier", name=row.earlier.name)
        case UploadState.REFUSED if row.problem is not None:
            return _refusal(row)
        case _:
            return ""


def evidence(row: Upload) -> str:
    """What speaks for and against that it has arrived."""
    if row.unsure is None:
        return _lost(row.problem)
    if row.unsure in _UNSEEN and isinstance(row.problem, CommandRefused):
        message = row.problem.message.rstrip(" .")
        return tr(f"uploads.unsure.{row.unsure.value}.refused", message=message)
    documents = ", ".join(str(each) for each in row.candidates)
    key = f"uploads.unsure.{row.unsure.value}"
    key = key if documents and has_text(key) else f"{key}.none"
    said = tr(key, documents=documents, id=row.replaces)
    return f"{_lost(row.problem)} {said}" if row.unsure in _UNANSWERED else said


def hint(row: Upload) -> str:
    """What the user would not expect of it, or of the way it goes up."""
    if row.needs_original and row.state not in {UploadState.QUEUED, UploadState.REFUSED}:
        return tr("uploads.hint.keep_original")
    return tr(f"uploads.hint.{row.hint.value}") if row.hint else ""


def advice(row: Upload, note: str = "") -> str:
    """All there is to say of one upload, in sentences."""
    parts = [tr("uploads.named", name=name(row), customer=target(row))]
    parts.append(_ended(state_and_reason(row, note)))
    if row.state is UploadState.NEEDS_YOU:
        parts.append(tr("uploads.needs_you.advice"))
    if row.state is UploadState.QUEUED:
        parts.append(tr("uploads.queued.advice"))
    return " ".join(parts)


def older(count: int) -> str:
    """That so many which ended are counted and not listed."""
    number = words(count, Format.NUMBER)
    return tr("uploads.older_one") if count == 1 else tr("uploads.older", count=number)


def summary(rows: Iterable[Upload]) -> str:
    """How many stand where."""
    states = Counter(row.state for row in rows)
    parts = (group(each, count) for each, count in groups.counted(states.__getitem__).items())
    return tr("uploads.sum.separator").join(parts)


def group(which: groups.Group, count: int) -> str:
    return tr(f"uploads.sum.{which.value}", count=count)


def total(how_far: Total) -> str:
    """How fast it goes, and for how long yet; empty where nothing can be said."""
    parts = []
    if how_far.speed is not None:
        parts.append(tr("uploads.speed", speed=words(round(how_far.speed), Format.SIZE)))
    if how_far.seconds_left is not None:
        parts.append(_time_left(how_far.seconds_left))
    return tr("uploads.sum.separator").join(parts)


def pause(why: Pause) -> str:
    """Why nothing is sent, and what makes it go on."""
    match why.error:
        case EnvelopeRefused(message=message):
            return tr("uploads.pause.sign_in_said", message=message)
        case AskedToWait():
            return tr("uploads.pause.busy")
        case Unreachable() | TimedOut() | None:
            return tr(f"uploads.pause.{why.kind.value}")
        case error if why.kind is PauseKind.JOURNAL:
            return describe(error).text
        case _ if why.kind is PauseKind.ROAD:
            return tr("uploads.pause.wrong_answer")
        case _:
            return tr(f"uploads.pause.{why.kind.value}")


def _stored(row: Upload, key: str) -> str:
    """The user's word is no answer of the server's, and is not passed off as one."""
    return f"{key}.told" if row.is_users_word else key


def _refusal(row: Upload) -> str:
    match row.problem:
        case Unreachable() | TimedOut():
            return tr("uploads.refused.cut_off")
        case EnvelopeRefused(message=message):
            return tr("uploads.refused.envelope", message=message)
        case problem:
            return describe(problem).text if problem else ""


def _lost(problem: BaseException | None) -> str:
    match problem:
        case TimedOut(seconds=seconds):
            return tr("uploads.lost.timed_out", seconds=round(seconds))
        case NotAnEnvelope():
            return tr("uploads.lost.not_an_envelope")
        case ServerError():
            return tr("uploads.lost.cut_off")
        case _:
            return tr("uploads.lost.unknown")


def _time_left(seconds: float) -> str:
    if seconds < _MINUTE:
        return tr("uploads.left.seconds", count=max(5, 5 * round(seconds / 5)))
    if seconds < _HOUR:
        return tr("uploads.left.minutes", count=round(seconds / _MINUTE))
    return tr("uploads.left.hours", hours=int(seconds // _HOUR), minutes=int(seconds % _HOUR // 60))


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "”", "»")) else f"{sentence}."
