"""The errors an upload can meet, as the journal keeps them: plain JSON objects."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from desktop.domain import errors
from desktop.domain.errors import AppError, FileProblem, Malformed

_KINDS: Mapping[str, type[AppError]] = MappingProxyType(
    {
        kind.__name__: kind
        for kind in (
            errors.Unreachable,
            errors.TimedOut,
            errors.NotAnEnvelope,
            errors.TooLargeForServer,
            errors.NotAccepted,
            errors.AskedToWait,
            errors.EnvelopeRefused,
            errors.CommandRefused,
            errors.FileRefused,
            errors.HandsLost,
            errors.DiskFull,
            errors.CustomerGone,
            errors.StorageFailed,
            errors.NotKept,
        )
    }
)
_ENUMS: Mapping[str, type[Enum]] = MappingProxyType({"problem": FileProblem, "why": Malformed})


def problem_as_json(problem: AppError | None) -> dict[str, object] | None:
    """The error's kind and facts."""
    if problem is None:
        return None
    facts: dict[str, object] = {"kind": type(problem).__name__}
    for name in getattr(problem, "__dataclass_fields__", ()):
        value = getattr(problem, name)
        facts[name] = value.value if isinstance(value, Enum) else value
    return facts


def read_problem(said: object) -> AppError | None:
    """The error; None where there is none, or where it is of a kind not known here."""
    if not isinstance(said, Mapping):
        return None
    kind = _KINDS.get(str(said.get("kind")))
    if kind is None:
        return None
    facts = {name: value for name, value in said.items() if name != "kind"}
    try:
        read = {n: _ENUMS[n](value) if n in _ENUMS else value for n, value in facts.items()}
        return kind(**read)
    except (TypeError, ValueError):
        return None
