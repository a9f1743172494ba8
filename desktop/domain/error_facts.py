"""Errors as plain JSON objects: as the journal keeps them, and our processes tell each other."""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from desktop.domain import errors
from desktop.domain.errors import AppError, FileProblem, HandsLost, Malformed, ServerError

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
            errors.DocumentsUnlisted,
            errors.HandsLost,
            errors.HandsMissing,
            errors.CustomerGone,
            errors.StorageFailed,
            errors.DiskFull,
            errors.NotKept,
            errors.MirrorDamaged,
        )
    }
)
"""Those whose facts are plain values; of any other the name is all that is told."""
_ENUMS: Mapping[str, type[Enum]] = MappingProxyType({"problem": FileProblem, "why": Malformed})


def error_as_json(error: AppError | None) -> dict[str, object] | None:
    """The error's kind and facts."""
    if error is None:
        return None
    kind = type(error).__name__
    facts = vars(error) if kind in _KINDS else {}
    return {"kind": kind} | {
        name: value.value if isinstance(value, Enum) else value for name, value in facts.items()
    }


def read_error(said: object) -> AppError | None:
    """The error; None where there is none, or where it is of a kind not known here."""
    if not isinstance(said, Mapping):
        return None
    kind = _KINDS.get(str(said.get("kind")))
    if kind is None:
        return None
    facts = {name: value for name, value in said.items() if name != "kind"}
    has_run = facts.pop("may_have_run", None)
    try:
        error = kind(
            **{n: _ENUMS[n](value) if n in _ENUMS else value for n, value in facts.items()}
        )
    except (TypeError, ValueError):
        return None
    if has_run is not None and isinstance(error, ServerError | HandsLost):
        # Some kinds have it as a field, others as what they are.
        error.may_have_run = bool(has_run)
    return error
