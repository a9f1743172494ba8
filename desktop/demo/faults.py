"""The plan of misbehaviour: which command goes wrong, how, and how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Done to the answer of one command after it ran: collections that are text, collections that
# are empty, records without an id and records that are none, no record that can be read.
SPOILING = frozenset({"wrong_types", "empty_list", "bad_record", "bad_page"})
# Told to the command itself: an update that blanks what was not sent but the name; a resumekey
# that is no longer known, that leads back to the start for ever, that is always the same, or
# that leads back a little.
QUIRKS = frozenset({"overwrite", "expired_key", "endless_key", "same_key", "overlap"})
# Done to the envelope of the answer: the server does not say what time it is.
ENVELOPE = frozenset({"no_clock"})
# The command is answered with status 0 and never runs.
REFUSING = frozenset({"refuse", "no_rights"})
# Waits *seconds*, or until a test releases it; with *executed* after the commands have run.
WAITING = frozenset({"delay", "hold"})
# The connection ends: before anything runs, after everything ran, in the middle of the answer.
CLOSING = frozenset({"close_before", "close_after", "half_reply"})
# Strikes the next request, whatever its command, while its body is on its way: *size* bytes are
# taken and the connection closed, or nothing is taken until a test releases it.
EARLY = frozenset({"close_reading", "hold_reading"})
# Another answer instead; besides these "http_500" and its like with any status.
REPLACING = frozenset({"html", "not_json", "no_envelope_status", "huge", "auth", "redirect"})
_PLAIN_KINDS = SPOILING | QUIRKS | ENVELOPE | REFUSING | WAITING | CLOSING | EARLY | REPLACING
# Whether the commands were executed all the same, unless the plan says otherwise.
_EXECUTED = frozenset({"close_after", "half_reply", "no_envelope_status", "huge"})


class BadPlan(ValueError):
    """A test asked for a fault that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of the plan.

    *where* limits it to inputs with these values, *skip* lets that many matches pass first,
    *times* below zero never ends, *executed* says whether the commands ran all the same.
    """

    command: str
    kind: str
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    size: int = 64 * 1024 * 1024
    message: str = ""
    executed: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def http_status(self) -> int:
        return int(self.kind[5:]) if self.kind.startswith("http_") else 0

    def fits(self, command: str, inputs: Mapping[str, object]) -> bool:
        if self.command not in ("*", command):
            return False
        if self.kind in ("expired_key", "same_key") and not inputs.get("resumekey"):
            return False
        return all(str(_input(inputs, path)) == str(value) for path, value in self.where.items())


def _input(inputs: Mapping[str, object], path: str) -> object:
    """An input by name; "customer.id" looks into a set."""
    found: object = inputs
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found


def read_fault(raw: Mapping[str, Any]) -> Fault:
    """Read one line of a plan; a misspelt one is a mistake in the test."""
    unknown = set(raw) - set(Fault.__dataclass_fields__)
    kind = str(raw.get("kind"))
    by_status = kind.startswith("http_") and kind[5:].isdigit()
    if unknown or not (kind in _PLAIN_KINDS or by_status):
        raise BadPlan(f"unknown kind or field: {dict(raw)}")
    plan: dict[str, Any] = {"command": "*", "executed": kind in _EXECUTED}
    return Fault(**(plan | dict(raw)))


class FaultPlan:
    """The faults still to come; each match uses one up."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._left: list[list[int]] = []  # per fault: matches to skip, times to strike

    def add(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            self._waiting.append(fault)
            self._left.append([fault.skip, fault.times])

    def clear(self) -> None:
        self._waiting.clear()
        self._left.clear()

    def take(self, command: str, inputs: Mapping[str, object]) -> list[Fault]:
        """The faults that strike this command now: every wait, but one outcome at a time."""
        taken: list[Fault] = []
        decided = False
        for fault, left in zip(self._waiting, self._left, strict=True):
            may_strike = fault.kind in WAITING or not (decided or fault.kind in EARLY)
            if may_strike and fault.fits(command, inputs) and _strikes(left):
                taken.append(fault)
                decided = decided or fault.kind not in WAITING
        return taken

    def take_reading(self) -> Fault | None:
        """The fault that strikes while the next body is read."""
        for fault, left in zip(self._waiting, self._left, strict=True):
            if fault.kind in EARLY and _strikes(left):
                return fault
        return None


def _strikes(left: list[int]) -> bool:
    if left[0] > 0:
        left[0] -= 1
        return False
    if left[1] == 0:
        return False
    left[1] -= 1  # a negative count never ends
    return True
