"""From which change on a feed is asked, by the server's clock alone."""

from datetime import date, datetime, time, timedelta
from typing import Final

from desktop.domain.records import Record

BEGINNING: Final = date(1970, 1, 1)
"""Far enough back for a feed to hold everything (inferred that it is accepted)."""

OVERLAP: Final = timedelta(minutes=65)
"""Asked again each time: Danish clocks repeat an hour in October, and equality is unclear."""

SILENT_STEP: Final = timedelta(hours=2)
"""The server's clock may go back by so much unasked: an hour in October, some for mending."""

_EARLIEST = datetime.combine(BEGINNING, time())


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
    watermark: datetime | None, *, clock: datetime | None, newest: datetime | None
) -> datetime | None:
    """The watermark after a pass: the clock of its first page, also where that is earlier.

    A server that tells no time leaves the newest change it has shown; ours is never asked.
    """
    if clock is not None or newest is None:
        return clock or watermark
    return max(watermark or newest, newest)


def newest_change(records: tuple[Record, ...], so_far: datetime | None) -> datetime | None:
    """The latest change time among *records* and *so_far*."""
    times = [moment for record in records if (moment := changed_at(record))]
    return max([*times, so_far] if so_far else times, default=None)


def changed_at(record: Record) -> datetime | None:
    """When the record says it was changed, naive as the server's clock is."""
    day = record.day("changedate")
    return datetime.combine(day, record.clock("changetime") or time()) if day else None
