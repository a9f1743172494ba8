"""Which roles a customer has, from whichever field tells."""

import pytest

from desktop.domain.records import Customer
from desktop.domain.roles import RolesOf, roles_of


@pytest.mark.parametrize(
    ("raw", "ids", "field"),
    [
        ({}, set(), ""),
        ({"customer_role": 3}, {3}, "customer_role"),
        ({"roleid": "4"}, {4}, "roleid"),
        ({"roles": [1, "2", None, "x"]}, {1, 2}, "roles"),
        ({"roles": [{"id": 5, "title": "Ejer"}, {"title": "Uden id"}]}, {5}, "roles"),
        ({"roles": {"0": 6, "1": 7}}, {6, 7}, "roles"),
        ({"customer_role": 0, "roles": [8]}, {8}, "roles"),
        ({"customer_role": ""}, set(), "customer_role"),
        ({"roles": []}, set(), "roles"),
    ],
)
def test_roles_are_read_from_the_field_that_names_them(
    raw: dict[str, object], ids: set[int], field: str
) -> None:
    assert roles_of(Customer({"id": 1, **raw})) == RolesOf(ids=frozenset(ids), field=field)  # type: ignore[arg-type]  # plain numbers say the same
