"""When a photo was taken, as it stands in a field and is typed there: the camera's wall clock."""

import re
from datetime import date, datetime, time

from desktop.domain.checks import Fault, Unfit, typed_day
from desktop.ui.texts import tr

_WITH_TIME = re.compile(r"(.*?)[ T,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?", re.DOTALL)


def moment_words(taken: datetime | None) -> str:
    """Empty where nobody knows; seconds only where there are any."""
    if taken is None:
        return ""
    clock = f"{taken:%H:%M:%S}" if taken.second else f"{taken:%H:%M}"
    return f"{taken.strftime(tr('format.date'))} {clock}"


def typed_moment(text: str) -> datetime | None:
    """What *text* means, naive; None where it is empty, midnight without a time. Raises Unfit."""
    words = text.strip()
    found = _WITH_TIME.fullmatch(words)
    day = typed_day(found.group(1).strip() if found else words)
    if day is None and found is None:
        return None
    if not isinstance(day, date):
        raise Unfit(Fault.NOT_A_DATE)
    try:
        clock = _clock(found)
    except ValueError:
        raise Unfit(Fault.NOT_A_DATE) from None
    return datetime.combine(day, clock)


def _clock(found: re.Match[str] | None) -> time:
    if found is None:
        return time()
    hour, minute, second = (int(part or 0) for part in found.groups()[1:])
    return time(hour, minute, second)


def example() -> str:
    """A moment as it may be typed."""
    return moment_words(datetime(2026, 5, 17, 14, 30))  # noqa: DTZ001 - a camera's wall clock
