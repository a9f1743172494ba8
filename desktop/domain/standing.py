"""Where a subscription stands on a given day, and what the live ones come to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from desktop.domain.records import Subscription

SOON_DAYS = 30
"""So many days before its end a subscription is said to expire soon."""


class Standing(Enum):
    """Whether a subscription is still charged."""

    LIVE = "live"
    SOON = "soon"
    EXPIRED = "expired"
    DELETED = "deleted"


LIVE = frozenset({Standing.LIVE, Standing.SOON})


def standing(subscription: Subscription, today: date, *, soon_days: int = SOON_DAYS) -> Standing:
    """Where *subscription* stands; its last day still counts (inferred)."""
    expires = subscription.day("expires")
    if subscription.flag("isdeleted"):
        return Standing.DELETED
    if subscription.flag("isexpired") or (expires is not None and expires < today):
        return Standing.EXPIRED
    if expires is not None and expires <= today + timedelta(days=soon_days):
        return Standing.SOON
    return Standing.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the live subscriptions come to: in all, and for each period as it is written.

    `unpriced` counts the live ones that have no total.
    """

    live: int
    total: float
    by_period: Mapping[str, float]
    unpriced: int = 0


def sums(subscriptions: Iterable[Subscription], today: date) -> Sums:
    live = [each for each in subscriptions if standing(each, today) in LIVE]
    by_period: dict[str, float] = defaultdict(float)
    for each in live:
        if each.total is not None:
            by_period[each.text("period")] += each.total
    return Sums(
        live=len(live),
        total=sum(by_period.values()),
        by_period=dict(by_period),
        unpriced=sum(each.total is None for each in live),
    )
