"""How a result looks, worked out once for as long as it stays the same."""

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.records import CustomerType
from desktop.ui.formats import one_line
from desktop.ui.labels import label_of
from desktop.ui.search.emphasis import Span, spans
from desktop.ui.search.line import Result
from desktop.ui.search.words import name_of, place_of, town_of
from desktop.ui.tree.look import Kind, Look

_BADGE_LETTERS = 2
_MOST_BEFORE = 16
"""Characters of a text before what was typed."""
_DOTS = "\N{HORIZONTAL ELLIPSIS}"


class Marked(NamedTuple):
    """A text and the parts of it that are what was typed."""

    text: str
    spans: tuple[Span, ...] = ()


class Face(NamedTuple):
    """What the delegate paints of a result; `town` is the part of `place` that is missed most.

    Where another field than the address has what was typed, that one is in its place.
    """

    look: Look
    name: Marked
    number: Marked
    path: tuple[str, ...]
    place: Marked
    town: Marked
    is_recent: bool
    is_pinned: bool


def face_of(result: Result, kind: CustomerType | None, needles: Sequence[str]) -> Face:
    row = result.row
    return Face(
        look=Look(
            Kind.CUSTOMER,
            letter=kind.text("letter")[:_BADGE_LETTERS] if kind else "",
            colour=kind.text("color") if kind else "",
            is_closed=bool(row.is_closed),
            is_blocked=bool(row.is_blocked),
            is_customer=True,
        ),
        name=_marked(name_of(row), needles),
        number=_marked(row.number, needles),
        path=result.path,
        place=_where(result, needles),
        town=_marked(town_of(row), needles),
        is_recent=result.is_recent,
        is_pinned=result.is_pinned,
    )


def _where(result: Result, needles: Sequence[str]) -> Marked:
    """The address, or the field that has what was typed, emphasised there alone."""
    if result.reason is None:
        return _marked(place_of(result.row), needles)
    label, value = label_of(result.reason.field), _marked(one_line(result.reason.text), needles)
    left_out = _left_out(value)
    begin = f"{label} {_DOTS}" if left_out else f"{label} "
    further = len(begin) - left_out
    return Marked(
        begin + value.text[left_out:],
        tuple((first + further, last + further) for first, last in value.spans),
    )


def _left_out(value: Marked) -> int:
    """How much of a long text is left out, so that what was typed is in sight."""
    first = value.spans[0][0] if value.spans else 0
    return value.text.rfind(" ", 0, first) + 1 if first > _MOST_BEFORE else 0


def _marked(text: str, needles: Sequence[str]) -> Marked:
    return Marked(text, spans(text, needles))
