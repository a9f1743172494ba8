"""The request and response envelopes around the commands."""

import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desktop.demo import account, coercion
from desktop.demo.call import Binary
from desktop.demo.coercion import Refused, RequestRefused

_BINARY = ("filedata", "imagedata")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One command of an envelope, its inputs at the same level as its name (documented)."""

    name: str
    inputs: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A request whose sender is known."""

    orders: Sequence[Order]
    halt_on_error: bool


def read(raw: bytes | None) -> Envelope:
    """Read the parameter `json`; other items such as imei and remoteagent are let pass."""
    if raw is None:
        raise RequestRefused("Ingen forespørgsel (no request)")
    try:
        sent = json.loads(raw)
    except (ValueError, RecursionError):
        raise RequestRefused("Forespørgslen er ikke gyldig JSON (invalid JSON)") from None
    if not isinstance(sent, dict):
        raise RequestRefused("Forespørgslen er ikke et sæt (the request is not a set)")
    account.check(sent)
    commands = sent.get("commands")
    if not isinstance(commands, list) or not commands:
        raise RequestRefused("Ingen kommandoer (no commands)")
    return Envelope(orders=[_order(item) for item in commands], halt_on_error=_halts(sent))


def _halts(sent: Mapping[str, Any]) -> bool:
    try:
        return bool(coercion.truth(sent.get("haltonerror"), "haltonerror"))
    except Refused as refusal:
        raise RequestRefused(str(refusal)) from None


def _order(item: object) -> Order:
    if not isinstance(item, dict):
        return Order(name="", inputs={})
    inputs = {name: value for name, value in item.items() if name != "command"}
    # Decoded once: the command stores the bytes and the ledger counts them.
    for name in _BINARY:
        if name in inputs:
            inputs[name] = _decoded(inputs[name])
    return Order(name=str(item.get("command", "")), inputs=inputs)


def _decoded(value: object) -> Binary:
    """Decode strictly: a '+' that became a space is a client's mistake worth hearing of."""
    if not isinstance(value, str):
        return Binary(b"", "ingen base64-tekst (not base64 text)")
    try:
        return Binary(binascii.a2b_base64(value, strict_mode=True))
    except (binascii.Error, ValueError):
        return Binary(b"", "ugyldig base64 (invalid base64)")


def accepted(results: Sequence[Mapping[str, object]], now: datetime) -> dict[str, object]:
    """The answer to a request that was let in (documented)."""
    return {
        "status": 1,
        "msg": "OK",
        "results": list(results),
        "date": f"{now:%Y-%m-%d}",
        "time": f"{now:%H:%M:%S}",
    }


def refused(refusal: RequestRefused) -> dict[str, object]:
    """Status 0 and a text (seen); no results, date or time, which nobody promises."""
    return {"status": 0, "msg": str(refusal)}
