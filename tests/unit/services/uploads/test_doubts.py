"""Moments in which two things meet: nothing is sent unasked, and nothing is taken for ours."""

from functools import partial

import pytest

from desktop.domain.batches import Again, Answer, Changes
from desktop.domain.ids import CustomerId
from desktop.domain.photos import Preset
from desktop.domain.uploads import Unsure, UploadId, UploadState
from tests.helpers.fates import Fate
from tests.helpers.played_uploads import PlayedHands
from tests.helpers.promised import Desk

DONE, READY, NEEDS_YOU = UploadState.DONE, UploadState.READY, UploadState.NEEDS_YOU
CANCELLED, STAGED, HELD = UploadState.CANCELLED, UploadState.STAGED, UploadState.HELD
REFUSED, VERIFYING = UploadState.REFUSED, UploadState.VERIFYING

_HOLD_S = 3.0
_A_MINUTE = 60.0
_AN_HOUR = 3600.0


# --- What is taken for ours ----------------------------------------------------------------------


def test_what_a_colleague_added_long_before_is_not_taken_for_ours(desk: Desk) -> None:
    """A baseline is of now, not of the hour the customer was first sent something."""
    desk.send(desk.file("first.txt"))
    desk.life.server.colleague_adds(11, "tilbud", b"x" * 60)
    desk.life.pass_time(_AN_HOUR)
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (ours,) = desk.send(desk.file("tilbud.txt", b"y" * 60))
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(ours) is DONE
    assert desk.times(ours) == 1


def test_what_we_added_just_before_and_cannot_name_is_not_taken_for_the_next(desk: Desk) -> None:
    """What was there before that is no baseline any more, however young."""
    desk.send(desk.file("first.txt"))
    desk.life.server.fates.extend([Fate.RENAMED, Fate.LOST_NOT_STORED])
    (nameless,) = desk.send(desk.file("a.txt", b"x" * 60))
    assert (desk.state(nameless), desk.row(nameless).document_id) == (DONE, None)
    (ours,) = desk.send(desk.file("b.txt", b"y" * 60))
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(ours), desk.times(ours)) == (DONE, 1)


@pytest.mark.parametrize("fate", [Fate.RENAMED_AND_LOST, Fate.MISNAMED])
def test_what_may_have_come_just_before_is_not_taken_for_the_next(desk: Desk, fate: Fate) -> None:
    """Nobody answered for it, or named another: what was there before that is no baseline."""
    desk.send(desk.file("first.jpg"))
    desk.life.server.fates.extend([fate, Fate.LOST_NOT_STORED])
    desk.send(desk.file("a.jpg", b"x" * 60))
    (ours,) = desk.send(desk.file("b.jpg", b"y" * 60))
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(ours), desk.times(ours)) == (DONE, 1)


def test_one_document_like_several_vouches_for_one_of_them(desk: Desk) -> None:
    """All four are of one size, and the server says of all that it has them."""
    desk.send(desk.file("first.txt"))
    desk.life.server.fates.extend([Fate.HIDDEN, Fate.RENAMED, Fate.HIDDEN, Fate.HIDDEN])
    four = desk.send(*(desk.file(f"{name}.txt", name.encode() * 60) for name in "abcd"))
    desk.life.pass_time(_AN_HOUR)
    assert sorted(desk.state(each).value for each in four) == ["done", *["needs_you"] * 3]
    assert {desk.row(each).unsure for each in four} == {None, Unsure.NOT_VISIBLE}
    assert [desk.times(each) for each in four] == [1, 1, 1, 1]


def test_what_no_listing_shows_in_folders_is_not_sent_again(desk: Desk) -> None:
    """That files at the top are listed says nothing of those in folders."""
    desk.send(desk.file("top.txt"))
    desk.life.server.hides_folders = True
    desk.life.server.fates.append(Fate.LOST_STORED)
    (lost,) = desk.send(desk.file("deep.txt"), folder="Tegninger")
    desk.life.pass_time(_AN_HOUR)
    assert desk.row(lost).unsure is Unsure.ABSENT
    assert desk.times(lost) == 1


def test_a_title_the_server_cut_short_is_not_sent_again(desk: Desk) -> None:
    """The token went with the end of the title; what agrees otherwise may be it."""
    desk.life.do(lambda: desk.life.uploads.settings.change(token_in_title=True))
    desk.send(desk.file("before.txt"))
    desk.life.server.title_length = 6
    desk.life.server.fates.append(Fate.LOST_STORED)
    (lost,) = desk.send(desk.file("afleveringsprotokol.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert desk.row(lost).unsure is Unsure.WEAK_MATCH
    assert desk.times(lost) == 1


# --- Why it is for the user ----------------------------------------------------------------------


def test_a_photo_named_as_one_that_was_there_is_no_answer_that_did_not_come(desk: Desk) -> None:
    desk.send(desk.file("before.jpg"))
    desk.life.server.fates.append(Fate.MISNAMED)
    (photo,) = desk.send(desk.file("foto.jpg"))
    row = desk.row(photo)
    assert (row.unsure, row.candidates) == (Unsure.NAMED_ANOTHER, (1,))


@pytest.mark.parametrize(
    ("fate", "why", "candidates"),
    [
        (Fate.MISNAMED, Unsure.REPLACED_ANOTHER, (1,)),
        (Fate.UNNAMED, Unsure.REPLACED_UNNAMED, ()),
        (Fate.LOST_STORED, Unsure.REPLACED_UNKNOWN, ()),
    ],
)
def test_of_a_photo_that_was_to_replace_another_it_is_told_what_happened(
    desk: Desk, fate: Fate, why: Unsure, candidates: tuple[int, ...]
) -> None:
    desk.send(desk.file("before.jpg"))
    photo = desk.file("foto.jpg")
    desk.send(photo)
    (again,) = desk.send(photo)
    desk.life.server.fates.append(fate)
    answer = partial(desk.life.uploads.batches.answer_earlier, [again], Again.REPLACE)
    desk.life.do(answer)
    desk.life.pass_time(_HOLD_S)
    row = desk.row(again)
    assert (row.unsure, row.candidates) == (why, candidates)


@pytest.mark.parametrize("is_to_replace", [False, True])
def test_a_document_that_was_there_before_is_never_taken_for_what_is_said_to_be_there(
    desk: Desk, is_to_replace: bool
) -> None:
    """Or the next one would be offered to replace it."""
    desk.send(desk.file("before.jpg"))
    photo = desk.file("foto.jpg")
    if is_to_replace:
        desk.send(photo)
    desk.life.server.fates.append(Fate.MISNAMED)
    (doubted,) = desk.send(photo)
    if is_to_replace:
        replace = partial(desk.life.uploads.batches.answer_earlier, [doubted], Again.REPLACE)
        desk.life.do(replace)
        desk.life.pass_time(_HOLD_S)
    assert desk.row(doubted).candidates == (1,)
    desk.life.do(partial(desk.life.uploads.settle, doubted, Answer.THERE))
    desk.life.calm()
    row = desk.row(doubted)
    assert (row.state, row.document_id) == (DONE, None)


def test_what_the_server_took_is_stored_whatever_is_like_it_after_a_restart(desk: Desk) -> None:
    """Its answer came, and nobody is told that it did not."""
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.HIDDEN)
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.server.colleague_adds(11, "brev", b"x")
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is DONE
    assert desk.times(upload) == 1


def test_a_photo_changed_while_it_is_prepared_goes_as_it_was_wished_last(desk: Desk) -> None:
    """At every turn until it begins to leave: nobody's place goes along who has said no."""
    was_in_time = set()
    for turn in range(2, 24, 3):
        (photo,) = desk.add(desk.file(f"{turn}.jpg"))
        desk.life.calm()
        desk.send_now(photo)
        desk.life.turns(turn)
        smaller = Changes(preset=Preset.SMALL)
        desk.life.do(partial(desk.life.uploads.batches.change, [photo], smaller))
        desk.life.pass_time(_A_MINUTE)
        row = desk.row(photo)
        assert (row.state, desk.times(photo)) == (DONE, 1)
        assert desk.life.hands.orders[-1] == row.order == row.prepared_as
        was_in_time.add(row.preset)
    assert was_in_time == {Preset.ORIGINAL, Preset.SMALL}


# --- What is sent unasked ------------------------------------------------------------------------


def test_a_customer_changed_while_it_is_copied_may_have_the_same(desk: Desk) -> None:
    """At every turn of the copying."""
    desk.life.hands.copying_turns = 5
    for turn in range(0, 16, 2):
        drawing = desk.file(f"{turn}.txt")
        (there,) = desk.add(drawing, customer=12)
        desk.life.pass_time(_HOLD_S)
        (again,) = desk.add(drawing, customer=11)
        desk.life.turns(turn)
        desk.redirect(again, 12)
        desk.life.pass_time(_A_MINUTE)
        earlier = desk.row(again).earlier
        assert desk.state(again) is STAGED
        assert earlier is not None
        assert earlier.upload_id == there


def test_a_customer_changed_while_it_is_copied_may_have_nothing(desk: Desk) -> None:
    """At every turn of the copying."""
    desk.life.hands.copying_turns = 5
    for turn in range(0, 16, 2):
        drawing = desk.file(f"{turn}.txt")
        desk.send(drawing)
        (again,) = desk.add(drawing)
        desk.life.turns(turn)
        desk.redirect(again, 12)
        desk.life.pass_time(_A_MINUTE)
        assert desk.state(again) is DONE


def test_what_was_stored_since_is_not_sent_by_a_retry_alone(desk: Desk) -> None:
    letter = desk.file("brev.txt")
    desk.life.server.fates.append(Fate.REFUSED)
    (refused,) = desk.send(letter)
    (stored,) = desk.send(letter)
    assert (desk.state(refused), desk.state(stored)) == (REFUSED, DONE)
    desk.life.do(lambda: desk.life.uploads.retry([refused]))
    desk.life.pass_time(_A_MINUTE)
    earlier = desk.row(refused).earlier
    assert earlier is not None
    assert earlier.upload_id == stored
    assert desk.times(refused) == 0


def test_what_was_made_of_a_file_is_the_same_when_it_comes_back(desk: Desk) -> None:
    """A photo taken out of Microbizz again is what was sent, not what was dropped."""
    desk.life.hands.is_remaking = True
    (sent,) = desk.send(desk.file("foto.jpg"))
    (kept,) = desk.life.server.kept
    (back,) = desk.send(desk.file("hentet.jpg", kept.content))
    earlier = desk.row(back).earlier
    assert earlier is not None
    assert earlier.upload_id == sent


@pytest.mark.parametrize("is_restarted", [False, True])
def test_what_waits_for_one_that_is_given_up_waits_no_longer(
    desk: Desk, is_restarted: bool
) -> None:
    """Nobody is told that the same is in the queue where it is not."""
    letter, copy = desk.file("brev.txt", b"Hej"), desk.file("kopi.txt", b"Hej")
    first, second = desk.add(letter, copy)
    desk.life.calm()
    waiting, other = sorted((first, second), key=lambda each: desk.state(each) is HELD)
    assert desk.state(waiting) is STAGED
    if is_restarted:
        desk.life.ask(f"UPDATE upload SET state = 'cancelled' WHERE id = {other}")
        desk.life.crash()
    else:
        desk.cancel(other)
    desk.life.pass_time(_A_MINUTE)
    assert (desk.state(waiting), desk.state(other)) == (DONE, CANCELLED)


def test_a_retry_for_a_customer_nobody_creates_is_refused_again(desk: Desk) -> None:
    adopting = desk.life.uploads.adopting
    adopting.follow(lambda _: None, lambda _: False)
    (upload,) = desk.add(desk.file("brev.txt"), customer=-1)
    desk.life.pass_time(_A_MINUTE)
    desk.life.do(adopting.go)
    desk.life.calm()
    assert desk.state(upload) is REFUSED
    desk.life.do(lambda: desk.life.uploads.retry([upload]))
    desk.life.calm()
    assert desk.state(upload) is REFUSED


# --- What stops ----------------------------------------------------------------------------------


def test_a_mistake_while_copies_are_looked_through_stops_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def mistaken(_: PlayedHands) -> frozenset[UploadId]:
        raise ZeroDivisionError

    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    monkeypatch.setattr(PlayedHands, "leftovers", mistaken)
    desk.life.crash()
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE
    assert [type(each["exception"]) for each in desk.life.mistakes] == [ZeroDivisionError]
    desk.life.mistakes.clear()


# --- What is cancelled ---------------------------------------------------------------------------


def test_cancelled_too_late_and_not_there_it_is_not_sent_again(desk: Desk) -> None:
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (lost,) = desk.send(desk.file("brev.txt"))
    assert desk.state(lost) is VERIFYING
    desk.cancel(lost)
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(lost) is CANCELLED
    assert desk.times(lost) == 0


@pytest.mark.parametrize("fate", [Fate.ASKED_TO_WAIT, Fate.SIGN_IN, Fate.LOST_NOT_STORED])
def test_cancelled_while_the_last_piece_leaves_it_is_not_sent_again(desk: Desk, fate: Fate) -> None:
    desk.send(desk.file("before.txt"))
    (lost,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    desk.life.server.fates.append(fate)
    desk.send_now(lost)
    for _ in range(200):
        if desk.state(lost) is UploadState.SENT_UNCONFIRMED:
            break
        desk.life.turns(1)
    desk.cancel(lost)
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(lost) in (CANCELLED, REFUSED)
    assert desk.times(lost) == 0


def test_cancelled_while_the_disk_takes_no_commit_it_is_not_sent(desk: Desk) -> None:
    """At every turn until the last piece may leave."""
    for turn in range(30):
        (upload,) = desk.add(desk.file(f"{turn}.txt"))
        desk.life.calm()
        desk.send_now(upload)
        desk.life.turns(turn)
        desk.life.journal.is_full = True
        desk.life.turns(1)
        is_in_time = desk.state(upload) in (READY, UploadState.SENDING)
        desk.cancel(upload)
        desk.life.turns(10)
        desk.life.journal.is_full = False
        desk.life.pass_time(_A_MINUTE)
        assert desk.state(upload) is (CANCELLED if is_in_time else DONE)
        assert desk.times(upload) == (not is_in_time)


def test_undone_in_the_moment_its_hold_ends_it_is_not_sent(desk: Desk) -> None:
    """At every turn from when the hold ends until the strip is gone from the screen."""
    for turn in range(8):
        (upload,) = desk.add(desk.file(f"{turn}.txt"))
        desk.life.calm()
        (strip,) = desk.life.uploads.batches.open
        desk.life.clock.advance(_HOLD_S)
        desk.life.turns(turn)
        undo = partial(desk.life.uploads.batches.undo, strip.id, strip.uploads)
        desk.life.do(undo)
        desk.life.pass_time(_A_MINUTE)
        assert desk.state(upload) is CANCELLED
        assert desk.times(upload) == 0


def test_cancelled_while_copies_are_looked_through_it_stays_cancelled(desk: Desk) -> None:
    """At every turn of a start that finds a copy lost, with another write under way."""
    for turn in range(30):
        lost, other = desk.add(desk.file(f"{turn}.txt"), desk.file(f"{turn}b.txt"))
        desk.life.calm()
        desk.life.crash()
        desk.life.spool.clear()
        desk.life.turns(turn)
        desk.life.do(partial(desk.life.uploads.first, [other]))
        desk.cancel(lost)
        desk.life.pass_time(_A_MINUTE)
        assert desk.state(lost) is CANCELLED


def test_cancelled_while_its_customer_is_made_it_stays_cancelled(desk: Desk) -> None:
    adopting = desk.life.uploads.adopting
    made: dict[CustomerId, CustomerId] = {}
    adopting.follow(made.get, lambda _: True)
    (upload,) = desk.add(desk.file("brev.txt"), customer=-1)
    desk.life.calm()
    made[CustomerId(-1)] = CustomerId(11)

    def both() -> None:
        desk.life.uploads.cancel([upload])
        adopting.go()

    desk.life.do(both)
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is CANCELLED


def test_settled_in_the_same_moment_it_is_settled_once(desk: Desk) -> None:
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (lost,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(lost) is NEEDS_YOU

    def both() -> None:
        desk.life.uploads.settle(lost, Answer.DROP)
        desk.life.uploads.settle(lost, Answer.AGAIN)

    desk.life.do(both)
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(lost) is CANCELLED
    assert desk.times(lost) == 0
