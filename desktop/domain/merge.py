"""Three ways to one value: what a field was, what the user made of it, what it is by now."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.domain.conflicts import Conflict
from desktop.domain.edits import customer_field, is_met, same
from desktop.domain.fields import Field
from desktop.domain.records import Customer
from desktop.domain.values import Value

__all__ = ["Conflict", "Merge", "carried", "merge", "merge_value"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What is to be sent, and what cannot be told without the user."""

    send: Mapping[str, Value]
    conflicts: tuple[Conflict, ...] = ()


def merge_value(field: Field, base: Value, mine: Value, theirs: Value) -> Value | Conflict:
    """The value that keeps both changes; a Conflict where there is none.

    Spellings of one meaning are one value, as `same` has them.
    """
    if same(field, mine, base) or is_met(field, mine, theirs):
        return theirs
    if same(field, theirs, base):
        return mine
    return Conflict(name=field.name, base=base, theirs=theirs, mine=mine)


def merge(
    base: Customer,
    mine: Mapping[str, Value],
    theirs: Customer,
    decided: Mapping[str, Value] | None = None,
    seen: Customer | None = None,
) -> Merge:
    """What of *mine* is to be sent to a customer that is *theirs* by now.

    *decided* are the values the user chose for fields that were in conflict, with what *seen*
    held before their eyes, or *theirs*. One that changed again since *seen* is a conflict again.
    Fields whose value is there already are not sent.
    """
    chosen = decided or {}
    send: dict[str, Value] = {}
    conflicts: list[Conflict] = []
    for name, value in {**mine, **chosen}.items():
        field = customer_field(name)
        now = theirs.held(name)
        began = (seen or theirs).held(name) if name in chosen else base.held(name)
        # A field that was decided on and not touched since is sent, whatever it was before.
        came = merge_value(field, began, value, now)
        if name not in chosen and same(field, value, began) and not is_met(field, value, now):
            # Typed back over what waited: that theirs is another by now was seen by nobody.
            came = Conflict(name=name, base=began, theirs=now, mine=value)
        if isinstance(came, Conflict):
            conflicts.append(replace(came, base=base.held(name)))
        elif not is_met(field, came, now):
            send[name] = came
    return Merge(send=send, conflicts=tuple(conflicts))


def carried(
    decided: Mapping[str, Value] | None, seen: Customer | None, fresh: Customer
) -> dict[str, Value]:
    """What was *decided* with *seen* before the eyes, where others are now asked over *fresh*.

    Who took theirs takes what is there by now: it is not ours to put back what they had then.
    """
    answers = dict(decided or {})
    for name, value in answers.items():
        if seen is not None and same(customer_field(name), value, seen.held(name)):
            answers[name] = fresh.held(name)
    return answers
