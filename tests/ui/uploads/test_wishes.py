"""Of what was refused, only what makes sense for its cause can be chosen."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import (
    AppError,
    CommandRefused,
    CustomerGone,
    FileProblem,
    FileRefused,
    TooLargeForServer,
    Unreachable,
)
from desktop.domain.ids import CustomerId
from desktop.domain.uploads import Upload, UploadState, Way
from desktop.ui.uploads.wishes import WishBar
from tests.ui.uploads.rows import upload

P = FileProblem
ONLY_AS_FILE = (P.TOO_MANY_PIXELS, P.BROKEN_PICTURE, P.NO_DECODER)
ONLY_NOT_AT_ALL = (FileRefused("a", P.TOO_LARGE), FileRefused("a", P.DIRECTORY), CustomerGone(-4))
MAY_PASS = (
    *(FileRefused("a", each) for each in (P.EMPTY, P.MISSING, P.UNREADABLE, P.CHANGED)),
    TooLargeForServer(),
    CommandRefused("AddFileToCustomer", "kunden er lukket"),
    Unreachable("væk"),
)


def refused(number: int, problem: AppError, way: Way = Way.FILE) -> Upload:
    return upload(number, state=UploadState.REFUSED, problem=problem, way=way)


def offered(bot: QtBot, *rows: Upload, chosen: int = 1) -> dict[str, str]:
    """The buttons there are where the first *chosen* of *rows* are, and what they say."""
    bar = WishBar()
    bot.addWidget(bar)
    bar.put(rows[:chosen], rows)
    buttons = {each.objectName(): each for each in bar.findChildren(QPushButton)}
    names = ("again", "as_file", "drop", "alike", "all")
    found = {name: buttons[f"transfers_{name}"] for name in names}
    return {name: each.text() for name, each in found.items() if not each.isHidden()}


@pytest.mark.parametrize("problem", ONLY_AS_FILE)
def test_what_makes_no_photo_goes_as_a_file_or_not_at_all(
    qtbot: QtBot, problem: FileProblem
) -> None:
    row = refused(1, FileRefused("a.jpg", problem), Way.PHOTO)
    assert set(offered(qtbot, row)) == {"as_file", "drop"}


def test_a_photo_that_stops_before_its_end_may_have_been_copied_anew(qtbot: QtBot) -> None:
    row = refused(1, FileRefused("a.jpg", P.PICTURE_CUT_SHORT), Way.PHOTO)
    assert set(offered(qtbot, row)) == {"as_file", "again", "drop"}


@pytest.mark.parametrize("problem", ONLY_NOT_AT_ALL)
def test_what_would_be_refused_again_is_not_tried_again(qtbot: QtBot, problem: AppError) -> None:
    row = replace(refused(1, problem), customer_id=CustomerId(-4))
    assert set(offered(qtbot, row)) == {"drop"}


@pytest.mark.parametrize("problem", MAY_PASS)
def test_what_may_pass_is_tried_again(qtbot: QtBot, problem: AppError) -> None:
    assert set(offered(qtbot, refused(1, problem))) == {"again", "drop"}


def test_among_several_only_those_that_may_pass_are_meant(qtbot: QtBot) -> None:
    pixels = FileRefused("a.jpg", P.TOO_MANY_PIXELS)
    away = [refused(number, Unreachable("væk")) for number in (1, 2)]
    hopeless = [refused(number, pixels, Way.PHOTO) for number in (3, 4)]
    assert set(offered(qtbot, *hopeless, *away)) == {"as_file", "drop"}
    few = offered(qtbot, *away, *hopeless)
    assert few["all"] == "Try again with all 2 that were not sent"
    both = offered(qtbot, *away, *hopeless, chosen=4)
    assert set(both) == {"as_file", "again", "drop"}
