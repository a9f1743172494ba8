"""Where subscriptions stand, and what they come to."""

from datetime import date, timedelta

import pytest

from desktop.domain.records import Subscription
from desktop.domain.standing import Standing, standing, sums

TODAY = date(2026, 3, 1)


def subscription(days: int | None = None, **fields: object) -> Subscription:
    expires = "" if days is None else f"{TODAY + timedelta(days=days)}"
    return Subscription({"id": 1, "expires": expires, **fields})


@pytest.mark.parametrize(
    ("days", "where"),
    [
        (None, Standing.LIVE),
        (31, Standing.LIVE),
        (30, Standing.SOON),
        (0, Standing.SOON),
        (-1, Standing.EXPIRED),
    ],
)
def test_the_last_day_still_counts(days: int | None, where: Standing) -> None:
    assert standing(subscription(days), TODAY) is where


def test_the_flags_come_before_the_date() -> None:
    assert standing(subscription(90, isexpired="1"), TODAY) is Standing.EXPIRED
    assert standing(subscription(90, isdeleted=1, isexpired=1), TODAY) is Standing.DELETED


def test_the_live_ones_are_summed_by_period() -> None:
    found = sums(
        [
            subscription(count=2, unitprice=100, discount=10, period="Månedlig"),
            subscription(5, count="1", unitprice="50,5", period="Årlig"),
            subscription(-5, count=1, unitprice=1000, period="Årlig"),
            subscription(title="Uden pris"),
        ],
        TODAY,
    )
    assert found.live == 3
    assert found.unpriced == 1
    assert found.by_period == {"Månedlig": pytest.approx(180), "Årlig": pytest.approx(50.5)}
    assert found.total == pytest.approx(230.5)
