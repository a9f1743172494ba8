"""Records keep all that came, and read it when asked."""

from datetime import date, time
from typing import Any

import pytest

from desktop.domain.records import (
    Customer,
    CustomerRole,
    CustomerType,
    DepotOrderLine,
    Document,
    Folder,
    ImageTag,
    Maingroup,
    Procedure,
    Record,
    Subscription,
)

HANSEN = Customer(
    {
        "id": "12",
        "name": "Hansen & Søn",
        "customernumber": "007",
        "parentcust": "3",
        "typeid": 4,
        "maingroupid": None,
        "isdeleted": "1",
        "longitude": "12.5",
        "vatpercentage": "many",
        "startdate": "2024-01-31",
        "changetime": "12:30:00",
        "roleid": 9,
        "icons": {"0": 1},
        "values": {"gate": "Nord"},
        "budgetarea": "B",
    }
)


def test_what_a_customer_is() -> None:
    assert (HANSEN.id, HANSEN.name, HANSEN.number_text) == (12, "Hansen & Søn", "007")
    assert (HANSEN.parent_id, HANSEN.type_id, HANSEN.maingroup_id) == (3, 4, 0)
    assert HANSEN.role_ids == (9,)
    assert HANSEN.is_closed


def test_a_customer_of_nothing() -> None:
    empty = Customer({})

    assert (empty.id, empty.name, empty.parent_id, empty.role_ids) == (0, "", 0, ())
    assert not empty.is_closed
    assert Customer({"customer_role": 0}).role_ids == ()
    assert Customer({"customer_role": "Ejer"}).role_ids == ()


def test_values_come_in_their_own_types() -> None:
    assert HANSEN.real("longitude") == 12.5
    assert HANSEN.real("latitude") is None
    assert HANSEN.day("startdate") == date(2024, 1, 31)
    assert HANSEN.day("createdate") is None
    assert HANSEN.clock("changetime") == time(12, 30)
    assert HANSEN.clock("createtime") is None
    assert HANSEN.value("icons") == (1,)
    assert HANSEN.text("startdate") == "2024-01-31"
    assert HANSEN.text("city") == ""
    assert HANSEN.number("name") == 0


def test_what_cannot_be_read_is_no_value_but_still_there() -> None:
    assert HANSEN.value("vatpercentage") is None
    assert HANSEN.has("vatpercentage")
    assert not HANSEN.has("city")
    assert dict(HANSEN.others()) == {"budgetarea": "B", "vatpercentage": "many"}


def test_names_nobody_knows_can_be_shown() -> None:
    assert list(Customer({"\ud800x": 1}).others()) == [("\ufffdx", 1)]


@pytest.mark.parametrize(
    ("values", "custom"), [({"a": 1}, {"a": 1}), ([], {}), (None, {}), ("x", {}), ([1], {})]
)
def test_custom_values(values: object, custom: dict[str, Any]) -> None:
    assert Customer({"values": values}).custom() == custom


def test_other_names_are_known() -> None:
    document = Document({"documentid": "5", "name": "a.pdf", "thumb": "x"})

    assert document.id == 5
    assert document.label == "a.pdf"
    assert document.text("thumbnail") == "x"
    assert Document({"title": "A", "filename": "a.pdf"}).label == "A"
    assert list(document.others()) == []


@pytest.mark.parametrize(
    ("raw", "total"),
    [
        ({"count": "2", "unitprice": "100,50"}, 201.0),
        ({"count": 2, "price": 100, "discount": 25}, 150.0),
        ({"count": 2}, None),
        ({"unitprice": 2}, None),
    ],
)
def test_what_a_subscription_comes_to(raw: dict[str, Any], total: float | None) -> None:
    assert Subscription(raw).total == total


@pytest.mark.parametrize("kind", [Subscription, DepotOrderLine, Procedure])
def test_what_belongs_to_a_customer(
    kind: type[Subscription] | type[DepotOrderLine] | type[Procedure],
) -> None:
    record = kind({"id": 1, "customerid": "7"})

    assert (record.id, record.customer_id) == (1, 7)


@pytest.mark.parametrize("kind", [CustomerType, CustomerRole, Maingroup, ImageTag, Folder])
def test_the_small_ones_have_an_id(
    kind: type[CustomerType] | type[CustomerRole] | type[Maingroup] | type[ImageTag] | type[Folder],
) -> None:
    assert kind({"id": "3"}).id == 3


def test_a_record_is_a_value() -> None:
    assert Customer({"id": 1}) == Customer({"id": 1})
    assert Customer({"id": 1}) != Customer({"id": 2})
    assert Customer({"id": 1}) != Record({"id": 1})


def test_a_repr_names_nobody() -> None:
    assert repr(HANSEN) == "Customer(12)"
