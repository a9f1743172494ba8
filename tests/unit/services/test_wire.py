"""Errors and accounts as they cross the pipes between our processes."""

import json

import pytest

from desktop.domain import errors
from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.errors import AppError, FileProblem, Malformed
from desktop.services.wire import (
    account_as_json,
    error_as_json,
    places_of,
    read_account,
    read_error,
)

ERRORS: tuple[AppError, ...] = (
    errors.Unreachable("refused", may_have_run=True),
    errors.Unreachable("refused", is_untrusted=True),
    errors.TimedOut(60.0, may_have_run=False),
    errors.TimedOut(60.0),
    errors.NotAnEnvelope(Malformed.HTML, 502, may_have_run=False),
    errors.NotAnEnvelope(Malformed.EMPTY),
    errors.TooLargeForServer(),
    errors.NotAccepted(414),
    errors.AskedToWait(12.5),
    errors.AskedToWait(),
    errors.EnvelopeRefused("Forkert kode"),
    errors.CommandRefused("AddFileToCustomer", "Nej"),
    errors.FileRefused("Ærø.jpg", FileProblem.CHANGED),
    errors.StorageFailed("OSError: Read-only file system"),
    errors.DiskFull("10 bytes needed, 5 to spare"),
    errors.MirrorDamaged("malformed"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_an_error_arrives_as_it_was(error: AppError) -> None:
    arrived = read_error(json.loads(json.dumps(error_as_json(error))))
    assert type(arrived) is type(error)
    assert facts(arrived) == facts(error)


def facts(error: AppError | None) -> dict[str, object]:
    """All that is known of it, also what is so of its kind."""
    return {**vars(error), "may_have_run": getattr(error, "may_have_run", None)}


def test_no_error_is_none_and_an_unknown_one_is_of_our_own_files() -> None:
    assert error_as_json(None) is None
    assert read_error(None) is None
    assert isinstance(read_error({"kind": "NotYetThought"}), errors.StorageFailed)


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
