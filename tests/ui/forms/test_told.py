"""What is said of one save: whatever of a colleague's went under before anything else."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import pytest

from desktop.domain.conflicts import Conflict
from desktop.domain.edits import Saved
from desktop.domain.errors import CannotMove
from desktop.domain.ids import CustomerId
from desktop.domain.moves import MoveProblem
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.ui.forms.naming import naming_of
from desktop.ui.forms.told import told_of_error, told_of_save, told_of_theirs, told_of_undo
from desktop.ui.moving.telling import Step, Told
from desktop.ui.notice import Notice, Severity
from tests.ui.forms.conftest import Desk

SLIPPED = "Someone changed Phone"
CIRCLE = "lies below itself now"
PART = "1 of 2 fields were stored. Not stored: City."
STOPPED = "Saving has stopped"
SAVED = Saved(
    receipt=1,
    at=datetime(2031, 5, 4, 12, tzinfo=UTC),
    before=Customer({"id": 7, "name": "Hansen", "phone": "theirs"}),
    after=Customer({"id": 7, "name": "Hansen", "phone": "mine"}),
    sent={"phone": "mine", "city": "Odense"},
)
SLIP = Conflict(name="phone", base="1", theirs="theirs", mine="mine")


def words(_name: str, value: Value) -> str:
    return str(value)


def in_order(text: str, *parts: str) -> bool:
    places = [text.index(each) for each in parts]
    return places == sorted(places)


def test_all_that_came_of_it_is_told_the_weightiest_first() -> None:
    saved = replace(SAVED, slipped=(SLIP,), makes_circle=True, not_stored=("city",))
    told = told_of_save(saved, saved.sent, words)
    assert in_order(told.text, SLIPPED, "Phone was: theirs.", CIRCLE, PART)
    assert told.severity is Severity.WARNING
    assert "Phone was: theirs." in told.details


def test_who_slipped_in_is_told_of_though_saving_stops() -> None:
    saved = replace(SAVED, slipped=(SLIP,), disturbed=("email",))
    told = told_of_save(saved, saved.sent, words)
    assert in_order(told.text, "E-mail", SLIPPED)
    assert told.severity is Severity.PROBLEM


@pytest.mark.parametrize("tell", [told_of_undo, told_of_theirs])
def test_an_undo_tells_whose_change_it_went_over(tell: type) -> None:
    undone = replace(SAVED, slipped=(SLIP,))
    told = tell(undone, words)
    assert in_order(told.text, "Phone", SLIPPED)
    assert told.severity is Severity.WARNING


def test_what_could_not_be_given_back_is_told() -> None:
    told = told_of_theirs(replace(SAVED, not_stored=("city",)), words)
    assert in_order(told.text, "Put back", "took no notice of City", "still has there")
    assert "were stored" not in told.text
    assert told.severity is Severity.WARNING


def test_what_cannot_be_put_somewhere_is_told_in_a_sentence_of_its_own() -> None:
    told = told_of_error(CannotMove(MoveProblem.BELOW), ("parentcust",))
    assert told.text.startswith("The customer cannot be put there")
    assert "Nothing was stored" in told.text


STEP = Step(
    customer=CustomerId(7),
    field="parentcust",
    done="Moved.",
    ignored="Not moved.",
    undone="Moved back.",
)


async def nobody(_customer: CustomerId) -> None:
    """None is in the copy."""


def told_of_move(desk: Desk, saved: Saved) -> Notice:
    naming = partial(naming_of, lists=desk.lists, choices=None, kept=None)
    told = Told(
        edits=desk.edits,
        messages=desk.messages,
        naming=naming,
        changes=desk.changes,
        kept=nobody,
    )
    desk.until(told.of(STEP, saved))
    return desk.notices[-1]


def test_a_move_tells_who_it_went_over_before_the_circle_it_made(desk: Desk) -> None:
    moved = Conflict(name="parentcust", base=1, theirs=2, mine=3)
    saved = replace(SAVED, slipped=(SLIP, moved), makes_circle=True)
    notice = told_of_move(desk, saved)
    assert notice.severity is Severity.WARNING
    assert in_order(notice.text, "Moved.", SLIPPED, "was: #2.", CIRCLE)


def test_a_move_that_was_not_stored_tells_what_else_was_not_and_why(desk: Desk) -> None:
    sent: dict[str, Value] = {"parentcust": 3, "city": "Odense"}
    saved = replace(SAVED, sent=sent, not_stored=("parentcust",), refused_by="Nej")
    notice = told_of_move(desk, saved)
    assert notice.severity is Severity.WARNING
    assert in_order(notice.text, "Not moved.", "1 of 2 fields were stored", "Nej")
    assert notice.offered is not None

    alone = told_of_move(desk, replace(saved, sent={"parentcust": 3}, refused_by=""))
    assert (alone.text, alone.severity) == ("Not moved.", Severity.WARNING)
    assert alone.offered is None


def test_a_move_that_stops_saving_says_so(desk: Desk) -> None:
    notice = told_of_move(desk, replace(SAVED, disturbed=("email",)))
    assert notice.severity is Severity.PROBLEM
    assert in_order(notice.text, "Moved.", "E-mail")
