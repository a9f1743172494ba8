"""Accounts and errors as the lines between our processes carry them."""

from collections.abc import Mapping
from typing import Any, Final

from desktop.domain import errors
from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.errors import AppError, FileProblem, Malformed, ServerError, StorageFailed

_KINDS: Final = {
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
        errors.MirrorDamaged,
        errors.DiskFull,
        errors.StorageFailed,
    )
}
_FACTS: Final = (
    "reason",
    "is_untrusted",
    "seconds",
    "http_status",
    "message",
    "command",
    "name",
)


def error_as_json(error: AppError | None) -> dict[str, Any] | None:
    """The facts of an error a process of ours can meet."""
    if error is None:
        return None
    facts = {name: getattr(error, name) for name in _FACTS if hasattr(error, name)}
    match error:
        case errors.NotAnEnvelope():
            facts["why"] = error.why.value
        case errors.FileRefused():
            facts["problem"] = error.problem.value
    if isinstance(error, ServerError):
        facts["may_have_run"] = error.may_have_run
    return {"kind": type(error).__name__, **facts}


def read_error(said: Mapping[str, Any] | None) -> AppError | None:
    if said is None:
        return None
    facts = {name: said[name] for name in _FACTS if name in said}
    if "why" in said:
        facts["why"] = Malformed(said["why"])
    if "problem" in said:
        facts["problem"] = FileProblem(said["problem"])
    kind = _KINDS.get(str(said.get("kind")))
    error = kind(**facts) if kind else StorageFailed(str(said.get("kind")))
    if isinstance(error, ServerError) and "may_have_run" in said:
        # Some kinds have it as a field, others as what they are.
        error.may_have_run = bool(said["may_have_run"])
    return error


def server_error(said: Mapping[str, Any] | None) -> ServerError | None:
    error = read_error(said)
    return error if isinstance(error, ServerError) else None


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


def places_of(error: BaseException) -> list[str]:
    """Where a bug was, and nothing that was in its hands."""
    places: list[str] = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_qualname}")
        trace = trace.tb_next
    return places
