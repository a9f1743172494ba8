"""Accounts and errors as the lines between our processes carry them."""

from collections.abc import Mapping
from typing import Any

from desktop.domain import error_facts
from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.errors import AppError, ServerError, StorageFailed


def read_error(said: Mapping[str, Any] | None) -> AppError | None:
    """The error; one of a kind that is not known here is of our own making."""
    if said is None:
        return None
    return error_facts.read_error(said) or StorageFailed(str(said.get("kind")))


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
