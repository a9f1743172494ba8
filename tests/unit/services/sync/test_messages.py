"""What the two processes say to each other."""

from datetime import UTC, datetime

import pytest

from desktop.domain import errors
from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.errors import AppError, Malformed
from desktop.domain.sync import Doubt, Doubted, Phase, SyncState
from desktop.services.sync import messages, wire
from desktop.services.sync.messages import Message
from desktop.services.sync.standing import Pass, Standing, as_json, from_json

MOMENT = datetime(2031, 3, 1, 12, 30, 5, tzinfo=UTC)

MESSAGES = (
    messages.Update(whole=True),
    messages.UpdateIfOlder(seconds=30.0),
    messages.CheckAll(),
    messages.Rebuild(),
    messages.LookInto(parent=7),
    messages.Absorb(customers=[{"id": 7, "name": "Æble & Ø\n"}], sent_ns=5, is_own=True),
    messages.KeepList(name="maingroup", records=[]),
    messages.MarkSeen(ids=[1, 2]),
    messages.MarkBranchSeen(id=1),
    messages.Pin(id=1, pinned=False),
    messages.NoteUse(id=1),
    messages.Settle(believe=True),
    messages.Released(),
    messages.Opened(is_new=True, aside="mirror.db.damaged-x"),
    messages.Closing(),
    messages.CustomersChanged(ids=[]),
    messages.FeedRefused(feed="procedure", error=None),
    messages.Bug(error="ValueError", places=["a.py:1 f"]),
)

ERRORS: tuple[AppError, ...] = (
    errors.Unreachable("refused", is_untrusted=True),
    errors.TimedOut(60.0),
    errors.NotAnEnvelope(Malformed.HTML, 502),
    errors.EnvelopeRefused("Forkert kode"),
    errors.CommandRefused("GetCustomersByLastChange", "Nej"),
    errors.StorageFailed("FullError: disk"),
    errors.MirrorDamaged("malformed"),
)


@pytest.mark.parametrize("message", MESSAGES, ids=lambda each: type(each).__name__)
def test_a_message_is_one_line_and_arrives_as_it_was(message: Message) -> None:
    line = messages.line(message)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    assert messages.read(line) == message


def is_message(line: bytes) -> bool:
    try:
        messages.read(line)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize(
    "line", [b"", b"{}", b"[]", b'{"say":"Attack"}', b'{"say":"Pin"}', b'{"say":"Message","x":1}']
)
def test_anything_else_is_no_message(line: bytes) -> None:
    assert not is_message(line)


@pytest.mark.parametrize("error", ERRORS, ids=lambda each: type(each).__name__)
def test_a_problem_arrives_as_it_was(error: AppError) -> None:
    arrived = wire.read_error(wire.error_as_json(error))
    assert type(arrived) is type(error)
    assert {**vars(arrived), "may_have_run": None} == {**vars(error), "may_have_run": None}


def test_no_problem_and_an_unknown_one() -> None:
    assert wire.error_as_json(None) is None
    assert wire.read_error(None) is None
    assert isinstance(wire.read_error({"kind": "Surprise"}), errors.StorageFailed)
    assert wire.server_error({"kind": "StorageFailed", "reason": "x"}) is None


def test_a_state_arrives_as_it_was() -> None:
    state = SyncState(
        phase=Phase.CHECKING,
        known=7,
        passed=3,
        set_aside=1,
        is_whole=True,
        updated_at=MOMENT,
        doubted=Doubted(doubt=Doubt.VANISHED, customers=5, of=7, hours=0),
        oddity="endless",
    )
    assert wire.read_state(wire.state_as_json(state)) == state
    assert wire.read_state(wire.state_as_json(SyncState())) == SyncState()


@pytest.mark.parametrize(
    "login",
    [Password(username="ane", apikey="1-2", password="ø+/"), AccessToken(token="t", name="n")],
)
def test_an_account_arrives_as_it_was(login: Password | AccessToken) -> None:
    account = Account(contract="4242", login=login, endpoint="https://x.example/a", proxy="p")
    assert wire.read_account(wire.account_as_json(account)) == account


def test_a_standing_is_kept_as_it_was() -> None:
    naive = MOMENT.replace(tzinfo=None)
    passing = Pass(is_whole=True, begun_at=MOMENT, since=naive, clock=naive, key="k", pages=3)
    standing = Standing(watermark=naive, whole_at=MOMENT, passing=passing, is_checking=True)
    assert from_json(as_json(standing)) == standing
    assert from_json(as_json(Standing())) == Standing()


@pytest.mark.parametrize("kept", [None, [], {"watermark": "gestern"}, {"passing": {"key": "k"}}])
def test_what_cannot_be_read_was_never_kept(kept: object) -> None:
    assert from_json(kept) == Standing()
