"""The envelope that every request and reply travels in."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final
from urllib.parse import quote

from desktop.domain.account import Account, Password
from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
)
from desktop.domain.fields import Kind
from desktop.domain.values import UnreadableValueError, Value, clean_text, read_value
from desktop.microbizz import piecewise
from desktop.microbizz.command import Command, Result

Answer = Any
"""Whatever the command's reader makes; the command's type says what."""

PARAMETER: Final = b"json="


# --- Requests ----------------------------------------------------------------------------------


def request_text(
    account: Account,
    commands: Sequence[Command[object]],
    *,
    remote_agent: str,
    halt_on_error: bool = False,
) -> str:
    """The envelope around *commands*; who asks comes last, so that nothing cut short parses."""
    envelope = {
        "commands": [{"command": each.name, **each.inputs} for each in commands],
        "haltonerror": int(halt_on_error),
        "remoteagent": remote_agent,
        **_credentials(account),
    }
    text = json.dumps(envelope, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # A lone surrogate, which PHP would refuse the whole envelope for, cannot be meant.
    return clean_text(text)


def form_encoded(text: str) -> bytes:
    return quote(text, safe="").encode("ascii")


def _credentials(account: Account) -> dict[str, object]:
    contract = account.contract.strip()
    # The examples show a bare number, and clients send it as one (documented, seen).
    number = int(contract) if contract.isascii() and contract.isdigit() else contract
    who: dict[str, object] = {"contract": number if str(number) == contract else contract}
    if isinstance(account.login, Password):
        login = account.login
        return who | {
            "apikey": login.apikey,
            "username": login.username,
            "password": login.password,
        }
    return who | {"accesstoken": account.login.token}


# --- Replies -----------------------------------------------------------------------------------


def read_reply(
    body: bytes | bytearray, http_status: int, commands: Sequence[Command[object]]
) -> list[Answer | ServerError]:
    """The answer to each command, or why there is none.

    Raises NotAnEnvelope, and EnvelopeRefused where the whole request was refused.
    """
    envelope = _envelope(body, http_status)
    results = _results(envelope, http_status)
    if _status(envelope) is False and not any(_says_done(result) for result in results):
        raise EnvelopeRefused(_message(envelope))
    clock = _clock(envelope)
    answers = [
        _answer(command, result, clock) for command, result in zip(commands, results, strict=False)
    ]
    missing = len(commands) - len(answers)
    return answers + [NotAnEnvelope(Malformed.TOO_FEW_RESULTS, http_status) for _ in range(missing)]


def _envelope(body: bytes | bytearray, http_status: int) -> Mapping[str, object]:
    # Whatever the status and the content type say: no client in the wild looks at either.
    text = body.decode("utf-8-sig", "replace")
    why: Malformed
    try:
        parsed = piecewise.loads(text)
    except RecursionError:
        why = Malformed.TOO_DEEP
    except json.JSONDecodeError:
        why = _unparsed(text)
    else:
        if isinstance(parsed, Mapping):
            return parsed
        why = Malformed.SHAPE
    raise NotAnEnvelope(Malformed.HTTP_STATUS if http_status >= 400 else why, http_status)


def _unparsed(text: str) -> Malformed:
    start = text[:1000].lstrip()
    if not start and not text.strip():
        return Malformed.EMPTY
    return Malformed.HTML if start.startswith("<") else Malformed.NOT_JSON


def _results(envelope: Mapping[str, object], http_status: int) -> Sequence[object]:
    """The results in order; PHP may number them in an object, and send none as anything empty."""
    if "results" not in envelope and _status(envelope) is None:
        why = Malformed.HTTP_STATUS if http_status >= 400 else Malformed.SHAPE
        raise NotAnEnvelope(why, http_status)
    match envelope.get("results"):
        case list(results):
            return results
        case dict(results):
            return _by_number(results)
        case _:
            return []


def _by_number(results: Mapping[str, object]) -> list[object]:
    """Numbered results, from 0 or 1; a gap is a result that is missing, not the next one's."""
    first = 0 if "0" in results else 1
    return [results.get(str(place)) for place in range(first, first + len(results))]


def _answer(
    command: Command[object], result: object, clock: datetime | None
) -> Answer | ServerError:
    if not isinstance(result, Mapping) or not result:
        return NotAnEnvelope(Malformed.SHAPE)
    if not _has_run(result):
        return CommandRefused(command.name, _message(result))
    return command.read(Result(result, clock))


def _says_done(result: object) -> bool:
    """Whether the result itself says so; then its command ran, whatever the envelope says."""
    return isinstance(result, Mapping) and _status(result) is True


def _has_run(result: Mapping[str, object]) -> bool:
    """Whether the command was carried out; a result without a status speaks by its outputs."""
    status = _status(result)
    return bool(result.keys() - {"status", "msg"}) if status is None else status


def _status(envelope: Mapping[str, object]) -> bool | None:
    """Status 1 in any of its spellings; None where there is none, or nobody can tell."""
    status = _value(Kind.BOOLEAN, envelope.get("status"))
    return status if isinstance(status, bool) else None


def _message(envelope: Mapping[str, object]) -> str:
    message = _value(Kind.STRING, envelope.get("msg"))
    return message if isinstance(message, str) else ""


def _clock(envelope: Mapping[str, object]) -> datetime | None:
    day = _value(Kind.DATE, envelope.get("date"))
    hour = _value(Kind.TIME, envelope.get("time"))
    if isinstance(day, date) and isinstance(hour, time):
        return datetime.combine(day, hour)
    return None


def _value(kind: Kind, wire: object) -> Value:
    try:
        return read_value(kind, wire)
    except UnreadableValueError:
        return None
