"""What is said of an upload: its state, why it is so, and what to do about it."""

from collections import Counter
from collections.abc import Iterable, Sequence

from desktop.domain.errors import (
    EnvelopeRefused,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)
from desktop.domain.uploads import Upload, UploadState
from desktop.services.road import Pause
from desktop.ui.formats import Format, words
from desktop.ui.problems import describe
from desktop.ui.texts import tr

_ON_THE_WAY = (UploadState.HELD, UploadState.READY, UploadState.SENDING)


def percent(row: Upload) -> int:
    return 100 * row.sent // row.size if row.size else 0


def target(row: Upload) -> str:
    """The customer, and the folder where there is one."""
    return in_folder(row.customer_name, row.folder)


def in_folder(customer: str, folder: str) -> str:
    return tr("uploads.customer_folder", customer=customer, folder=folder) if folder else customer


def way(row: Upload) -> str:
    """Photo or file; nothing until the file was looked at."""
    return "" if row.kind is None else tr(f"uploads.way.{row.way.value}")


def size(row: Upload) -> str:
    return "" if row.kind is None else words(row.size, Format.SIZE)


def state(row: Upload) -> str:
    """The state in a word or two."""
    if row.is_all_sent:
        return tr("uploads.state.all_sent")
    if row.state is UploadState.SENDING:
        return tr("uploads.state.sending", percent=percent(row))
    return tr(f"uploads.state.{row.state.value}")


def state_and_reason(row: Upload) -> str:
    """The state, and the sentence that explains it where there is one."""
    why = reason(row) or hint(row)
    return tr("uploads.state_and_reason", state=state(row), reason=why) if why else state(row)


def reason(row: Upload) -> str:
    """Why it was not sent, or why nobody knows whether it was."""
    if row.state is UploadState.NEEDS_YOU:
        return _lost(row.problem)
    if row.problem is None:
        return ""
    match row.problem:
        case Unreachable() | TimedOut():
            return tr("uploads.refused.cut_off")
        case EnvelopeRefused(message=message):
            return tr("uploads.refused.envelope", message=message)
        case problem:
            return describe(problem).text


def hint(row: Upload) -> str:
    """What the user would not expect of the way it goes up."""
    return tr(f"uploads.hint.{row.hint.value}") if row.hint else ""


def advice(row: Upload) -> str:
    """All there is to say of one upload, in sentences."""
    parts = [state_and_reason(row)]
    if row.state is UploadState.NEEDS_YOU:
        parts.append(tr("uploads.lost.advice"))
    return " ".join(parts)


def summary(rows: Iterable[Upload]) -> str:
    """How many stand where."""
    count = Counter(row.state for row in rows)
    on_the_way = sum(count[each] for each in _ON_THE_WAY)
    parts = [
        tr("uploads.sum.on_the_way", count=on_the_way) if on_the_way else "",
        *(
            tr(f"uploads.sum.{each.value}", count=count[each]) if count[each] else ""
            for each in (UploadState.NEEDS_YOU, UploadState.REFUSED, UploadState.DONE)
        ),
    ]
    return tr("uploads.sum.separator").join(part for part in parts if part)


def hold(count: int, customer: str, seconds: int) -> str:
    """What a held batch is about to do."""
    if count == 1:
        return tr("uploads.hold.one", customer=customer, seconds=seconds)
    return tr("uploads.hold.many", count=count, customer=customer, seconds=seconds)


def pause(why: Pause) -> str:
    """Why nothing is sent, and what makes it go on."""
    match why.error:
        case EnvelopeRefused(message=message):
            return tr("uploads.pause.sign_in", message=message)
        case _ if why.waits_for_user:
            return tr("uploads.pause.unknown")
        case Unreachable() | TimedOut():
            return tr("uploads.pause.unreachable")
        case _:
            return tr("uploads.pause.wrong_answer")


def drop(names: Sequence[str], customer: str, folder: str = "") -> str:
    """What letting go here would do."""
    goal = in_folder(customer, folder)
    if len(names) == 1:
        return tr("uploads.drop.one", name=names[0], customer=goal)
    return tr("uploads.drop.many", count=len(names), customer=goal)


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
