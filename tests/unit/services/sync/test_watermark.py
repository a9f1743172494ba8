"""From which change on a feed is asked."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.records import Customer
from desktop.services.sync.watermark import (
    BEGINNING,
    OVERLAP,
    as_inputs,
    changed_at,
    hours_back,
    moved,
    newest_change,
    since,
)


def at(text: str) -> datetime:
    """A moment of the server's clock, which has no zone."""
    return datetime.fromisoformat(text)


NOON = at("2026-10-25T12:00:00")
NOW = NOON.replace(tzinfo=UTC)
AGES_ON = at("2031-10-25T12:00:00")


def newest(
    records: tuple[Customer, ...], so_far: datetime | None, taken: timedelta = timedelta()
) -> datetime | None:
    """What *records* tell in a pass that has taken so long."""
    return newest_change(records, so_far, begun_at=NOW - taken, now=NOW)


def test_what_changed_while_the_pass_took_its_time_is_not_taken_for_known() -> None:
    late = Customer({"id": 1, "changedate": "2026-10-25", "changetime": "11:50:00"})
    taken = timedelta(hours=2)
    assert newest((late,), None, taken) == at("2026-10-25T09:50:00")
    assert newest((late,), at("2026-10-25T09:00:00"), taken) == at("2026-10-25T09:50:00")
    # This computer's clock may have been set back meanwhile.
    assert newest((late,), None, -taken) == at("2026-10-25T11:50:00")


def test_of_a_page_the_future_is_left_out() -> None:
    wild = Customer({"id": 1, "changedate": "2099-01-01", "changetime": "00:00:00"})
    first = Customer({"id": 2, "changedate": "0001-01-01"})
    fine = Customer({"id": 3, "changedate": "2026-10-25", "changetime": "13:59:00"})
    assert newest((wild, first), None) is None
    assert newest((wild, fine, first), None) == at("2026-10-25T13:59:00")


def test_the_overlap_crosses_midnight() -> None:
    day, hour = as_inputs(since(at("2026-10-26T00:30:00")))
    assert (day, hour) == (date(2026, 10, 25), time(23, 25))


def test_it_crosses_the_turn_of_the_year() -> None:
    assert as_inputs(since(at("2027-01-01T00:00:10"))) == (date(2026, 12, 31), time(22, 55, 10))


def test_the_beginning_is_asked_for_without_a_time() -> None:
    assert as_inputs(since(None)) == (BEGINNING, None)
    assert as_inputs(since(at("0001-01-01T00:00:00"))) == (BEGINNING, None)
    assert as_inputs(since(at("1970-01-01T01:00:00"))) == (BEGINNING, None)


@given(st.datetimes(min_value=at("1971-01-01"), max_value=at("2200-01-01")))
def test_what_is_asked_for_is_never_later_than_the_overlap(watermark: datetime) -> None:
    day, hour = as_inputs(since(watermark))
    assert hour is not None
    assert watermark - datetime.combine(day, hour) >= OVERLAP


@pytest.mark.parametrize(
    ("clock", "hours"),
    [
        ("2026-10-25T12:00:00", 0),
        ("2026-10-25T11:00:00", 0),
        ("2026-10-25T10:00:00", 0),
        ("2026-10-25T09:59:59", 3),
        ("2026-10-25T09:00:00", 3),
        ("2026-10-22T12:00:00", 72),
        ("2030-01-01T00:00:00", 0),
    ],
)
def test_a_clock_that_went_back_too_far(clock: str, hours: int) -> None:
    assert hours_back(NOON, at(clock)) == hours


def test_nothing_to_compare_is_no_doubt() -> None:
    assert hours_back(None, NOON) == hours_back(NOON, None) == 0


def test_it_moves_to_the_clock_back_as_well() -> None:
    earlier = at("2026-10-25T11:00:00")
    assert moved(NOON, clock=earlier, newest=NOON, now=NOW) == earlier
    assert moved(None, clock=NOON, newest=None, now=NOW) == NOON
    assert moved(NOON, clock=AGES_ON, newest=None, now=NOW) == AGES_ON


def test_without_a_clock_it_is_the_newest_change() -> None:
    earlier = at("2026-10-25T11:00:00")
    assert moved(None, clock=None, newest=earlier, now=NOW) == earlier
    assert moved(NOON, clock=None, newest=earlier, now=NOW) == NOON
    assert moved(NOON, clock=None, newest=None, now=NOW) == NOON
    assert moved(None, clock=None, newest=None, now=NOW) is None


def test_a_change_in_the_future_moves_it_nowhere() -> None:
    assert moved(NOON, clock=None, newest=AGES_ON, now=NOW) == NOON
    assert moved(AGES_ON, clock=None, newest=NOON, now=NOW) == NOON
    # With nothing better to go by it stays.
    assert moved(AGES_ON, clock=None, newest=None, now=NOW) == AGES_ON


def test_the_newest_of_a_page() -> None:
    records = (
        Customer({"id": 1, "changedate": "2026-10-25", "changetime": "11:00:00"}),
        Customer({"id": 2, "changedate": "2026-10-25"}),
        Customer({"id": 3, "changedate": "0000-00-00", "changetime": "23:00:00"}),
        Customer({"id": 4}),
    )
    assert newest(records, None) == at("2026-10-25T11:00:00")
    assert newest(records, NOON) == NOON
    assert newest((), None) is None
    assert changed_at(records[1]) == at("2026-10-25T00:00:00")
    assert changed_at(records[2]) is None
