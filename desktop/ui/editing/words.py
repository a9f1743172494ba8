"""How a draft or a waiting save stands, in words."""

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.rights import rights_for
from desktop.ui.formats import one_line
from desktop.ui.forms.naming import customer_words
from desktop.ui.labels import all_listed, listed
from desktop.ui.texts import has_text, tr

_COMMAND = "CreateUpdateCustomerByID"
_UNSURE = "CreateUnsure"
_WITH_A_NO = {_UNSURE: "CreateRefusedUnsure", "NotStored": "NotStoredRefused"}
"""What has another sentence where it came with the server's no."""


def name_of(draft: Draft) -> str:
    """What its customer is called, with its number; by what is typed where it is new."""
    if not draft.is_new:
        return customer_words(draft.base.name, draft.base.number_text, draft.customer)
    name = typed_name(draft)
    return tr("unsent.new", name=name) if name else tr("unsent.new_nameless")


def typed_name(draft: Draft) -> str:
    """What a new customer is to be called; empty where that is not typed yet."""
    return one_line(str(draft.mine.get("name") or ""))


def is_unsure(draft: Draft) -> bool:
    """Whether the new customer may have been created already, as the one that was found."""
    return draft.problem == _UNSURE and draft.fresh is not None


def can_be_resolved(draft: Draft) -> bool:
    """Whether the user has to say what each of some fields is to be."""
    return draft.state is DraftState.CONFLICT and bool(draft.conflicts)


def waits_for_user(draft: Draft) -> bool:
    return draft.state in {DraftState.CONFLICT, DraftState.REFUSED}


def fields_of(draft: Draft) -> str:
    """The fields that were changed."""
    return listed(tuple(dict.fromkeys((*draft.mine, *draft.typed))))


def state_words(draft: Draft) -> str:
    """How it stands, in a line."""
    if is_unsure(draft):
        return tr("unsent.state.unsure")
    if can_be_resolved(draft):
        return tr("unsent.state.conflict", fields=listed([each.name for each in draft.conflicts]))
    if waits_for_user(draft):
        return tr("unsent.state.refused", reason=one_line(draft.words) or _reason(draft))
    return tr(f"unsent.state.{draft.state.value}")


def advice(draft: Draft) -> str:
    """What happened, and what can be done: sentences."""
    if can_be_resolved(draft):
        fields = all_listed(each.name for each in draft.conflicts)
        return tr("unsent.advice.conflict", fields=fields)
    if not waits_for_user(draft):
        return tr(f"unsent.advice.{draft.state.value}")
    parts = [_sentence(draft)]
    if draft.problem == "CommandRefused" or (draft.problem == "NotStored" and draft.words):
        rights = rights_for(_COMMAND, tuple(draft.mine), is_new=draft.is_new)
        missing = [right for right in rights if right not in draft.words]
        if missing:
            parts.append(tr("forms.right_missing", rights=", ".join(missing)))
    return " ".join(parts)


def _sentence(draft: Draft) -> str:
    fresh = draft.fresh
    with_a_no = _WITH_A_NO.get(draft.problem) if draft.words else None
    key = f"unsent.problem.{with_a_no or draft.problem}"
    if not has_text(key):
        key = "unsent.problem.other"
    return tr(
        key,
        words=draft.words,
        fields=all_listed(draft.fields),
        number=str(draft.mine.get("customernumber") or ""),
        name=one_line(fresh.name) if fresh else "",
        id=fresh.id if fresh else "",
    )


def _reason(draft: Draft) -> str:
    """Why it was refused, in two or three words."""
    key = f"unsent.reason.{draft.problem}"
    return tr(key) if has_text(key) else tr("unsent.reason.other")
