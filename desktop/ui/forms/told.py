"""What came of a save, in sentences."""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime

from desktop.domain.conflicts import Conflict
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
    if saved.disturbed:
        return told_of_stop(saved)
    if saved.makes_circle:
        return Notice(text=tr("forms.circle", name=saved.after.name), severity=Severity.WARNING)
    if saved.slipped:
        return _told_of_slip(saved.slipped, words)
    if saved.not_stored:
        return _told_of_part(saved, sent)
    clock = saved.at.astimezone().strftime("%H:%M")
    return Notice(text=tr("forms.saved", clock=clock), severity=Severity.DONE)


def _told_of_part(saved: Saved, sent: Mapping[str, Value]) -> Notice:
    count = len(sent)
    stored, fields = count - len(saved.not_stored), listed(saved.not_stored)
    key = "forms.partly_refused" if saved.refused_by else "forms.partly"
    text = tr(key, stored=stored, count=count, fields=fields, words=saved.refused_by)
    return Notice(text=text, details=all_listed(saved.not_stored), severity=Severity.WARNING)


def _told_of_slip(slipped: tuple[Conflict, ...], words: Words) -> Notice:
    """Somebody's change that went under ours, and what it was."""
    each = [
        tr("forms.slipped_one", field=label_of(one.name), value=words(one.name, one.theirs))
        for one in slipped
    ]
    more = len(each) - _MOST_TOLD
    told = " ".join(each[:_MOST_TOLD]) + (f" {tr('forms.more', count=more)}" if more > 0 else "")
    return Notice(
        text=tr("forms.slipped", fields=listed([one.name for one in slipped]), theirs=told),
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


def told_of_error(error: AppError, fields: Collection[str] = ()) -> Notice:
    """Why nothing was stored; of a refusal with the right that may be missing."""
    told = describe(error)
    if isinstance(error, CannotUndo):
        text = tr("forms.cannot_undo", fields=listed(error.fields))
        return Notice(text=text, details=all_listed(error.fields), severity=Severity.WARNING)
    if not isinstance(error, CommandRefused):
        return told
    rights = [each for each in rights_for(error.command, fields) if each not in told.text]
    if not rights:
        return told
    words = tr("forms.right_missing", rights=", ".join(rights))
    return Notice(text=f"{told.text} {words}", details=told.details, severity=told.severity)


def told_of_absence() -> Notice:
    """That a save whose answer was lost has been looked for, and is not there."""
    return Notice(text=tr("forms.lost_absent"), severity=Severity.PROBLEM)


def told_of_undo(undone: Saved) -> Notice:
    """What stands again as it was before the last save."""
    if undone.not_stored:
        return _told_of_part(undone, undone.sent)
    if not undone.sent:
        return Notice(text=tr("forms.undone_already"), severity=Severity.DONE)
    text = tr("forms.undone", fields=listed(tuple(undone.sent)))
    return Notice(text=text, severity=Severity.DONE)


def told_of_theirs(put_back: Saved) -> Notice:
    text = tr("forms.theirs_are_back", fields=listed(tuple(put_back.sent)))
    return Notice(text=text, severity=Severity.DONE)


def told_of_draft(draft: Draft) -> Notice:
    """That what was typed another time is in the form again."""
    at = moment(draft.at, datetime.now(UTC))
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
