"""Errors and accounts as they cross the pipes between our processes."""

import json

import pytest

from desktop.domain import errors
from desktop.domain.account import AccessToken, Account, Password
from desktop.services.wire import (
    account_as_json,
    places_of,
    read_account,
    read_error,
    server_error,
)


def test_no_error_is_none_and_an_unknown_one_is_of_our_own_files() -> None:
    assert read_error(None) is None
    assert isinstance(read_error({"kind": "NotYetThought"}), errors.StorageFailed)
    assert isinstance(read_error({"kind": "TimedOut", "seconds": 3.0}), errors.TimedOut)


def test_only_an_error_of_the_server_is_one() -> None:
    assert isinstance(server_error({"kind": "TimedOut", "seconds": 3.0}), errors.TimedOut)
    assert server_error({"kind": "StorageFailed", "reason": "x"}) is None


@pytest.mark.parametrize(
    "login",
    [Password(username="anna", apikey="k", password="hemmelig"), AccessToken(token="t", name="n")],
)
def test_an_account_arrives_with_its_secrets(login: Password | AccessToken) -> None:
    account = Account(
        contract="demo", login=login, endpoint="https://example.org/", proxy="http://p:1"
    )
    assert read_account(json.loads(json.dumps(account_as_json(account)))) == account


def test_places_tell_no_values() -> None:
    with pytest.raises(ValueError, match="hemmelig") as caught:
        int("hemmelig")
    (place,) = places_of(caught.value)
    assert "test_wire.py" in place
    assert "hemmelig" not in place
