"""States, errors and accounts as the lines between the two processes carry them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from desktop.domain import errors
from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.errors import AppError, Malformed, ServerError, StorageFailed
from desktop.domain.sync import Doubt, Doubted, Phase, SyncState

_KINDS = {
    kind.__name__: kind
    for kind in (
        errors.Unreachable,
        errors.TimedOut,
        errors.NotAnEnvelope,
        errors.EnvelopeRefused,
        errors.CommandRefused,
        errors.MirrorDamaged,
        errors.StorageFailed,
    )
}
_FACTS = ("reason", "is_untrusted", "seconds", "http_status", "message", "command")


def error_as_json(error: AppError | None) -> dict[str, Any] | None:
    """The facts of an error a synchronising process can meet."""
    if error is None:
        return None
    facts = {name: getattr(error, name) for name in _FACTS if hasattr(error, name)}
    if isinstance(error, errors.NotAnEnvelope):
        facts["why"] = error.why.value
    return {"kind": type(error).__name__, **facts}


def read_error(said: Mapping[str, Any] | None) -> AppError | None:
    if said is None:
        return None
    facts = {name: said[name] for name in _FACTS if name in said}
    if "why" in said:
        facts["why"] = Malformed(said["why"])
    kind = _KINDS.get(str(said.get("kind")))
    return kind(**facts) if kind else StorageFailed(str(said.get("kind")))


def server_error(said: Mapping[str, Any] | None) -> ServerError | None:
    error = read_error(said)
    return error if isinstance(error, ServerError) else None


def state_as_json(state: SyncState) -> dict[str, Any]:
    doubted = state.doubted
    return {
        "phase": state.phase.value,
        "known": state.known,
        "passed": state.passed,
        "set_aside": state.set_aside,
        "is_whole": state.is_whole,
        "updated_at": state.updated_at.isoformat() if state.updated_at else None,
        "problem": error_as_json(state.problem),
        "doubted": doubted_as_json(doubted) if doubted else None,
        "oddity": state.oddity,
    }


def read_state(said: Mapping[str, Any]) -> SyncState:
    plain = {name: said[name] for name in ("known", "passed", "set_aside", "is_whole", "oddity")}
    doubted, updated_at = said["doubted"], said["updated_at"]
    return replace(
        SyncState(**plain),
        phase=Phase(said["phase"]),
        updated_at=datetime.fromisoformat(updated_at) if updated_at else None,
        problem=read_error(said["problem"]),
        doubted=read_doubted(doubted) if doubted else None,
    )


def doubted_as_json(doubted: Doubted) -> dict[str, Any]:
    return {
        "doubt": doubted.doubt.value,
        "customers": doubted.customers,
        "of": doubted.of,
        "hours": doubted.hours,
    }


def read_doubted(said: Mapping[str, Any]) -> Doubted:
    return Doubted(
        doubt=Doubt(said["doubt"]),
        customers=int(said["customers"]),
        of=int(said["of"]),
        hours=int(said["hours"]),
    )


def account_as_json(account: Account) -> dict[str, str]:
    """Everything, secrets too: for the pipe alone."""
    words = {"contract": account.contract, "endpoint": account.endpoint, "proxy": account.proxy}
    login = account.login
    if isinstance(login, Password):
        secrets = {"apikey": login.apikey, "password": login.password}
        return words | {"username": login.username} | secrets
    return words | {"token": login.token, "name": login.name}


def read_account(said: Mapping[str, str]) -> Account:
    login: Password | AccessToken
    if "token" in said:
        login = AccessToken(token=said["token"], name=said["name"])
    else:
        login = Password(
            username=said["username"], apikey=said["apikey"], password=said["password"]
        )
    return Account(
        contract=said["contract"], endpoint=said["endpoint"], proxy=said["proxy"], login=login
    )
