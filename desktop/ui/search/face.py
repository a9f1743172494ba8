"""How a result looks, worked out once for as long as it stays the same."""

from collections.abc import Sequence
from typing import NamedTuple

from desktop.domain.records import CustomerType
from desktop.ui.search.emphasis import Span, spans
from desktop.ui.search.line import Result
from desktop.ui.search.words import name_of, place_of, town_of
from desktop.ui.tree.look import Kind, Look

_BADGE_LETTERS = 2


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
    name, place, town = name_of(row), _where(result, needles), town_of(row)
    return Face(
        look=Look(
            Kind.CUSTOMER,
            letter=kind.text("letter")[:_BADGE_LETTERS] if kind else "",
            colour=kind.text("color") if kind else "",
            is_closed=bool(row.is_closed),
            is_blocked=bool(row.is_blocked),
            is_customer=True,
        ),
        name=Marked(name, spans(name, needles)),
        number=Marked(row.number, spans(row.number, needles)),
        path=result.path,
        place=place,
        town=Marked(town, spans(town, needles)),
        is_recent=result.is_recent,
        is_pinned=result.is_pinned,
    )


def _where(result: Result, needles: Sequence[str]) -> Marked:
    """The address, or the field that has what was typed, emphasised there alone."""
    if result.reason is None:
        place = place_of(result.row)
        return Marked(place, spans(place, needles))
    found = spans(one_line(result.reason.text), needles)
    text, begin = reason_words(result.reason), 0
    begin = len(text) - len(one_line(result.reason.text))
    return Marked(text, tuple((begin + first, begin + last) for first, last in found))
