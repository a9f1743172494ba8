"""A damaged journal while files are on their way: what is read out of it is for the user."""

from functools import partial

import pytest

from desktop.domain.batches import Answer
from desktop.domain.uploads import Unsure, UploadState
from tests.helpers.promised import Desk

_A_MINUTE = 60.0


def damage(desk: Desk) -> None:
    """The program ends, and finds a table no program of ours ever made."""
    desk.life.ask("CREATE TABLE strange (id)")
    desk.life.crash()
    desk.life.pass_time(_A_MINUTE)
    assert desk.life.journal.salvaged is not None


@pytest.mark.parametrize("turns", [0, 6, 12])
def test_what_is_salvaged_goes_once_the_user_says_so(desk: Desk, turns: int) -> None:
    """Also what was not copied yet: its original is read then, and never said to be gone."""
    desk.life.hands.copying_turns = 4
    uploads = desk.add(*(desk.file(f"{number}.txt") for number in range(4)))
    desk.life.turns(turns)
    damage(desk)
    assert {desk.row(each).unsure for each in uploads} == {Unsure.SALVAGED}
    for each in uploads:
        desk.life.do(partial(desk.life.uploads.settle, each, Answer.AGAIN))
    desk.life.pass_time(_A_MINUTE)
    assert {desk.state(each) for each in uploads} == {UploadState.DONE}
    assert [desk.times(each) for each in uploads] == [1] * 4
