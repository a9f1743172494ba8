"""Listings that are broken, incomplete or slow: what is sent then, and what is believed of it."""

import asyncio

import pytest

from desktop.domain.errors import CommandRefused, DocumentsUnlisted
from desktop.domain.uploads import Unsure, UploadId, UploadState
from tests.helpers.fates import Fate
from tests.helpers.played_uploads import PlayedHands
from tests.helpers.promised import Desk

DONE, READY, NEEDS_YOU = UploadState.DONE, UploadState.READY, UploadState.NEEDS_YOU
REFUSED, VERIFYING = UploadState.REFUSED, UploadState.VERIFYING

_HERE, _ELSEWHERE = 11, 12
_A_MINUTE = 60.0
_AN_HOUR = 3600.0


def lost(desk: Desk, name: str = "tilbud.txt") -> UploadId:
    """One that nobody stored, and whose answer was lost."""
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (upload,) = desk.send(desk.file(name, b"y" * 60))
    return upload


# --- What cannot be read --------------------------------------------------------------------------


def test_what_could_not_be_read_before_is_not_taken_for_ours(desk: Desk) -> None:
    """It was there, and looks new once it can be read."""
    server = desk.life.server
    desk.send(desk.file("first.txt"))
    server.colleague_adds(_HERE, "tilbud", b"x" * 60)
    server.unread.add(2)
    desk.life.pass_time(_A_MINUTE)
    ours = lost(desk)
    server.unread.clear()
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(ours), desk.row(ours).unsure) == (NEEDS_YOU, Unsure.UNLISTED)
    assert desk.times(ours) == 0
    assert ours in desk.life.spool


def test_a_listing_that_can_be_read_the_second_time_is_what_was_there(desk: Desk) -> None:
    server = desk.life.server
    desk.send(desk.file("first.txt"))
    server.colleague_adds(_HERE, "tilbud", b"x" * 60)
    desk.life.pass_time(_A_MINUTE)
    server.unread.add(2)
    server.fates.append(Fate.LOST_STORED)
    (ours,) = desk.add(desk.file("tilbud.txt", b"y" * 60))
    desk.life.calm()
    server.asked_at = []
    desk.send_now(ours)
    while not server.asked_at:
        desk.life.turns(1)
    server.unread.clear()
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(ours), desk.row(ours).document_id) == (DONE, 3)


def test_without_a_whole_listing_files_go_all_the_same(desk: Desk) -> None:
    """And nobody is asked again for each of them."""
    server = desk.life.server
    server.colleague_adds(_HERE, "tilbud", b"x" * 60)
    server.unread.add(1)
    uploads = desk.send(*(desk.file(f"{number}.txt") for number in range(4)))
    assert [desk.state(each) for each in uploads] == [DONE] * 4
    assert len(server.asked_at) == 2


def test_a_document_without_its_id_proves_nothing(desk: Desk) -> None:
    """It may be ours."""
    server = desk.life.server
    desk.send(desk.file("first.txt"))
    desk.life.pass_time(_A_MINUTE)
    server.fates.append(Fate.LOST_STORED)
    server.nameless.add(2)
    (ours,) = desk.send(desk.file("tilbud.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(ours), desk.row(ours).unsure) == (NEEDS_YOU, Unsure.ABSENT)
    assert desk.times(ours) == 1


# --- One customer whose listing fails -------------------------------------------------------------


def test_a_customer_whose_listing_fails_keeps_nobody_else_back(desk: Desk) -> None:
    server = desk.life.server
    server.broken.add(_ELSEWHERE)
    bad = desk.add(*(desk.file(f"bad{n}.txt") for n in range(3)), customer=_ELSEWHERE)
    good = desk.send(*(desk.file(f"good{n}.txt") for n in range(5)))
    assert [desk.state(each) for each in good] == [DONE] * 5
    assert [desk.state(each) for each in bad] == [READY] * 3
    assert isinstance(desk.row(bad[0]).problem, DocumentsUnlisted)
    assert set(desk.life.uploads.unlisted) == {_ELSEWHERE}
    assert desk.life.uploads.pause is None


def test_a_customer_whose_listing_fails_for_long_is_asked_about(desk: Desk) -> None:
    """With the cause; and a retry goes once the listing works."""
    server = desk.life.server
    server.broken.add(_ELSEWHERE)
    bad = desk.add(*(desk.file(f"bad{n}.txt") for n in range(3)), customer=_ELSEWHERE)
    desk.life.pass_time(_AN_HOUR)
    assert [desk.state(each) for each in bad] == [REFUSED] * 3
    assert all(isinstance(desk.row(each).problem, DocumentsUnlisted) for each in bad)
    asked = server.asked_at
    assert len(asked) == 12
    assert asked[-1] - asked[-2] == _A_MINUTE
    server.broken.clear()
    desk.life.do(lambda: desk.life.uploads.retry(bad))
    desk.life.calm()
    assert [desk.state(each) for each in bad] == [DONE] * 3


def test_a_customer_whose_listing_comes_back_goes_by_itself(desk: Desk) -> None:
    """And what failed until then counts no more."""
    server = desk.life.server
    server.broken.add(_ELSEWHERE)
    (bad,) = desk.add(desk.file("bad.txt"), customer=_ELSEWHERE)
    desk.life.pass_time(_A_MINUTE)
    server.broken.clear()
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(bad) is DONE
    assert not desk.life.uploads.unlisted
    desk.life.pass_time(_A_MINUTE)
    server.broken.add(_ELSEWHERE)
    (later,) = desk.add(desk.file("later.txt"), customer=_ELSEWHERE)
    desk.life.pass_time(7 * _A_MINUTE)
    assert desk.state(later) is READY


def test_a_customer_whose_listing_fails_goes_at_once_when_the_user_says_so(desk: Desk) -> None:
    server = desk.life.server
    server.broken.add(_ELSEWHERE)
    (bad,) = desk.add(desk.file("bad.txt"), customer=_ELSEWHERE)
    desk.life.pass_time(4 * _A_MINUTE)
    server.broken.clear()
    desk.life.do(desk.life.uploads.try_again)
    desk.life.calm()
    assert desk.state(bad) is DONE


def test_a_server_that_answers_nothing_refuses_no_customer(desk: Desk) -> None:
    desk.life.server.is_away = True
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is READY
    desk.life.server.is_away = False
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE


def test_a_server_that_lists_later_for_one_keeps_the_others_back_for_a_while(desk: Desk) -> None:
    desk.life.server.waits = 1_000_000
    (upload,) = desk.send(desk.file("brev.txt"))
    assert desk.life.uploads.pause is not None
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is REFUSED
    assert len(desk.life.server.asked_at) == 12


def test_a_listing_that_fails_while_one_is_looked_for_keeps_nobody_back(desk: Desk) -> None:
    desk.send(desk.file("first.txt"))
    doubted = lost(desk)
    assert desk.state(doubted) is VERIFYING
    desk.life.server.broken.add(_HERE)
    for number in range(4):
        desk.life.pass_time(_A_MINUTE)
        (other,) = desk.add(desk.file(f"{number}.txt"), customer=_ELSEWHERE)
        desk.life.pass_time(4)
        assert desk.state(other) is DONE
        assert desk.life.uploads.pause is None
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(doubted), desk.row(doubted).unsure) == (NEEDS_YOU, Unsure.UNLISTED)


def test_what_nobody_cancelled_is_not_cancelled(desk: Desk) -> None:
    """A client that is closed first gives up what it is asked."""
    desk.life.server.is_closing = True
    (upload,) = desk.send(desk.file("brev.txt"))
    assert not desk.life.server.is_closing
    assert desk.life.ask("SELECT state FROM upload_event WHERE state = 'cancelled'") == []
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE


def test_a_close_that_is_cut_short_leaves_nothing_to_who_closes_the_client(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never(_: PlayedHands) -> None:
        await asyncio.get_running_loop().create_future()

    async def close() -> set[str]:
        closing = asyncio.ensure_future(desk.life.uploads.close())
        for _ in range(20):
            await asyncio.sleep(0)
        closing.cancel()
        await asyncio.wait([closing])
        return {task.get_name() for task in asyncio.all_tasks()}

    monkeypatch.setattr(PlayedHands, "close", never)
    desk.life.server.answers_after = _AN_HOUR
    (upload,) = desk.send(desk.file("brev.txt"))
    assert desk.state(upload) is UploadState.SENT_UNCONFIRMED
    assert "send an upload" not in desk.life.do(close)


# --- How late the last look is --------------------------------------------------------------------


def sent_again_after(desk: Desk, upload: UploadId) -> float:
    began = desk.life.clock.now()
    while desk.row(upload).tries == 1 and desk.state(upload) is not NEEDS_YOU:
        desk.life.pass_time(10)
        assert desk.life.clock.now() < began + 2 * _AN_HOUR
    return desk.life.clock.now() - began


@pytest.mark.parametrize("fate", [Fate.STORED, Fate.HTML_NOT_STORED])
def test_a_slow_answer_heard_meanwhile_puts_the_last_look_off(desk: Desk, fate: Fate) -> None:
    """Also one of somebody in between: who is behind it was at work for as long."""
    desk.send(desk.file("first.txt"))
    ours = lost(desk)
    desk.life.server.answers_after = 120.0
    desk.life.server.fates.append(fate)
    began = desk.life.clock.now()
    desk.send(desk.file("slow.txt"))
    desk.life.pass_time(125)
    desk.life.server.answers_after = 0.0
    sent_again_after(desk, ours)
    assert 360 <= desk.life.clock.now() - began <= 380
    assert desk.row(ours).tries == 2


def slow_answer_then_lost(desk: Desk, seconds: float) -> UploadId:
    """One that nobody stored, on an account that had answered another so late."""
    desk.send(desk.file("first.txt"))
    desk.life.server.answers_after = seconds
    desk.send(desk.file("slow.txt"))
    desk.life.pass_time(seconds)
    desk.life.server.answers_after = 0.0
    return lost(desk)


def test_one_answer_of_minutes_makes_no_later_unknown_a_question(desk: Desk) -> None:
    """The last look is put off for as long as that proves something."""
    ours = slow_answer_then_lost(desk, 11 * _A_MINUTE)
    desk.life.pass_time(200)
    assert 29 * _A_MINUTE < desk.life.uploads.next_looks[ours] < 30 * _A_MINUTE
    assert 33 * _A_MINUTE <= 200 + sent_again_after(desk, ours) <= 34 * _A_MINUTE
    desk.life.calm()
    assert (desk.state(ours), desk.times(ours)) == (DONE, 1)


def test_after_an_answer_slower_than_anybody_waits_for_the_user_says(desk: Desk) -> None:
    ours = slow_answer_then_lost(desk, 21 * _A_MINUTE)
    assert sent_again_after(desk, ours) <= _AN_HOUR + 10
    assert (desk.state(ours), desk.row(ours).unsure) == (NEEDS_YOU, Unsure.ABSENT)
    assert desk.times(ours) == 0


# --- The copy -------------------------------------------------------------------------------------


def test_a_photo_refused_goes_as_it_was_copied_though_the_original_is_gone(desk: Desk) -> None:
    desk.life.hands.is_choking = True
    photo = desk.file("foto.jpg")
    (upload,) = desk.send(photo)
    assert desk.row(upload).would_go_as_file
    photo.unlink()
    desk.life.do(lambda: desk.life.uploads.retry([upload]))
    desk.life.calm()
    assert desk.state(upload) is REFUSED
    assert desk.row(upload).would_go_as_file
    desk.life.do(lambda: desk.life.uploads.retry([upload], as_files=True))
    desk.life.calm()
    assert (desk.state(upload), desk.times(upload)) == (DONE, 1)


def test_a_photo_refused_of_which_nothing_is_left_is_no_copy(desk: Desk) -> None:
    desk.life.hands.is_choking = True
    photo = desk.file("foto.jpg")
    (upload,) = desk.send(photo)
    photo.unlink()
    desk.life.spool.clear()
    desk.life.do(lambda: desk.life.uploads.retry([upload]))
    desk.life.calm()
    assert desk.state(upload) is REFUSED
    assert desk.row(upload).needs_original


def test_a_photo_refused_goes_as_it_is_now_where_it_was_mended(desk: Desk) -> None:
    desk.life.hands.is_choking = True
    (upload,) = desk.send(desk.file("foto.jpg", b"broken"))
    desk.file("foto.jpg", b"mended")
    desk.life.hands.is_choking = False
    desk.life.do(lambda: desk.life.uploads.retry([upload]))
    desk.life.calm()
    assert desk.state(upload) is DONE
    assert desk.life.server.kept[-1].content == b"mended"


# --- Stored, and not to be seen -------------------------------------------------------------------


def test_what_is_stored_where_nobody_may_look_is_for_the_user(desk: Desk) -> None:
    desk.life.server.unlisted.add(_HERE)
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(upload), desk.row(upload).unsure) == (NEEDS_YOU, Unsure.NOT_VISIBLE)
    assert desk.times(upload) == 1


def test_that_a_listing_was_refused_is_told_in_the_servers_words(desk: Desk) -> None:
    """Of what was answered, and of what was not."""
    desk.life.server.unlisted.add(_HERE)
    (stored,) = desk.send(desk.file("brev.txt"))
    unanswered = lost(desk)
    desk.life.pass_time(_AN_HOUR)
    assert [desk.row(each).unsure for each in (stored, unanswered)] == [
        Unsure.NOT_VISIBLE,
        Unsure.UNLISTED,
    ]
    problems = [desk.row(each).problem for each in (stored, unanswered)]
    words = [each.message for each in problems if isinstance(each, CommandRefused)]
    assert words == ["ingen adgang"] * 2


def test_where_one_may_look_again_no_refusal_of_before_counts(desk: Desk) -> None:
    desk.life.server.unlisted.add(_HERE)
    desk.send(desk.file("before.txt"))
    desk.life.pass_time(10.0)
    (stored,) = desk.send(desk.file("brev.txt"))
    desk.life.server.unlisted.clear()
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(stored), desk.times(stored)) == (DONE, 1)
    desk.life.server.fates.append(Fate.HIDDEN)
    (hidden,) = desk.send(desk.file("hidden.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert (desk.row(hidden).unsure, desk.row(hidden).problem) == (Unsure.NOT_VISIBLE, None)


def test_where_nobody_may_look_not_everybody_asks(desk: Desk) -> None:
    """Half a minute long one refusal is as good as forty; each is for the user all the same."""
    desk.life.server.unlisted.add(_HERE)
    desk.life.server.answers_after = 0.1
    uploads = desk.send(*(desk.file(f"{number}.txt") for number in range(20)))
    desk.life.pass_time(20.0)
    assert {desk.row(each).unsure for each in uploads} == {Unsure.NOT_VISIBLE}
    assert [desk.times(each) for each in uploads] == [1] * 20
    assert len(desk.life.server.asked_at) <= 4


def test_where_one_may_look_again_what_was_there_is_asked_for_soon(desk: Desk) -> None:
    desk.life.server.unlisted.add(_HERE)
    desk.send(desk.file("before.txt"))
    desk.life.server.unlisted.clear()
    desk.life.pass_time(30.0)
    desk.life.server.fates.append(Fate.LOST_STORED)
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(upload), desk.times(upload)) == (DONE, 1)


@pytest.mark.parametrize("is_shown", [True, False])
def test_what_is_stored_is_looked_for_in_what_can_be_read(desk: Desk, is_shown: bool) -> None:
    """What was there before cannot be told, so that no document is said to be it."""
    server = desk.life.server
    server.colleague_adds(_HERE, "tilbud", b"x" * 60)
    server.unread.add(1)
    # It may have been there before: that it is called the same says nothing.
    server.colleague_adds(_HERE, "brev", b"x" * 60)
    if not is_shown:
        server.fates.append(Fate.HIDDEN)
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is (DONE if is_shown else NEEDS_YOU)
    assert desk.row(upload).document_id is None
    assert desk.times(upload) == 1


def test_what_is_stored_is_looked_for_though_the_program_ends_before_the_second_look(
    desk: Desk,
) -> None:
    """That no listing shows it is said of none that was not asked for."""
    server = desk.life.server
    server.colleague_adds(_HERE, "tilbud", b"x" * 60)
    server.unread.update({1, 2})
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.calm()
    assert desk.row(upload).is_accepted
    server.unread.clear()
    desk.life.crash()
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(upload), desk.times(upload)) == (DONE, 1)
