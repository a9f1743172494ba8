"""A server that says "later", or nothing at all: it is asked again, but not without end."""

from itertools import pairwise

import pytest

from desktop.domain.uploads import Unsure, UploadId, UploadState
from desktop.journal import uploads
from tests.helpers.fates import Fate
from tests.helpers.promised import Desk

DONE, NEEDS_YOU, REFUSED = UploadState.DONE, UploadState.NEEDS_YOU, UploadState.REFUSED

_A_MINUTE = 60.0
_AN_HOUR = 3600.0
_LOOKS = 4
_WITHOUT_END = 1_000_000


def lost(desk: Desk) -> UploadId:
    """One that is stored, and whose answer was lost."""
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.LOST_STORED)
    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    return upload


def looks(desk: Desk, upload: UploadId) -> list[object]:
    """What each look found, None for no listing."""
    told = desk.life.journal._transaction(lambda db: uploads.events(db, upload))
    return [each.detail.get("finding") for each in told if each.cause == "looked"]


def ask_to_wait(desk: Desk, times: int) -> None:
    desk.life.server.waits, desk.life.server.asked_at = times, []


def test_listings_that_are_always_later_leave_it_to_the_user(desk: Desk) -> None:
    upload = lost(desk)
    desk.send_now(upload)
    desk.life.calm()
    ask_to_wait(desk, _WITHOUT_END)
    desk.life.pass_time(2 * _AN_HOUR)
    assert (desk.state(upload), desk.row(upload).unsure) == (NEEDS_YOU, Unsure.UNLISTED)
    assert looks(desk, upload) == [None] * _LOOKS
    asked = desk.life.server.asked_at
    assert len(asked) <= 12 * _LOOKS
    # One look takes ten minutes of patience; the pauses in it grow.
    assert asked[11] - asked[0] >= 7 * _A_MINUTE
    assert asked[11] - asked[10] == _A_MINUTE
    desk.life.pass_time(_AN_HOUR)
    assert len(desk.life.server.asked_at) == len(asked)
    assert desk.times(upload) == 1


def test_the_pauses_grow_though_others_get_through_meanwhile(desk: Desk) -> None:
    upload = lost(desk)
    desk.send_now(upload)
    desk.life.calm()
    ask_to_wait(desk, 4)
    for _ in range(60):
        desk.life.uploads._engine.known.road.carried()
        desk.life.pass_time(1)
    asked = desk.life.server.asked_at
    assert [later - sooner for sooner, later in pairwise(asked)] == [2, 5, 15, 30]


def test_some_minutes_of_later_are_no_missing_listing(desk: Desk) -> None:
    upload = lost(desk)
    desk.send_now(upload)
    desk.life.calm()
    ask_to_wait(desk, 11)
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is DONE
    assert looks(desk, upload) == ["found"]


@pytest.mark.parametrize(("is_silent", "state"), [(True, DONE), (False, REFUSED)])
def test_cuts_are_the_fault_of_the_file_only_while_the_server_answers(
    desk: Desk, is_silent: bool, state: UploadState
) -> None:
    fates = desk.life.server.fates
    fates.extend([Fate.CUT_EARLY] * 8)
    (upload,) = desk.add(desk.file("brev.txt"))
    while len(fates) > 4:
        desk.life.pass_time(1)
    desk.life.server.is_away = is_silent
    desk.life.pass_time(_A_MINUTE)
    desk.life.server.is_away = False
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is state
    assert len(fates) == (0 if is_silent else 3)


def test_an_answer_between_unknown_outcomes_keeps_nobody_back(desk: Desk) -> None:
    """Three in a row would be the user's to look at, and these are not."""
    fates = [Fate.LOST_STORED, Fate.LOST_STORED, Fate.STORED, Fate.LOST_STORED]
    desk.life.server.fates.extend(fates)
    for number in range(len(fates)):
        desk.send(desk.file(f"{number}.txt"))
    assert desk.life.uploads.pause is None


def test_what_is_lost_each_time_is_for_the_user_after_three_tries(desk: Desk) -> None:
    """However surely it is not there: something is wrong with it, and each try may double it."""
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.extend([Fate.LOST_NOT_STORED] * 3)
    (lost,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_AN_HOUR)
    row = desk.row(lost)
    assert (row.unsure, row.tries, desk.times(lost)) == (Unsure.ABSENT, 3, 0)
