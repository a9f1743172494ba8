"""From which change on a feed is asked, by the server's clock alone."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from desktop.domain.records import Record

BEGINNING: Final = date(1970, 1, 1)
"""Far enough back for a feed to hold everything (inferred that it is accepted)."""

OVERLAP: Final = timedelta(minutes=65)
"""Asked again each time: Danish clocks repeat an hour in October, and equality is unclear."""

SILENT_STEP: Final = timedelta(hours=2)
"""The server's clock may go back by so much unasked: an hour in October, some for mending."""

_EARLIEST = datetime.combine(BEGINNING, time())

_AHEAD: Final = timedelta(hours=2)
"""Danish clocks are so far ahead of UTC, or an hour less."""


def since(watermark: datetime | None) -> datetime | None:
    """The moment to ask from; None is the beginning. Across midnight too: it is one number."""
    if watermark is None or watermark < _EARLIEST + OVERLAP:
        return None
    return watermark - OVERLAP


def as_inputs(moment: datetime | None) -> tuple[date, time | None]:
    """Day and time as a feed takes them; the beginning goes without a time."""
    if moment is None:
        return BEGINNING, None
    return moment.date(), moment.time().replace(microsecond=0)


def hours_back(watermark: datetime | None, clock: datetime | None) -> int:
    """Whole hours, rounded up, that the server's clock has gone back by more than is believed."""
    if watermark is None or clock is None or watermark - clock <= SILENT_STEP:
        return 0
    return -((clock - watermark) // timedelta(hours=1))


def moved(
    watermark: datetime | None,
    *,
    clock: datetime | None,
    newest: datetime | None,
    now: datetime,
) -> datetime | None:
    """The watermark after a pass: the clock of its first page, also where that is earlier.

    A server that tells no time leaves the *newest* change before that page. Our clock, which is
    *now*, only says what cannot be: then too much is asked for rather than too little.
    """
    if clock is not None:
        return clock
    known = [each for each in (watermark, newest) if each and _is_plausible(each, now)]
    return max(known, default=watermark)


def newest_change(
    records: tuple[Record, ...],
    so_far: datetime | None,
    *,
    begun_at: datetime,
    now: datetime,
) -> datetime | None:
    """The latest moment before the pass began, by the change times of a page and *so_far*.

    What is changed when a page is asked for was not all changed when the first one was: it is
    earlier by as long as the pass has taken. A change in the future says nothing.
    """
    taken = max(now - begun_at, timedelta())
    times = [
        moment - taken
        for record in records
        if (moment := changed_at(record)) and _is_plausible(moment, now)
    ]
    return max([*times, so_far] if so_far else times, default=None)


def _is_plausible(moment: datetime, now: datetime) -> bool:
    return _EARLIEST <= moment <= now.astimezone(UTC).replace(tzinfo=None) + _AHEAD


def changed_at(record: Record) -> datetime | None:
    """When the record says it was changed, naive as the server's clock is."""
    day = record.day("changedate")
    return datetime.combine(day, record.clock("changetime") or time()) if day else None
