"""What is said of one row of a change of many."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from desktop.domain.bulk import BulkRow, BulkState, came_of, clashed, decided, gave_back
from desktop.domain.conflicts import Conflict
from desktop.domain.edits import Saved
from desktop.domain.errors import SavingStopped
from desktop.domain.records import Customer
from desktop.ui.bulk import words
from desktop.ui.bulk.means import BulkMeans
from tests.ui.bulk.conftest import BulkDesk

BASE = Customer({"id": 7, "name": "Hus 1", "phone": "1"})
SAVED = Saved(
    receipt=1,
    at=datetime(2031, 5, 4, 12, tzinfo=UTC),
    before=BASE,
    after=Customer({**BASE.raw, "phone": "2"}),
    sent={"phone": "2"},
    makes_circle=True,
)


@pytest.fixture
def means(desk: BulkDesk) -> BulkMeans:
    return BulkMeans(bulk=desk.bulk, lists=desk.lists)


def test_one_that_lies_below_itself_now_says_so(means: BulkMeans) -> None:
    said = words.result(came_of(BulkRow(base=BASE, wanted={"phone": "2"}), SAVED), means)
    assert said.startswith("Stored, but cut off from the tree: Hus 1 lies below itself now")


def test_who_was_closed_and_opened_is_called_what_it_is_by_now() -> None:
    closed = Customer({**BASE.raw, "isdeleted": 1})
    row = BulkRow(base=closed, wanted={"isdeleted": False})
    assert words.customer(row) == "Hus 1 (closed)"
    opened = replace(SAVED, before=closed, after=BASE, sent={"isdeleted": False})
    assert words.customer(came_of(row, opened)) == "Hus 1"
    back = replace(SAVED, before=BASE, after=closed, sent={"isdeleted": True})
    assert words.customer(came_of(BulkRow(base=BASE), back)) == "Hus 1 (closed)"


def test_whose_change_it_went_over_comes_first(means: BulkMeans) -> None:
    slip = Conflict(name="phone", base="1", theirs="3", mine="2")
    row = came_of(BulkRow(base=BASE, wanted={"phone": "2"}), replace(SAVED, slipped=(slip,)))
    said = words.result(row, means)
    assert "change: Phone was 3; now it is 2. Hus 1 lies below itself" in said


def test_what_was_kept_is_named(means: BulkMeans) -> None:
    slip = Conflict(name="phone", base="1", theirs="3", mine="2")
    row = clashed(BulkRow(base=BASE, wanted={"phone": "2"}), (slip,), BASE)
    kept = decided(row, is_mine=False)
    assert words.result(kept, means) == "Theirs kept: Phone"
    rest = came_of(kept, replace(SAVED, makes_circle=False, sent={"fax": "5"}))
    assert words.result(rest, means) == "Stored: Theirs kept in: Phone."


def test_what_was_stored_before_a_clash_is_not_called_unsent(means: BulkMeans) -> None:
    row = BulkRow(base=BASE, wanted={"phone": "1", "fax": "5"})
    after = Customer({**BASE.raw, "phone": "9", "fax": "5"})
    came = came_of(row, replace(SAVED, makes_circle=False, sent={"fax": "5"}, after=after))
    assert came.state is BulkState.CONFLICT
    said = words.result(came, means)
    assert said == "Stored, but for what changed meanwhile: Phone is now 9; yours is 1."


def test_what_was_not_taken_back_is_said(means: BulkMeans) -> None:
    slip = Conflict(name="phone", base="1", theirs="3", mine="2")
    slipped = replace(SAVED, makes_circle=False, slipped=(slip,))
    row = came_of(BulkRow(base=BASE, wanted={"phone": "2"}), slipped)
    ignored = replace(slipped, sent={"phone": "3"}, slipped=(), not_stored=("phone",))
    assert "Microbizz did not take theirs back in: Phone." in words.result(
        gave_back(row, ignored), means
    )


def test_a_stop_does_not_hide_whose_change_it_went_over(means: BulkMeans) -> None:
    slip = Conflict(name="phone", base="1", theirs="3", mine="2")
    row = came_of(BulkRow(base=BASE, wanted={"phone": "2"}), replace(SAVED, slipped=(slip,)))
    stop = SavingStopped(fields=("email",), customer=BASE)
    assert "Phone was 3; now it is 2." in words.result(replace(row, problem=stop), means)
