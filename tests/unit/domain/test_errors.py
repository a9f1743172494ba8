"""Errors tell whether the server may have done what was asked."""

from desktop.domain.errors import (
    AppError,
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
    TimedOut,
    Unreachable,
)


def test_what_was_refused_has_not_run() -> None:
    assert not EnvelopeRefused("no").may_have_run
    assert not CommandRefused("Echo", "no").may_have_run
    assert not ServerError().may_have_run


def test_what_was_not_answered_may_have() -> None:
    assert TimedOut(60).may_have_run
    assert NotAnEnvelope(Malformed.HTML).may_have_run
    assert not TimedOut(10, may_have_run=False).may_have_run
    assert Unreachable("reset", may_have_run=True).may_have_run
    assert not Unreachable("refused").may_have_run


def test_the_servers_errors_are_one_branch_of_the_tree() -> None:
    branch = {kind.__name__ for kind in ServerError.__subclasses__()}

    assert branch == {
        "Unreachable",
        "TimedOut",
        "NotAnEnvelope",
        "EnvelopeRefused",
        "CommandRefused",
        "TooLargeForServer",
        "NotAccepted",
        "AskedToWait",
    }
    assert issubclass(ServerError, AppError)


def test_two_errors_are_never_the_same() -> None:
    """They are raised and looked at by identity, as exceptions are."""
    assert EnvelopeRefused("no") != EnvelopeRefused("no")
