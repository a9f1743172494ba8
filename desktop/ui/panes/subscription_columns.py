"""The columns of subscriptions: of one customer's, and of all that expire soon."""

from collections.abc import Callable
from datetime import date

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Subscription
from desktop.domain.standing import Standing, standing
from desktop.ui.formats import Format
from desktop.ui.panes.columns import Column, field_column, money_column, with_remaining
from desktop.ui.texts import tr

Today = Callable[[], date]

WARNED = frozenset({"expires", "standing"})
"""The cells that show in colour that an end is near; a whole row of it would shout."""

_KIND = ObjectType.SUBSCRIPTION


def customers_columns(today: Today) -> tuple[Column[Subscription], ...]:
    """For the subscriptions of one customer."""
    shown: tuple[Column[Subscription], ...] = (
        field_column(_KIND, "title", width=20),
        _standing_column(today, width=19),
        field_column(_KIND, "duedate", width=11),
        field_column(_KIND, "expires", width=11),
        _total_column(),
        field_column(_KIND, "period", width=9),
        field_column(_KIND, "count", width=5),
        field_column(_KIND, "units", width=5),
        field_column(_KIND, "unitprice", how=Format.MONEY, width=9),
        field_column(_KIND, "discount", width=8),
        field_column(_KIND, "requisition", width=12),
    )
    return with_remaining(_KIND, shown)


def expiring_columns(
    today: Today, customer: Callable[[Subscription], str]
) -> tuple[Column[Subscription], ...]:
    """For those of all customers; *customer* gives the name of a subscription's."""
    shown: tuple[Column[Subscription], ...] = (
        field_column(_KIND, "expires", width=11),
        _standing_column(today, width=18),
        Column(key="customer", title=tr("field.subscription.customerid"), value=customer, width=26),
        field_column(_KIND, "title", width=20),
        _total_column(),
        field_column(_KIND, "period", width=10),
        field_column(_KIND, "duedate", width=11),
    )
    return with_remaining(_KIND, shown)


def standing_words(subscription: Subscription, today: date) -> str:
    """What the colour of the row says, in words."""
    where = standing(subscription, today)
    expires = subscription.day("expires")
    if where is not Standing.SOON or expires is None:
        return tr(f"panes.standing.{where.value}")
    return days_words((expires - today).days)


def days_words(days: int) -> str:
    if days == 0:
        return tr("panes.standing.today")
    if days == 1:
        return tr("panes.standing.tomorrow")
    return tr("panes.standing.in_days", days=days)


def _standing_column(today: Today, *, width: int) -> Column[Subscription]:
    """In words, and in the order in which they end."""
    return Column(
        key="standing",
        title=tr("panes.column.standing"),
        value=lambda each: standing_words(each, today()),
        order=lambda each: each.day("expires"),
        width=width,
    )


def _total_column() -> Column[Subscription]:
    return money_column("total", tr("panes.column.total"), lambda each: each.total, width=11)
