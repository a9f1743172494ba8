"""Reading a long JSON text piece by piece, so that other threads get their turn.

The standard library's reader holds the interpreter's lock from the first byte to the last: ten
megabytes stop the window for 100 ms, from whatever thread. Here the outer layers of a reply are
walked in Python and each record is read on its own, so the lock is free between any two of them.
"""

import json
import re
from collections.abc import Callable, Iterable
from typing import Final

_LAYERS: Final = 4
"""Envelope, its results, one result, one collection; below that are records."""

_MOST_DIGITS: Final = 400
"""Longer digit strings stay text: Python takes ever longer over them, then refuses."""

_DEEPEST: Final = 100
"""Levels in a record; more would stop whoever writes it out again."""

_SPACE = re.compile(r"[ \t\n\r]*")


def _whole_number(digits: str) -> int | str:
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


# Control characters inside strings are let pass: they do no harm there.
_FAST = json.JSONDecoder(strict=False)
_CAREFUL = json.JSONDecoder(strict=False, parse_int=_whole_number)


def loads(text: str) -> object:
    """What *text* says; raises JSONDecodeError, or RecursionError where it is nested too deep."""
    value, at = _value(text, _skip(text, 0), _LAYERS)
    at = _skip(text, at)
    if at != len(text):
        raise json.JSONDecodeError("Extra data", text, at)
    return value


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _value(text: str, at: int, layers: int) -> tuple[object, int]:
    opening = text[at : at + 1] if layers else ""
    if opening == "{":
        return _object(text, at + 1, layers - 1)
    if opening == "[":
        return _array(text, at + 1, layers - 1)
    value, end = _record(text, at)
    # How deep the library itself goes differs from one Python to the next.
    if text.count("[", at, end) + text.count("{", at, end) > _DEEPEST and _is_deep(value):
        raise RecursionError
    return value, end


def _record(text: str, at: int) -> tuple[object, int]:
    try:
        return _FAST.raw_decode(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:
        # More digits than Python takes for a number.
        return _CAREFUL.raw_decode(text, at)


def _is_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [member for each in level for member in _members(each)]
        if not level:
            return False
    return True


def _members(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _object(text: str, at: int, layers: int) -> tuple[object, int]:
    members: dict[str, object] = {}

    def member(at: int) -> int:
        if text[at : at + 1] != '"':
            raise json.JSONDecodeError("Expecting a name in quotes", text, at)
        name, at = _FAST.raw_decode(text, at)
        at = _skip(text, at)
        if text[at : at + 1] != ":":
            raise json.JSONDecodeError("Expecting ':'", text, at)
        members[name], at = _value(text, _skip(text, at + 1), layers)
        return at

    return members, _series(text, at, "}", member)


def _array(text: str, at: int, layers: int) -> tuple[object, int]:
    members: list[object] = []

    def member(at: int) -> int:
        value, at = _value(text, at, layers)
        members.append(value)
        return at

    return members, _series(text, at, "]", member)


def _series(text: str, at: int, closing: str, member: Callable[[int], int]) -> int:
    """Read members with commas between them up to *closing*; returns where the rest begins."""
    at = _skip(text, at)
    if text[at : at + 1] == closing:
        return at + 1
    while True:
        at = _skip(text, member(at))
        mark = text[at : at + 1]
        if mark == closing:
            return at + 1
        if mark != ",":
            raise json.JSONDecodeError(f"Expecting ',' or '{closing}'", text, at)
        at = _skip(text, at + 1)
