"""What the two processes say to each other."""

from datetime import UTC, datetime

import pytest

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


def test_a_standing_is_kept_as_it_was() -> None:
    naive = MOMENT.replace(tzinfo=None)
    passing = Pass(is_whole=True, begun_at=MOMENT, since=naive, clock=naive, key="k", pages=3)
    standing = Standing(watermark=naive, whole_at=MOMENT, passing=passing, is_checking=True)
    assert from_json(as_json(standing)) == standing
    assert from_json(as_json(Standing())) == Standing()


@pytest.mark.parametrize("kept", [None, [], {"watermark": "gestern"}, {"passing": {"key": "k"}}])
def test_what_cannot_be_read_was_never_kept(kept: object) -> None:
    assert from_json(kept) == Standing()
