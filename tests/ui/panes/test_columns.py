"""The columns of tables, which hold values in words."""

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Subscription
from desktop.ui.labels import tooltip
from desktop.ui.panes.columns import (
    OTHERS,
    Column,
    field_column,
    others_column,
    remaining_columns,
)


def test_a_tooltip_takes_nothing_for_markup() -> None:
    assert tooltip("<b>\n&") == "<qt>&lt;b&gt;<br>&amp;</qt>"
    assert tooltip("") == ""
    assert len(tooltip("x" * 1_000_000)) < 2_100


def test_a_field_that_cannot_be_read_is_empty_and_among_the_others() -> None:
    record = Subscription({"id": 1, "count": "mange", "nyt": {"a": [1]}, "tomt": ""})
    assert field_column(ObjectType.SUBSCRIPTION, "count").line(record) == ""
    others = others_column()
    assert others.whole(record) == 'nyt: {"a": [1]}\ncount: mange'
    assert others.line(record) == 'nyt: {"a": [1]} count: mange'


def test_every_field_of_the_catalogue_has_a_column() -> None:
    kind = ObjectType.SUBSCRIPTION
    shown = (field_column(kind, "title"),)
    rest = remaining_columns(kind, shown)
    keys = [column.key for column in rest]
    assert "title" not in keys
    assert {"customerid", "changedate", OTHERS} <= set(keys)
    assert not any(column.is_shown for column in rest if column.key != OTHERS)


def test_a_column_may_sort_by_more_than_it_shows() -> None:
    column: Column[int] = Column(key="x", title="X", value=lambda n: n % 10, order=lambda n: n)
    assert column.sort_key(21) == (0, 21)
    assert column.line(21) == "1"
