"""The basic types of the API, read the way a generous PHP server reads them."""

import re
from datetime import date

STRING_LIMIT = 255  # characters (documented)
LSTRING_LIMIT = 16_777_215  # characters (documented)

_TRUE = {"1", "true", "yes", "ja", "on"}
_FALSE = {"", "0", "false", "no", "nej", "off"}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\.?\s+([a-zæøå]+)\.?\s+(\d{4})", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


class Refused(Exception):
    """One command answers status 0 with this text."""


class RequestRefused(Exception):
    """The whole request answers status 0 with this text."""


def number(value: object, field: str) -> int:
    """Read an integer; PHP takes it as text too (seen), and empty as 0 (inferred)."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,18}\s*", value):
        return int(value)
    raise Refused(f"Feltet {field} skal være et tal ({field} must be a number)")


def decimal(value: object, field: str) -> float | int:
    """Read a number with a full stop; a comma is read as one (inferred)."""
    if value is None or value == "":
        return 0
    if isinstance(value, bool | int | float):
        return value
    try:
        return float(str(value).strip().replace(",", "."))
    except ValueError:
        raise Refused(
            f"Feltet {field} skal være et tal ({field} must be a decimal number)"
        ) from None


def truth(value: object, field: str) -> int:
    """Read true, 1, yes / false, 0, no (documented) as 1 or 0."""
    if isinstance(value, bool):
        return int(value)
    spelling = "" if value is None else str(value).strip().lower()
    if spelling in _TRUE:
        return 1
    if spelling in _FALSE:
        return 0
    raise Refused(f"Feltet {field} skal være 1 eller 0 ({field} must be a boolean)")


def day(value: object, field: str) -> str:
    """Read a date in one of many spellings (documented) as YYYY-MM-DD, empty as ""."""
    spelling = "" if value is None else str(value).strip()
    if spelling in {"", "0000-00-00"}:
        return ""
    year, month, of_month = _day_parts(spelling)
    try:
        return date(year, month, of_month).isoformat()
    except ValueError:
        raise Refused(f"Feltet {field} er ikke en dato ({field} is not a date)") from None


def _day_parts(spelling: str) -> tuple[int, int, int]:
    if match := _YEAR_FIRST.fullmatch(spelling):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_FIRST.fullmatch(spelling):
        return int(match[3]), int(match[2]), int(match[1])
    if (match := _DAY_IN_WORDS.fullmatch(spelling)) and match[2][:3].lower() in _MONTHS:
        return int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1])
    return 0, 0, 0


def time_of_day(value: object, field: str) -> str:
    """Read 18:45, 18.45 or 18:45:10 (documented) as HH:MM:SS, empty as ""."""
    spelling = "" if value is None else str(value).strip()
    if not spelling:
        return ""
    match = _TIME.fullmatch(spelling)
    parts = [int(part or 0) for part in match.groups()] if match else [99, 0, 0]
    if parts[0] > 23 or parts[1] > 59 or parts[2] > 59:
        raise Refused(f"Feltet {field} er ikke et klokkeslæt ({field} is not a time)")
    return "{:02}:{:02}:{:02}".format(*parts)


def text(value: object, field: str, limit: int = STRING_LIMIT) -> str:
    """Read a string; over-long ones are refused here, the vendor's way is unknown."""
    if isinstance(value, list | dict):
        raise Refused(f"Feltet {field} skal være tekst ({field} must be text)")
    if isinstance(value, bool):
        value = int(value)
    spelling = "" if value is None else str(value)
    if len(spelling) > limit:
        raise Refused(
            f"Feltet {field} er for langt: {len(spelling)} tegn, højst {limit}"
            f" ({field} is too long)"
        )
    return spelling


def numbers(value: object, field: str) -> list[int]:
    """Read a collection of numbers; PHP writes an empty one as "" or null too (inferred)."""
    if value is None or value == "":
        return []
    if isinstance(value, dict):
        value = list(value.values())
    if not isinstance(value, list):
        raise Refused(f"Feltet {field} skal være en liste af tal ({field} must be a collection)")
    return [number(item, field) for item in value]
