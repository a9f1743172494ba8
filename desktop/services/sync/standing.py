"""How far a feed has been taken in, as it is kept with the last page stored."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """A pass under way: where it began and how to go on.

    Attributes:
        is_whole: Whether it shows everything there is, not only what changed.
        begun_at: When its first page was asked for, by this computer's clock, with its zone.
        stamp: Of the request for its first page.
        since: The moment it asked from, naive; None for the beginning.
        clock: The server's at its first page, naive.
        newest: The latest change before it began, for servers that tell no time; naive.
        key: What the next page is asked by; "" before the first page.
        pages: Pages stored.
        shown: Records on them.
        set_aside: Members of them that could not be read.
        again: Records that came twice without having changed.
        idle: Pages in a row, the last one among them, that showed nothing but such records.
        lost: Pages that could not be read, or not enough of them.
        restarts: How often it began anew.
        first: The mark of its first page.
    """

    is_whole: bool
    begun_at: datetime | None = None
    stamp: int = 0
    since: datetime | None = None
    clock: datetime | None = None
    newest: datetime | None = None
    key: str = ""
    pages: int = 0
    shown: int = 0
    set_aside: int = 0
    again: int = 0
    idle: int = 0
    lost: int = 0
    restarts: int = 0
    first: str = ""

    def is_endless(self, most: int) -> bool:
        """Whether no end is in sight, with *most* pages to spare.

        A key that an earlier run left may lead back to the start, and all of it is shown again;
        but not more pages than there were before, one by one, nor three times over in any order.
        """
        is_idling = self.idle > most + self.pages - self.idle
        is_repeating = self.pages > most and self.again > 3 * (self.shown - self.again)
        return bool(self.key) and (is_idling or is_repeating)

    def anew(self, now: datetime) -> Self:
        """The same pass from its first page on."""
        return replace(
            self,
            begun_at=now,
            clock=None,
            newest=None,
            key="",
            pages=0,
            shown=0,
            set_aside=0,
            again=0,
            idle=0,
            lost=0,
            first="",
            restarts=self.restarts + 1,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one feed.

    Attributes:
        watermark: Everything up to this moment of the server's clock is stored; naive.
        is_whole: Whether a pass from the beginning came to its end.
        whole_at: When the last such pass ended, by this computer's clock, with its zone.
        updated_at: When the newest pass that ended was begun, with its zone.
        set_aside: Members that could not be read, of the last whole pass.
        aside_since: The same of the last pass after it.
        losses: Passes in a row that lost a page; the first few count for nothing.
        passing: The pass under way.
        is_checking: Whether a whole pass has ended and whom it did not show is still unsettled.
    """

    watermark: datetime | None = None
    is_whole: bool = False
    whole_at: datetime | None = None
    updated_at: datetime | None = None
    set_aside: int = 0
    aside_since: int = 0
    losses: int = 0
    passing: Pass | None = None
    is_checking: bool = False


def leaves_more(before: Standing, after: Standing) -> bool:
    """Whether a pass that led from one to the other is best followed by one more.

    What a pass that was broken off has shown is as old as its beginning. And where the server's
    clock went back, changes were asked for that are later than the latest ones.
    """
    if before.passing is not None:
        return True
    went_back = before.watermark and after.watermark and after.watermark < before.watermark
    return bool(went_back)


def as_json(standing: Standing) -> dict[str, Any]:
    kept = asdict(standing)
    if kept["passing"]:
        kept["passing"] = _plain(kept["passing"])
    return _plain(kept)


def from_json(kept: object) -> Standing:
    """What *kept* says; what cannot be read of it is as if it had not been kept."""
    if not isinstance(kept, Mapping):
        return Standing()
    passing = kept.get("passing")
    known = _known(Standing, kept)
    known["passing"] = _pass(passing) if isinstance(passing, Mapping) else None
    return Standing(**known)


def _pass(kept: Mapping[str, Any]) -> Pass | None:
    return Pass(**_known(Pass, kept)) if "is_whole" in kept else None


def _plain(facts: Mapping[str, object]) -> dict[str, Any]:
    return {
        name: fact.isoformat() if isinstance(fact, datetime) else fact
        for name, fact in facts.items()
    }


def _known(kind: type, kept: Mapping[str, Any]) -> dict[str, Any]:
    moments = {"begun_at", "since", "clock", "newest", "watermark", "whole_at", "updated_at"}
    names = {field.name for field in fields(kind)} & kept.keys()
    return {name: _moment(kept[name]) if name in moments else kept[name] for name in names}


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
