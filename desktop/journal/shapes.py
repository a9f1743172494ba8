"""What the rows of the journal look like, so that one is known by its shape alone."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple, get_args

from desktop.domain.uploads import UploadState
from desktop.journal.drafts import State
from desktop.journal.pages import Record, Value
from desktop.journal.saves import Outcome, Way

_REQUIRED = object()


class _Column(NamedTuple):
    """A column; what does not pass is replaced by `otherwise`, or makes the row no row."""

    name: str
    passes: Callable[[Value], bool]
    otherwise: object = _REQUIRED


def _is_whole(value: Value) -> bool:
    return isinstance(value, int)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and value == value  # noqa: PLR0124 - NaN is no number


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def is_moment(value: Value) -> bool:
    try:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def is_object(value: Value) -> bool:
    try:
        return isinstance(value, str) and isinstance(json.loads(value), dict)
    except (ValueError, RecursionError):
        return False


def _is_json(value: Value) -> bool:
    try:
        json.loads(value if isinstance(value, str) else "")
    except (ValueError, RecursionError):
        return False
    return True


def _or_none(passes: Callable[[Value], bool]) -> Callable[[Value], bool]:
    return lambda value: value is None or passes(value)


def _is_one_of(*known: str) -> Callable[[Value], bool]:
    return lambda value: value in known


_ANY_TIME = "1970-01-01T00:00:00.000+00:00"
_STATES = tuple(state.value for state in UploadState)

TABLES: Mapping[str, tuple[_Column, ...]] = MappingProxyType(
    {
        "save": (
            _Column("customer_id", _is_whole),
            _Column("at", is_moment),
            _Column("way", _is_one_of(*get_args(Way))),
            _Column("sent", is_object),
            _Column("before", _or_none(is_object), None),
            _Column("after", _or_none(is_object), None),
            _Column("outcome", _is_one_of(*get_args(Outcome)), "unknown"),
            _Column("detail", _is_text, ""),
        ),
        "stop": (
            _Column("save_id", _is_whole),
            _Column("at", is_moment, _ANY_TIME),
            _Column("lifted_at", _or_none(is_moment)),
        ),
        "batch": (
            _Column("customer_id", _is_whole),
            _Column("at", is_moment),
            _Column("released_at", _or_none(is_moment)),
            _Column("about", is_object, "{}"),
        ),
        "upload": (
            _Column("batch_id", _is_whole),
            _Column("customer_id", _is_whole),
            _Column("customer_name", _is_text),
            _Column("source", _is_text),
            _Column("name", _is_text),
            _Column("title", _is_text),
            _Column("folder", _is_text, ""),
            _Column("state", _is_one_of(*_STATES), UploadState.NEEDS_YOU.value),
            _Column("rank", _is_number, 0.0),
            _Column("sha256", _is_text, ""),
            _Column("send_sha256", _is_text, ""),
            _Column("document_id", _or_none(_is_whole), None),
            _Column("added_at", is_moment, _ANY_TIME),
            _Column("changed_at", is_moment, _ANY_TIME),
            _Column("hidden", lambda value: value in {0, 1}, 0),
            _Column("about", is_object, "{}"),
        ),
        "upload_event": (
            _Column("upload_id", _is_whole),
            _Column("at", is_moment, _ANY_TIME),
            _Column("state", _is_one_of(*_STATES)),
            _Column("cause", _is_text, ""),
            _Column("detail", is_object, "{}"),
        ),
        "draft": (
            _Column("customer_id", _is_whole),
            _Column("parent_id", _or_none(_is_whole)),
            _Column("at", is_moment, _ANY_TIME),
            # What was let go may have gone: only the user can tell.
            _Column("state", _is_one_of(*get_args(State)), "draft"),
            _Column("base", is_object),
            _Column("mine", is_object),
            _Column("about", is_object, "{}"),
        ),
        "made": (_Column("local_id", _is_whole), _Column("customer_id", _is_whole)),
    }
)
"""Each table that has an `id`, and its other columns in order; no two are of one width."""

UNLIKE = frozenset({"import", "import_row", "learned", "sqlite_sequence"})
"""Tables whose rows are known in another way than by their width."""

_BY_WIDTH = {1 + len(columns): (table, columns) for table, columns in TABLES.items()}


class Row(NamedTuple):
    """A row of a table; the first of `values` is its id."""

    table: str
    values: tuple[object, ...]


def row_of(record: Record) -> Row | None:
    """The row that *record* is; None where it is none of ours."""
    if record.rowid is None or len(record.values) not in _BY_WIDTH:
        return None
    table, columns = _BY_WIDTH[len(record.values)]
    # The id is kept as the row's number, and in its own place nothing.
    if record.rowid <= 0 or record.values[0] is not None:
        return None
    values: list[object] = [record.rowid]
    for column, value in zip(columns, record.values[1:], strict=True):
        sound = value if column.passes(value) else column.otherwise
        if sound is _REQUIRED:
            return None
        values.append(sound)
    return Row(table, tuple(values))


def is_sound(table: str, values: Sequence[Value]) -> bool:
    """Whether a row of *table*, its id first, is as this program writes it."""
    columns = TABLES[table]
    return all(column.passes(value) for column, value in zip(columns, values[1:], strict=True))


def last_draft_of(record: Record) -> int:
    """The largest number a draft ever had, if *record* tells it; else 0."""
    match record:
        case (int(), ("draft", int(last))):
            return last
        case _:
            return 0


class Mention(NamedTuple):
    """What the index of contents says of an upload."""

    upload_id: int
    customer_id: int
    sha256: str


def mention_of(record: Record) -> Mention | None:
    """What *record* of an index says of an upload; None where it says nothing."""
    match record:
        case (None, (int(customer), str(sha256), int(upload))) if upload > 0:
            return Mention(upload, customer, sha256)
        case _:
            return None


def learned_of(record: Record) -> tuple[str, str] | None:
    """A name and what was learned under it, as JSON; None where *record* is nothing of it."""
    match record:
        case (None, (str(name), str(value))) if is_learned((name, value)):
            return name, value
        case _:
            return None


def is_learned(values: Sequence[Value]) -> bool:
    name, value = values
    return bool(name) and _is_json(value)
