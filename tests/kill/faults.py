"""What goes wrong between the program and the server, at random."""

import random
from typing import Any

_UPLOADS = ("AddFileToCustomer", "AddPhotoToCustomer")
_LISTING = "GetDocumentsByCustomerID"

_LATEST_S = 1.2
"""At the speed of the uploads' clock not even a minute: a listing is believed after three."""

_ANSWERS = ("html", "http_502", "http_503", "http_504")
_ENDS = ("close_before", "close_after", "half_reply", "no_envelope_status", "not_json")
_SAID = ("lost_echo", "no_clock", "refuse", "renamed")


def plan(dice: random.Random, count: int) -> list[dict[str, Any]]:
    """Faults for some fifty uploads; each strikes once."""
    return [_fault(dice) for _ in range(count)]


def _fault(dice: random.Random) -> dict[str, Any]:
    draw = dice.choices((_upload, _listing, _reading), (8, 2, 2))[0]
    return draw(dice)


def _upload(dice: random.Random) -> dict[str, Any]:
    command, skip = dice.choice(_UPLOADS), dice.randrange(25)
    kind = dice.choice((*_ANSWERS, *_ENDS, *_SAID, "late", "late_504", "hold", "delay"))
    fault: dict[str, Any] = {"command": command, "kind": kind, "skip": skip}
    if kind in (*_ANSWERS, "hold", "delay"):
        fault["executed"] = dice.random() < 0.5
    if kind in ("late", "late_504", "delay"):
        fault["seconds"] = dice.uniform(0.05, _LATEST_S)
    return fault


def _listing(dice: random.Random) -> dict[str, Any]:
    kind = dice.choice(("http_503", "close_before", "half_reply", "bad_record", "refuse", "html"))
    return {"command": _LISTING, "kind": kind, "skip": dice.randrange(12)}


def _reading(dice: random.Random) -> dict[str, Any]:
    """Strikes while the body of a larger file is on its way."""
    kind = dice.choice(("close_reading", "early_413", "hold_reading", "slow_reading"))
    size = 200_000 if kind == "slow_reading" else dice.randrange(1, 100_000)
    return {"kind": kind, "above": 100_000, "size": size, "skip": dice.randrange(3)}
