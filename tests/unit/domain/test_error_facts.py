"""Errors as plain values: in the journal, and on the pipes between our processes."""

import json

import pytest

from desktop.domain import errors
from desktop.domain.error_facts import error_as_json, read_error
from desktop.domain.errors import AppError, CommandRefused, FileProblem, Malformed
from desktop.domain.records import Customer


def refused_after_all_had_left() -> AppError:
    error = CommandRefused("AddFileToCustomer", "Nej")
    error.may_have_run = True
    return error


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
    refused_after_all_had_left(),
    errors.FileRefused("Ærø.jpg", FileProblem.CHANGED),
    errors.DocumentsUnlisted("HTTP 500, http_status"),
    errors.HandsLost(may_have_run=True),
    errors.CustomerGone(7),
    errors.StorageFailed("OSError: Read-only file system"),
    errors.DiskFull("10 bytes needed, 5 to spare"),
    errors.NotKept("too large"),
    errors.MirrorDamaged("malformed"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_an_error_comes_back_with_its_facts(error: AppError) -> None:
    back = read_error(json.loads(json.dumps(error_as_json(error))))
    assert type(back) is type(error)
    assert vars(back) == vars(error)


@pytest.mark.parametrize(
    "said", [None, 5, {}, {"kind": "Other"}, {"kind": "FileRefused"}, {"kind": "TimedOut", "x": 1}]
)
def test_what_makes_no_sense_is_none(said: object) -> None:
    assert read_error(said) is None


def test_no_error_is_none() -> None:
    assert error_as_json(None) is None


def test_facts_that_are_no_plain_values_stay_here() -> None:
    error = errors.NumberTaken("17", Customer({"id": 1, "name": "Hansen A/S"}))
    assert error_as_json(error) == {"kind": "NumberTaken"}
