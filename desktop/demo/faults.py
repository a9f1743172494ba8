"""The plan of misbehaviour: which command goes wrong, how, and how often."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

# Done to the answer of one command after it ran: collections that are text, collections that
# are empty, records without an id and records that are none, no record that can be read.
SPOILING = frozenset({"wrong_types", "empty_list", "bad_record", "bad_page"})
# Told to the command itself: an update that blanks what was not sent but the name, that leaves the
# field *name* as it was and says 1 all the same, that puts a customer below itself; a resumekey
# that is no longer known, that leads back to the start for ever, that is always the same, or
# that leads back a little; an upload whose document no listing shows, or that is stored under
# another title and file name.
QUIRKS = frozenset(
    {"overwrite", "drop_field", "circle", "expired_key", "endless_key", "same_key", "overlap"}
    | {"hidden", "renamed"}
)
# Done to the envelope of the answer: the server does not say what time it is, or every Echo in it
# answers *message* (nothing without one) in place of its text.
ENVELOPE = frozenset({"no_clock", "lost_echo"})
# The command is answered with status 0 and never runs.
REFUSING = frozenset({"refuse", "no_rights"})
# Waits *seconds*, or until a test releases it; with *executed* after the commands have run.
WAITING = frozenset({"delay", "hold"})
# The connection ends: before anything runs, after everything ran, in the middle of the answer.
CLOSING = frozenset({"close_before", "close_after", "half_reply"})
# A worker that goes on: the connection is closed or 504 answered first, and the commands are
# executed *seconds* later, or without any when a test releases them.
LATE = frozenset({"late", "late_504"})
# Strikes the next request of more than *above* bytes, whatever its command, while its body is on
# its way: *size* bytes are taken and the connection closed, or 413 answered and the connection
# closed; nothing is taken until a test releases it; *size* bytes are taken a second.
READING = frozenset({"close_reading", "early_413", "hold_reading", "slow_reading"})
# Strikes every request of more than *size* bytes, *times* of them: 413 at once, as a web server
# does; or the body is read and emptied, as PHP does, which then looks like a failing sign-in.
LIMITS = frozenset({"limit_413", "empty_post"})
EARLY = READING | LIMITS
ENDING_EARLY = frozenset({"close_reading", "early_413", "limit_413"})
# Another answer instead; besides these "http_500" and its like with any status, and with
# *seconds* in a Retry-After.
REPLACING = frozenset({"html", "not_json", "no_envelope_status", "huge", "auth", "redirect"})
_PLAIN_KINDS = (
    SPOILING | QUIRKS | ENVELOPE | REFUSING | WAITING | CLOSING | LATE | EARLY | REPLACING
)
# Whether the commands were executed all the same, unless the plan says otherwise.
_EXECUTED = frozenset({"close_after", "half_reply", "no_envelope_status", "huge"})


class Order(Protocol):
    """A command and its inputs."""

    @property
    def name(self) -> str: ...

    @property
    def inputs(self) -> Mapping[str, object]: ...


class BadPlan(ValueError):
    """A test asked for a fault that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One line of the plan.

    *where* limits it to inputs with these values, *skip* lets that many matches pass first,
    *times* below zero never ends, *executed* says whether the commands ran all the same. What is
    done to a whole exchange strikes it once, however many of its commands fit.
    """

    command: str
    kind: str
    times: int = 1
    skip: int = 0
    seconds: float = 0.0
    size: int = 64 * 1024 * 1024
    above: int = 0
    message: str = ""
    name: str = ""
    executed: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)

    @property
    def http_status(self) -> int:
        return int(self.kind[5:]) if self.kind.startswith("http_") else 0

    @property
    def is_of_exchange(self) -> bool:
        """Whether it is done to a request as a whole, not to the result of one command."""
        return self.kind in ENVELOPE | WAITING | CLOSING | LATE | REPLACING or bool(
            self.http_status
        )

    def fits_body(self, length: int) -> bool:
        return length > (self.size if self.kind in LIMITS else self.above)

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

    def take_all(self, orders: Iterable[Order]) -> list[list[Fault]]:
        """The faults that strike the commands of one envelope, in order."""
        asked = set[int]()
        return [self._take(order, asked) for order in orders]

    def _take(self, order: Order, asked: set[int]) -> list[Fault]:
        """The faults that strike this command now: every wait, but one outcome at a time."""
        taken: list[Fault] = []
        decided = False
        for place, fault in enumerate(self._waiting):
            may_strike = fault.kind in WAITING or not (decided or fault.kind in EARLY)
            if not may_strike or place in asked or not fault.fits(order.name, order.inputs):
                continue
            if fault.is_of_exchange:
                asked.add(place)
            if _strikes(self._left[place]):
                taken.append(fault)
                decided = decided or fault.kind not in WAITING
        return taken

    def take_reading(self, length: int) -> Fault | None:
        """The fault that strikes while a body of *length* bytes is read."""
        for fault, left in zip(self._waiting, self._left, strict=True):
            if fault.kind in EARLY and fault.fits_body(length) and _strikes(left):
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
