"""Telling a feed that goes in circles from one that is long."""

from typing import Any

from desktop.domain.answers import FeedPage
from desktop.domain.records import Customer, Record
from desktop.services.sync.circles import Course, Trail, mark_of


def page(*ids: int, key: str = "", **raw: Any) -> FeedPage[Record]:
    records = tuple(Customer({"id": id_, **raw}) for id_ in ids)
    return FeedPage(records=records, resume_key=key)


def courses(*asked: tuple[str, FeedPage[Record]], first: str = "") -> list[Course]:
    trail = Trail(first)
    return [trail.follow(answer, key) for key, answer in asked]


def test_a_long_feed_leads_onward() -> None:
    pages = [(f"k{n}", page(n, key=f"k{n + 1}")) for n in range(1000)]
    assert set(courses(*pages)) == {Course.ONWARD}


def test_one_key_that_keeps_the_place_is_no_circle() -> None:
    pages = [("", page(0, key="k")), *(("k", page(n, key="k")) for n in range(1, 50))]
    assert set(courses(*pages)) == {Course.ONWARD}


def test_the_same_page_under_its_own_key_is_stuck() -> None:
    assert courses(("", page(1, key="a")), ("a", page(2, key="a")), ("a", page(2, key="a"))) == [
        Course.ONWARD,
        Course.ONWARD,
        Course.STUCK,
    ]


def test_the_same_page_under_a_new_key_may_lead_on() -> None:
    assert (
        courses(
            ("", page(1, key="a")), ("a", page(2, key="b")), ("b", page(2, key="c")), ("c", page(3))
        )
        == [Course.ONWARD] * 4
    )


def test_a_server_that_knows_no_keys_is_stuck_at_its_first_page() -> None:
    pages = [(f"k{n}", page(1, 2, key=f"k{n + 1}")) for n in range(30)]
    assert courses(*pages).index(Course.STUCK) < 30
    assert courses(("", page(1, key="k")), ("k", page(1, key="k")))[-1] is Course.STUCK


def test_back_at_the_first_page_after_others_all_is_shown() -> None:
    assert (
        courses(("", page(1, key="a")), ("a", page(2, key="b")), ("b", page(1, key="c")))[-1]
        is Course.ROUND
    )


def test_a_later_run_knows_the_first_page_again() -> None:
    first = mark_of(page(1, key="a"))
    later = [("b", page(2, key="c")), ("c", page(1, key="d"))]
    assert courses(*later, first=first)[-1] is Course.ROUND


def test_empty_pages_under_ever_new_keys_end() -> None:
    pages = [(f"k{n}", page(key=f"k{n + 1}")) for n in range(30)]
    assert Course.STUCK in courses(*pages)


def test_a_known_page_that_is_the_last_ends_the_feed_as_any_other() -> None:
    assert courses(("", page(1, key="a")), ("a", page(1)))[-1] is Course.ONWARD


def test_a_change_makes_another_page() -> None:
    assert mark_of(page(1, 2)) != mark_of(page(1, 2, changetime="11:00:00"))
    assert mark_of(page(1, 2)) != mark_of(page(2, 1))
    assert mark_of(page(1, 2, key="a")) == mark_of(page(1, 2, key="b"))
