"""The same content twice at once: on one customer only one of the two goes by itself."""

import pytest

from desktop.domain.uploads import UploadState
from tests.helpers.promised import HOLD_S, Desk

DONE, STAGED, HELD = UploadState.DONE, UploadState.STAGED, UploadState.HELD

_SAME = b"x" * 60
_HERE, _ELSEWHERE = 11, 12
_A_MINUTE = 60.0
_COPYING = 10
_UP_TO_ITS_END = range(_COPYING - 2)
"""Turns of the loop up to where it has ended, and what is there already was looked for."""


def test_of_two_that_are_copied_together_the_later_one_waits(desk: Desk) -> None:
    one, other = desk.send(desk.file("a.txt", _SAME), desk.file("b.txt", _SAME))
    desk.life.calm()
    assert [desk.state(each) for each in (one, other)] == [DONE, STAGED]
    earlier = desk.row(other).earlier
    assert earlier is not None
    assert earlier.upload_id == one
    assert [desk.times(each) for each in (one, other)] == [1, 0]


@pytest.mark.parametrize("turns", _UP_TO_ITS_END)
def test_a_disk_that_says_nothing_of_the_other_lets_none_go(desk: Desk, turns: int) -> None:
    desk.send(desk.file("a.txt", _SAME))
    desk.life.hands.copying_turns = _COPYING
    (again,) = desk.add(desk.file("b.txt", _SAME))
    desk.life.turns(turns)
    desk.life.journal.is_full = True
    desk.life.pass_time(_A_MINUTE)
    desk.life.journal.is_full = False
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(again), desk.times(again)) == (STAGED, 0)


@pytest.mark.parametrize("turns", _UP_TO_ITS_END)
def test_one_that_comes_to_be_for_the_other_customer_meanwhile_waits(
    desk: Desk, turns: int
) -> None:
    desk.send(desk.file("a.txt", _SAME))
    desk.life.hands.copying_turns = _COPYING
    (again,) = desk.add(desk.file("b.txt", _SAME), customer=_ELSEWHERE)
    desk.life.turns(turns)
    desk.redirect(again, _HERE)
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(again), desk.times(again)) == (STAGED, 0)


def test_what_need_not_wait_any_more_can_be_undone_once_more(desk: Desk) -> None:
    """The one it waited for is given up: it is held as if it had been let go just now."""
    desk.life.do(desk.life.uploads.pause_all)
    one, other = desk.send(desk.file("a.txt", _SAME), desk.file("b.txt", _SAME))
    desk.life.calm()
    assert desk.state(other) is STAGED
    desk.cancel(one)
    desk.life.calm()
    assert desk.state(other) is HELD
    desk.life.pass_time(HOLD_S)
    assert desk.state(other) is UploadState.READY


def test_what_came_meanwhile_is_seen_by_one_that_is_tried_again(desk: Desk) -> None:
    """Also where the file itself is gone, and it goes as it was copied before."""
    file = desk.file("a.jpg", _SAME)
    desk.life.hands.is_choking = True
    (refused,) = desk.send(file)
    assert desk.state(refused) is UploadState.REFUSED
    desk.life.hands.is_choking = False
    (sent,) = desk.send(desk.file("b.jpg", _SAME))
    file.unlink()
    desk.life.do(lambda: desk.life.uploads.retry([refused]))
    desk.life.pass_time(_A_MINUTE)
    assert [desk.state(each) for each in (sent, refused)] == [DONE, STAGED]
