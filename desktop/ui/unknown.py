"""What the server sends beside the fields of the catalogue, in words."""

import json

from desktop.domain.records import Record
from desktop.domain.values import clean_text


def other_fields(record: Record) -> list[tuple[str, object]]:
    """What the catalogue does not know, and the custom values."""
    return [*record.others(), *((clean_text(str(n)), v) for n, v in record.custom().items())]


def wire_text(wire: object) -> str:
    """What the server sent, for a field nobody knows how to read."""
    if wire is None or wire in ([], {}):
        return ""
    if isinstance(wire, str):
        return clean_text(wire)
    return clean_text(json.dumps(wire, ensure_ascii=False, default=str))
