"""What came of a save, in sentences."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import Saved
from desktop.domain.errors import AppError, CannotUndo, CommandRefused, SavingStopped
from desktop.domain.rights import rights_for
from desktop.domain.values import Value
from desktop.ui.editing.words import advice
from desktop.ui.formats import moment
from desktop.ui.labels import all_listed, label_of, listed
from desktop.ui.notice import Notice, Severity
from desktop.ui.problems import describe
from desktop.ui.texts import tr

_MOST_TOLD = 3

Words = Callable[[str, Value], str]
"""Says the value of a field, by its name."""


def told_of_save(saved: Saved, sent: Mapping[str, Value], words: Words) -> Notice:
    """What is stored, what is not, and whose change was overwritten; *words* says values."""
    clock = saved.at.astimezone().strftime("%H:%M")
    told = _unasked(saved, sent, words)
    return _as_one(told) if told else _done(tr("forms.saved", clock=clock))


def told_of_done(done: str, saved: Saved, words: Words) -> Notice:
    """The same after the sentence *done*, which is of what did come of it; "" where nothing did."""
    told = _unasked(saved, saved.sent, words)
    if not told:
        return _done(done)
    return replace(_as_one([_done(done), *told] if done else told), severity=told[0].severity)


def _done(text: str) -> Notice:
    return Notice(text=text, severity=Severity.DONE)


def _unasked(saved: Saved, sent: Mapping[str, Value], words: Words) -> list[Notice]:
    """What came of it that was not asked for, the weightiest first."""
    told: list[Notice] = []
    if saved.disturbed:
        told.append(told_of_stop(saved))
    if saved.slipped:
        told.append(_told_of_slip(saved, words))
    if saved.makes_circle:
        text = tr("forms.circle", name=saved.after.name)
        told.append(Notice(text=text, severity=Severity.WARNING))
    if saved.not_stored:
        told.append(_told_of_part(saved, sent))
    return told


def _as_one(told: Sequence[Notice]) -> Notice:
    """As loud as the first."""
    text = " ".join(each.text for each in told)
    return replace(told[0], text=text, details="\n".join(filter(None, (e.details for e in told))))


def _told_of_part(saved: Saved, sent: Mapping[str, Value]) -> Notice:
    count = len(sent)
    stored, fields = count - len(saved.not_stored), listed(saved.not_stored)
    key = "forms.partly_refused" if saved.refused_by else "forms.partly"
    text = tr(key, stored=stored, count=count, fields=fields, words=saved.refused_by)
    return Notice(text=text, details=all_listed(saved.not_stored), severity=Severity.WARNING)


def _told_of_slip(saved: Saved, words: Words) -> Notice:
    """What went under ours, and what it was: somebody's change, or our own later one."""
    slipped = saved.slipped
    key = "forms.went_over" if saved.is_late else "forms.slipped"
    each = [
        tr("forms.slipped_one", field=label_of(one.name), value=words(one.name, one.theirs))
        for one in slipped
    ]
    more = len(each) - _MOST_TOLD
    told = " ".join(each[:_MOST_TOLD]) + (f" {tr('forms.more', count=more)}" if more > 0 else "")
    return Notice(
        text=tr(key, fields=listed([one.name for one in slipped]), theirs=told),
        details="\n".join(each),
        severity=Severity.WARNING,
    )


def told_of_stop(saved: Saved) -> Notice:
    """What that save disturbed, for which saving has stopped."""
    return describe(SavingStopped(fields=saved.disturbed, customer=saved.before))


def told_of_restoring(restored: Saved, stopped: Saved) -> Notice:
    """What came of putting back what *stopped* had disturbed."""
    name = stopped.before.name
    if missed := restored.not_stored:
        text = tr("forms.restored_but", name=name, fields=listed(missed))
        return Notice(text=text, details=all_listed(missed), severity=Severity.WARNING)
    text = tr("forms.restored", name=name, fields=listed(stopped.disturbed))
    return Notice(text=text, details=all_listed(stopped.disturbed), severity=Severity.DONE)


def told_of_error(error: AppError, fields: Collection[str] = (), *, is_new: bool = False) -> Notice:
    """Why nothing was stored of *fields*; of a refusal with the right that may be missing."""
    told = describe(error)
    if isinstance(error, CannotUndo):
        text = tr("forms.cannot_undo", fields=listed(error.fields))
        return Notice(text=text, details=all_listed(error.fields), severity=Severity.WARNING)
    if not isinstance(error, CommandRefused):
        return told
    rights = [
        each for each in rights_for(error.command, fields, is_new=is_new) if each not in told.text
    ]
    if not rights:
        return told
    words = tr("forms.right_missing", rights=", ".join(rights))
    return Notice(text=f"{told.text} {words}", details=told.details, severity=told.severity)


def told_of_absence() -> Notice:
    """That a save whose answer was lost has been looked for, and is not there."""
    return Notice(text=tr("forms.lost_absent"), severity=Severity.PROBLEM)


def told_of_undo(undone: Saved, words: Words) -> Notice:
    """What stands again as it was before the last save."""
    if not undone.sent:
        return _done(tr("forms.undone_already"))
    return _told_of_return("forms.undone", undone, words)


def told_of_theirs(put_back: Saved, words: Words) -> Notice:
    return _told_of_return("forms.theirs_are_back", put_back, words)


def _told_of_return(key: str, saved: Saved, words: Words) -> Notice:
    """What is back, what was not asked for, and where ours stands still."""
    back = [name for name in saved.sent if name not in saved.not_stored]
    done = tr(key, fields=listed(back)) if back else ""
    if not saved.not_stored:
        return told_of_done(done, saved, words)
    not_back = "forms.rest_not_back" if back else "forms.not_back"
    text = tr(not_back, fields=listed(saved.not_stored))
    missed = Notice(text=text, details=all_listed(saved.not_stored), severity=Severity.WARNING)
    told = [*_unasked(replace(saved, not_stored=()), saved.sent, words), missed]
    return replace(_as_one([_done(done), *told] if done else told), severity=told[0].severity)


def told_of_draft(draft: Draft, until: datetime | None) -> Notice:
    """That what was typed another time is back; a lost save of it is looked for *until* then."""
    at = moment(draft.at, datetime.now(UTC))
    if until is not None:
        clock = until.astimezone().strftime("%H:%M")
        text = tr("forms.draft_is_looked_for", moment=at, clock=clock)
        return Notice(text=text, severity=Severity.WARNING)
    return Notice(text=tr("forms.draft_is_back", moment=at), severity=Severity.INFO)


def told_of_waiting(draft: Draft) -> Notice:
    """How a save stands that could not go at once."""
    match draft.state:
        case DraftState.CONFLICT:
            fields = listed([each.name for each in draft.conflicts])
            text = tr("forms.waiting_conflict", fields=fields)
            return Notice(text=text, severity=Severity.WARNING)
        case DraftState.REFUSED:
            # Where it was not the server that said no, there are words for what it was.
            said = tr("forms.waiting_refused", words=draft.words)
            text = said if draft.words else advice(draft)
            return Notice(text=text, severity=Severity.PROBLEM)
        case _:
            return Notice(text=tr("forms.waiting"), severity=Severity.WARNING)
