"""What a restart finds: a pause of the user's, what ended lately, and whose documents are whose."""

from functools import partial
from pathlib import Path

import pytest

from desktop.domain.batches import Again, Answer
from desktop.domain.pauses import PauseKind
from desktop.domain.uploads import Unsure, UploadId, UploadState
from tests.helpers.demo_server import DemoServer
from tests.helpers.fates import Fate
from tests.helpers.promised import Desk
from tests.helpers.uploading import Story, executed
from tests.unit.services.uploads.conftest import Tell

DONE, READY, NEEDS_YOU = UploadState.DONE, UploadState.READY, UploadState.NEEDS_YOU
VERIFYING = UploadState.VERIFYING

_HOLD_S = 3.0
_A_MINUTE = 60.0
_AN_HOUR = 3600.0
_A_DAY = 86_400.0
_SECOND_LOOK_S = 5.0


# --- The user's pause ----------------------------------------------------------------------------


def test_what_the_user_paused_is_paused_after_a_restart(
    server: DemoServer, tell: Tell, files: list[Path]
) -> None:
    async def paused(it: Story) -> None:
        it.uploads.pause_all()
        await it.add(*files[:2])
        await it.until_states(READY, READY)

    async def still_paused(it: Story) -> None:
        pause = it.uploads.pause
        assert pause is not None
        assert (pause.kind, pause.waits_for_user) == (PauseKind.USER, True)
        it.uploads.try_again()
        await it.settled()
        assert it.states == [READY, READY]
        it.uploads.resume()
        await it.until_states(DONE, DONE)

    async def free(it: Story) -> None:
        assert it.uploads.pause is None

    tell(paused)
    tell(still_paused)
    assert sorted(executed(server)) == ["0.txt", "1.txt"]
    tell(free)


def test_where_too_much_is_unknown_nothing_goes_after_a_restart_either(desk: Desk) -> None:
    desk.life.server.fates.extend([Fate.LOST_NOT_STORED] * 3)
    desk.send(*(desk.file(f"{number}.txt") for number in range(3)))
    for _ in range(2):
        pause = desk.life.uploads.pause
        assert pause is not None
        assert (pause.kind, pause.waits_for_user) == (PauseKind.UNSURE, True)
        desk.life.crash()
        desk.life.calm()
    desk.life.do(desk.life.uploads.resume)
    desk.life.calm()
    desk.life.crash()
    assert desk.life.uploads.pause is None


def test_a_pause_is_kept_whatever_kills_the_program(desk: Desk) -> None:
    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.do(desk.life.uploads.pause_all)
    desk.life.calm()
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(upload) is READY
    desk.life.do(desk.life.uploads.resume)
    desk.life.calm()
    desk.life.crash()
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is DONE


def test_a_pause_while_the_disk_takes_nothing_is_kept_once_it_does(desk: Desk) -> None:
    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    desk.life.journal.is_full = True
    desk.life.do(desk.life.uploads.pause_all)
    desk.life.calm()
    desk.life.journal.is_full = False
    desk.life.pass_time(_A_MINUTE)
    desk.life.crash()
    desk.life.pass_time(_A_MINUTE)
    assert desk.state(upload) is READY


# --- What is shown -------------------------------------------------------------------------------


def test_what_ended_more_than_a_day_ago_is_no_longer_shown(desk: Desk) -> None:
    (old,) = desk.send(desk.file("old.txt"))
    desk.life.server.fates.append(Fate.REFUSED)
    (refused,) = desk.send(desk.file("refused.txt"))
    desk.life.pass_time(_A_DAY)
    (new,) = desk.send(desk.file("new.txt"))
    desk.life.crash()
    assert [row.id for row in desk.life.uploads.rows] == [refused, new]
    assert desk.life.ask(f"SELECT state, hidden FROM upload WHERE id = {old}") == [("done", 0)]
    (next_one,) = desk.add(desk.file("next.txt"))
    assert next_one > new


def test_what_ended_long_ago_is_known_when_the_same_comes_again(desk: Desk) -> None:
    letter = desk.file("brev.txt")
    (first,) = desk.send(letter)
    desk.life.pass_time(2 * _A_DAY)
    desk.life.crash()
    (again,) = desk.send(letter)
    earlier = desk.row(again).earlier
    assert earlier is not None
    assert earlier.upload_id == first


def test_what_is_shown_no_more_is_not_taken_for_one_that_is_looked_for(desk: Desk) -> None:
    """Of the same size, stored beside it while nobody knew, and cleared from the transfers."""
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (lost,) = desk.send(desk.file("brev.txt", b"a" * 60))
    (other,) = desk.send(desk.file("kontrakt.txt", b"b" * 60))
    assert (desk.state(lost), desk.state(other)) == (VERIFYING, DONE)
    desk.life.do(desk.life.uploads.hide_finished)
    desk.life.calm()
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(lost) is DONE
    assert desk.times(lost) == 1


@pytest.mark.parametrize("spoilt", ["title = CAST(x'ff' AS TEXT)", "added_at = '?'", "about = '{'"])
def test_damage_to_what_is_shown_no_more_is_in_nobodys_way(desk: Desk, spoilt: str) -> None:
    """Nobody looked at that row when the journal was opened."""
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (lost,) = desk.send(desk.file("brev.txt", b"a" * 60))
    (other,) = desk.send(desk.file("kontrakt.txt", b"b" * 60))
    desk.life.do(desk.life.uploads.hide_finished)
    desk.life.calm()
    desk.life.ask(f"UPDATE upload SET {spoilt} WHERE id = {other}")
    desk.life.crash()
    assert desk.life.uploads.pause is None
    desk.life.pass_time(_AN_HOUR)
    assert (desk.state(lost), desk.times(lost)) == (DONE, 1)


@pytest.mark.parametrize("turns", [8, 12, 16])
def test_killed_and_started_on_a_disk_that_can_only_be_read_it_goes_once_that_can_be_written(
    desk: Desk, turns: int
) -> None:
    """What was on its way stays nowhere in between."""
    (upload,) = desk.add(desk.file("brev.txt"))
    desk.life.calm()
    desk.send_now(upload)
    desk.life.turns(turns)
    desk.life.crash(full_after=2)
    desk.life.pass_time(_A_MINUTE)
    assert desk.life.uploads.pause is not None
    desk.life.journal.full_after = None
    desk.life.pass_time(_AN_HOUR)
    is_asked = desk.state(upload) is NEEDS_YOU
    assert desk.state(upload) in (DONE, NEEDS_YOU)
    assert desk.times(upload) == (not is_asked)


def test_what_was_to_replace_another_when_the_program_ended_is_for_the_user(desk: Desk) -> None:
    """No listing tells whether a document has new content."""
    photo = desk.file("foto.jpg")
    desk.send(photo)
    (again,) = desk.send(photo)
    desk.life.server.answers_after = _A_MINUTE
    desk.life.do(partial(desk.life.uploads.batches.answer_earlier, [again], Again.REPLACE))
    desk.life.pass_time(_HOLD_S)
    assert desk.state(again) is UploadState.SENT_UNCONFIRMED
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    row = desk.row(again)
    assert (row.unsure, row.tries) == (Unsure.REPLACED_UNKNOWN, 1)


def test_what_the_server_took_is_not_sent_again_though_killed_before_the_second_look(
    desk: Desk,
) -> None:
    desk.send(desk.file("before.txt"))
    desk.life.server.fates.append(Fate.HIDDEN)
    (upload,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_SECOND_LOOK_S - 1)
    desk.life.crash()
    desk.life.pass_time(_AN_HOUR)
    assert desk.row(upload).unsure is Unsure.NOT_VISIBLE
    assert desk.times(upload) == 1


@pytest.mark.parametrize("fate", [Fate.STORED, Fate.LOST_STORED, Fate.LATE])
def test_killed_at_any_turn_it_is_stored_once_in_the_end(desk: Desk, fate: Fate) -> None:
    desk.send(desk.file("before.txt"))
    for turn in range(36):
        (upload,) = desk.add(desk.file(f"{turn}.txt"))
        desk.life.calm()
        desk.life.server.fates.append(fate)
        desk.send_now(upload)
        desk.life.turns(turn)
        desk.life.crash()
        desk.life.server.fates.clear()
        desk.life.pass_time(_AN_HOUR)
        assert (desk.state(upload), desk.times(upload)) == (DONE, 1), turn


# --- What the user decides -----------------------------------------------------------------------


def _unknown(desk: Desk) -> UploadId:
    desk.life.server.fates.append(Fate.LOST_NOT_STORED)
    (lost,) = desk.send(desk.file("brev.txt"))
    desk.life.pass_time(_AN_HOUR)
    assert desk.state(lost) is NEEDS_YOU
    return lost


def _decisions(desk: Desk, upload: UploadId) -> list[str]:
    causes = desk.life.ask(f"SELECT cause FROM upload_event WHERE upload_id = {upload} ORDER BY id")
    return [cause for (cause,) in causes if cause.startswith("user")]


@pytest.mark.parametrize("turns", [0, 2, 4])
@pytest.mark.parametrize(
    ("answer", "end"),
    [
        (Answer.THERE, ("user: there", DONE, 0)),
        (Answer.AGAIN, ("user: again", DONE, 1)),
        (Answer.DROP, ("user: not", UploadState.CANCELLED, 0)),
    ],
)
def test_a_decision_clicked_twice_is_taken_once(
    desk: Desk, answer: Answer, end: tuple[str, UploadState, int], turns: int
) -> None:
    lost = _unknown(desk)
    settle = partial(desk.life.uploads.settle, lost, answer)
    desk.life.do(settle)
    desk.life.turns(turns)
    desk.life.do(settle)
    desk.life.pass_time(_AN_HOUR)
    assert (*_decisions(desk, lost), desk.state(lost), desk.times(lost)) == end


@pytest.mark.parametrize("answer", Answer)
def test_a_decision_outlives_the_program(desk: Desk, answer: Answer) -> None:
    lost = _unknown(desk)
    desk.life.do(desk.life.uploads.pause_all)
    desk.life.do(partial(desk.life.uploads.settle, lost, answer))
    desk.life.calm()
    desk.life.crash()
    decided = {Answer.THERE: DONE, Answer.AGAIN: READY, Answer.DROP: UploadState.CANCELLED}
    assert desk.state(lost) is decided[answer]
    assert len(_decisions(desk, lost)) == 1


def test_asked_again_about_a_new_try_the_first_answer_is_not_its_answer(desk: Desk) -> None:
    """The second of two clicks may come when the next try is in doubt already."""
    lost = _unknown(desk)
    desk.life.server.fates.append(Fate.LOST_STORED)
    settle = partial(desk.life.uploads.settle, lost, Answer.AGAIN)
    desk.life.do(settle)
    desk.life.do(settle)
    desk.life.pass_time(_AN_HOUR)
    assert desk.times(lost) == 1
    assert _decisions(desk, lost) == ["user: again"]
