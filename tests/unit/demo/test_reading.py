"""The commands that read customers and short lists."""

from typing import Any

import pytest

from desktop.demo.world.business import NOWHERE
from tests.helpers.demo_server import DemoServer

Customers = dict[int, dict[str, Any]]


def ids(result: dict[str, Any]) -> list[int]:
    assert result["status"] == 1, result
    return [customer["id"] for customer in result["customers"]]


def test_by_id_finds_one_or_none(server: DemoServer, estate: dict[str, Any]) -> None:
    found = server.call("GetCustomerByID", customerid=str(estate["id"]))
    assert found["customers"] == [estate]
    assert ids(server.call("GetCustomerByID", customerid=5)) == []


@pytest.mark.parametrize("inputs", [{}, {"customerid": ""}, {"customerid": "x"}])
def test_an_id_is_needed(server: DemoServer, inputs: dict[str, Any]) -> None:
    result = server.call("GetCustomerByID", **inputs)
    assert result["status"] == 0
    assert "customerid" in result["msg"]


def test_customers_carry_every_documented_field(everyone: Customers) -> None:
    customer = everyone[1001]
    assert customer["typetext"] == "Administrationsselskab"
    assert customer["ourreferencetext"]
    assert customer["theirreferencetext"]
    assert customer["isdeleted"] == 0
    assert customer["parentcust"] == 0
    assert {"values", "customer_role", "budgetarea"} <= set(customer)


def test_children_and_all_descendants(
    server: DemoServer, everyone: Customers, estate: dict[str, Any]
) -> None:
    children = [each["id"] for each in everyone.values() if each["parentcust"] == estate["id"]]
    below = set(children)
    for _ in range(6):
        below |= {each["id"] for each in everyone.values() if each["parentcust"] in below}
    found = server.call("GetCustomersByParentID", customerid=estate["id"])
    assert sorted(ids(found)) == sorted(children)
    found = server.call("GetCustomersByParentID", customerid=estate["id"], includeall=1)
    assert sorted(ids(found)) == sorted(below)
    assert len(below) > len(children)


def test_ignoreclosed_leaves_out_the_deleted(server: DemoServer, estate: dict[str, Any]) -> None:
    children = ids(server.call("GetCustomersByParentID", customerid=estate["id"]))
    server.patch_customer(children[0], isdeleted=1)
    every = server.call("GetCustomersByParentID", customerid=estate["id"])
    kept = server.call("GetCustomersByParentID", customerid=estate["id"], ignoreclosed="yes")
    assert ids(every) == children
    assert ids(kept) == children[1:]


def test_no_command_lists_the_roots(server: DemoServer) -> None:
    assert ids(server.call("GetCustomersByParentID", customerid=0)) == []


def test_by_number_gives_the_lowest_id_of_several(server: DemoServer, everyone: Customers) -> None:
    by_number: dict[str, list[int]] = {}
    for customer in everyone.values():
        by_number.setdefault(customer["customernumber"], []).append(customer["id"])
    doubles = {n: found for n, found in by_number.items() if n and len(found) > 1}
    assert len(doubles) == 3
    for number, found in doubles.items():
        answer = server.call("GetCustomerByCustomerNumber", customernumber=number)
        assert ids(answer) == [min(found)]
    assert ids(server.call("GetCustomerByCustomerNumber", customernumber="findes-ikke")) == []


def test_by_name_takes_the_whole_name_in_any_case(server: DemoServer) -> None:
    planted = server.patch_customer(name="Ærø Ångstrøm ApS")["id"]
    for spelling in ("Ærø Ångstrøm ApS", "ærø ångstrøm aps", "ÆRØ ÅNGSTRØM APS"):
        assert ids(server.call("GetCustomerByName", customername=spelling)) == [planted]
    assert ids(server.call("GetCustomerByName", customername="Ærø")) == []


def test_parents_come_nearest_first(server: DemoServer, everyone: Customers) -> None:
    flat = next(each for each in everyone.values() if each["typetext"] == "Lejemål")
    climbed = []
    parent = flat["parentcust"]
    while parent:
        climbed.append(parent)
        parent = everyone[parent]["parentcust"]
    assert ids(server.call("GetParentCustomers", customerid=flat["id"])) == climbed
    assert len(climbed) == 5
    assert ids(server.call("GetParentCustomers", customerid=climbed[-1])) == []


def test_closed_parents_can_be_left_out(server: DemoServer, estate: dict[str, Any]) -> None:
    climbed = ids(server.call("GetParentCustomers", customerid=estate["id"]))
    server.patch_customer(climbed[0], isdeleted=1)
    found = server.call("GetParentCustomers", customerid=estate["id"], ignoreclosed=1)
    assert ids(found) == climbed[1:]


def test_a_circle_ends(server: DemoServer) -> None:
    one = server.patch_customer(name="Ring 1")["id"]
    two = server.patch_customer(name="Ring 2", parentcust=one)["id"]
    server.patch_customer(one, parentcust=two)
    assert ids(server.call("GetParentCustomers", customerid=one)) == [two]
    assert ids(server.call("GetCustomersByParentID", customerid=one, includeall=1)) == [two]


def test_an_orphan_has_no_parents(server: DemoServer, everyone: Customers) -> None:
    orphans = [each["id"] for each in everyone.values() if each["parentcust"] == NOWHERE]
    assert len(orphans) == 2
    assert ids(server.call("GetParentCustomers", customerid=orphans[0])) == []


def test_a_customer_of_the_hidden_group_is_as_good_as_none(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    id_ = estate["id"]
    server.patch_customer(id_, maingroupid=9)
    assert ids(server.call("GetCustomerByID", customerid=id_)) == []
    assert id_ not in ids(server.call("GetCustomersByParentID", customerid=estate["parentcust"]))
    assert server.call("GetDocumentsByCustomerID", customerid=id_)["documents"] == []
    assert server.call("GetSubscriptionsByCustomerID", customerid=id_)["subscriptions"] == []
    saved = server.call("CreateUpdateCustomerByID", customer={"id": id_, "phone": "1"})
    assert saved["status"] == 0


def test_short_lists(server: DemoServer) -> None:
    types = server.call("GetCustomerTypes")["types"]
    assert {"id", "title", "letter", "color"} == set(types[0])
    assert all(each["color"].startswith("#") and len(each["letter"]) == 1 for each in types)
    assert len({each["letter"] for each in types}) == len(types)
    assert len(server.call("GetMaingroups")["maingroups"]) == 4
    assert {"id", "title"} == set(server.call("GetMaingroups")["maingroups"][0])
    assert len(server.call("GetCustomerRoles")["customer_roles"]) == 6


def test_subscriptions_know_whether_they_have_expired(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    found = server.call("GetSubscriptionsByCustomerID", customerid=estate["id"])["subscriptions"]
    assert len(found) >= 2
    assert {each["customerid"] for each in found} == {estate["id"]}
    one = server.patch_record("subscription", found[0]["id"], expires="2030-01-31")
    for today, expired in (("2030-01-31T12:00:00", 0), ("2030-02-01T12:00:00", 1)):
        server.set_clock(today)
        again = server.call("GetSubscriptionsByCustomerID", customerid=estate["id"])
        states = {each["id"]: each["isexpired"] for each in again["subscriptions"]}
        assert states[one["id"]] == expired
