"""Several at once: what may not be in flight together, and who is blamed when all of them fall."""

from functools import partial

import pytest

from desktop.domain.batches import Changes
from desktop.domain.uploads import BETWEEN, UploadId, UploadState
from tests.helpers.fates import Fate
from tests.helpers.promised import HOLD_S, Desk

DONE, REFUSED = UploadState.DONE, UploadState.REFUSED
IN_FLIGHT = BETWEEN | {UploadState.SENDING}

_AN_HOUR = 3600.0


def retitle(desk: Desk, upload: UploadId, title: str) -> None:
    desk.life.do(partial(desk.life.uploads.batches.change, [upload], Changes(title=title)))


@pytest.mark.parametrize("turns", range(4, 24, 2))
def test_what_comes_to_share_a_name_on_its_way_waits(desk: Desk, turns: int) -> None:
    """At every turn of what comes before the sending: preparing it, and asking what is there."""
    both = one, other = desk.add(desk.file("a.jpg", b"1" * 60), desk.file("b.jpg", b"2" * 60))
    desk.life.calm()
    desk.send_now(one)
    desk.life.turns(turns)
    retitle(desk, other, "a")
    while desk.state(other) is not DONE:
        desk.life.turns(1)
        in_flight = [desk.row(each) for each in both if desk.state(each) in IN_FLIGHT]
        assert len({row.sent_title for row in in_flight}) == len(in_flight)
    desk.life.calm()
    assert [desk.times(each) for each in both] == [1, 1]


@pytest.mark.parametrize("turns", [4, 8])
def test_what_comes_to_share_a_name_with_one_that_is_looked_for_waits(
    desk: Desk, turns: int
) -> None:
    """The other has left its lane in the middle of that, and may have arrived."""
    desk.send(desk.file("before.jpg"))
    both = one, other = *desk.add(desk.file("a.jpg")), *desk.add(desk.file("b.jpg"))
    desk.life.calm()
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    desk.send_now(one)
    desk.life.turns(18)
    desk.send_now(other)
    desk.life.turns(turns)
    retitle(desk, other, "a")
    desk.life.calm()
    assert [desk.state(each) for each in both] == [UploadState.VERIFYING, UploadState.READY]
    desk.life.pass_time(_AN_HOUR)
    assert [(desk.state(each), desk.times(each)) for each in both] == [(DONE, 1), (DONE, 1)]


@pytest.mark.parametrize("name", ["0.txt", "2.txt", "5.txt"])
def test_who_ends_the_process_each_time_is_refused_alone(desk: Desk, name: str) -> None:
    """Those that were beside it fell with it, as often as it did."""
    desk.life.server.deadly.add(name)
    rows = desk.send(*(desk.file(f"{number}.txt") for number in range(6)))
    desk.life.calm()
    refused = [desk.row(each).name for each in rows if desk.state(each) is REFUSED]
    assert refused == [name]
    assert [desk.times(each) for each in rows if desk.state(each) is DONE] == [1] * 5


def test_who_fell_beside_others_alone_is_not_counted_out(desk: Desk) -> None:
    """However often they fell together."""
    desk.life.server.fates.extend([Fate.WORKER_DIES_EARLY] * 5)
    both = desk.send(desk.file("a.txt"), desk.file("b.txt"))
    desk.life.calm()
    assert [desk.state(each) for each in both] == [DONE, DONE]


def test_those_that_fell_together_take_no_lane_to_wait_for_each_other(desk: Desk) -> None:
    """The smaller one of them goes, and beside it what has nothing to do with it."""
    server = desk.life.server
    server.fates.append(Fate.WORKER_DIES_EARLY)
    large, small, *others = desk.add(
        desk.file("large.bin", bytes(9000)),
        desk.file("small.txt"),
        *(desk.file(f"{number}.txt") for number in range(4)),
    )
    desk.life.calm()
    server.answers_after = 30.0
    desk.life.pass_time(HOLD_S)
    assert [desk.state(each) in IN_FLIGHT for each in (large, small, others[0])] == [
        False,
        True,
        True,
    ]
    desk.life.pass_time(31.0)
    assert [desk.state(each) for each in (small, others[0])] == [DONE, DONE]
    assert desk.state(large) in IN_FLIGHT
    desk.life.pass_time(_AN_HOUR)
    assert {desk.state(each) for each in (large, small, *others)} == {DONE}


def test_large_as_it_is_what_the_user_wants_first_goes_first(desk: Desk) -> None:
    """In one lane, where small ones go before large ones otherwise."""
    uploads = desk.life.uploads
    desk.life.do(lambda: uploads.settings.change(lanes=1))
    desk.life.do(uploads.pause_all)
    small = desk.add(*(desk.file(f"{number}.txt") for number in range(3)))
    (large,) = desk.add(desk.file("film.mp4", bytes(26 * 1024 * 1024)))
    desk.life.pass_time(_AN_HOUR)
    desk.life.do(lambda: uploads.first([large]))
    desk.life.calm()
    desk.life.do(uploads.resume)
    desk.life.calm()
    assert [kept.upload for kept in desk.life.server.kept] == [large, *small]
