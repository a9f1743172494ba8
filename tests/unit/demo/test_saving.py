"""Creating and updating customers."""

from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer

Customers = dict[int, dict[str, Any]]


def save(server: DemoServer, **customer: Any) -> dict[str, Any]:
    result = server.call("CreateUpdateCustomerByID", customer=customer)
    assert result["status"] == 1, result
    saved: dict[str, Any] = result["customer"]
    return saved


def refused(server: DemoServer, **customer: Any) -> str:
    before = server.call("GetCustomerByID", customerid=customer.get("id") or 1001)
    result = server.call("CreateUpdateCustomerByID", customer=customer)
    assert result["status"] == 0, result
    assert server.call("GetCustomerByID", customerid=customer.get("id") or 1001) == before
    message: str = result["msg"]
    return message


def test_omitted_fields_keep_their_value(server: DemoServer, estate: dict[str, Any]) -> None:
    server.set_clock("2031-02-03T04:05:06")
    saved = save(server, id=estate["id"], phone="12 34 56 78", isblocked="yes")
    changed = {"phone": "12 34 56 78", "isblocked": 1}
    assert saved == estate | changed | {"changedate": "2031-02-03", "changetime": "04:05:06"}
    assert server.call("GetCustomerByID", customerid=estate["id"])["customers"] == [saved]


def test_id_0_creates(server: DemoServer, everyone: Customers) -> None:
    server.set_clock("2031-02-03T04:05:06")
    saved = save(server, id=0, name="Ny kunde", startdate="5-8-2011", typeid="9")
    assert saved["id"] not in everyone
    assert saved["createdate"] == saved["changedate"] == "2031-02-03"
    assert saved["startdate"] == "2011-08-05"
    assert saved["typetext"] == "Virksomhed"
    assert save(server, name="Uden id")["id"] == saved["id"] + 1


@pytest.mark.parametrize("customer", [{"id": 0}, {"id": 0, "name": "  "}, {"id": 1001, "name": ""}])
def test_a_name_is_needed(server: DemoServer, customer: dict[str, Any]) -> None:
    assert "name" in refused(server, **customer)


def test_an_unknown_id_is_refused(server: DemoServer) -> None:
    assert "987654" in refused(server, id=987654, name="x")


def test_a_customer_is_needed(server: DemoServer) -> None:
    assert server.call("CreateUpdateCustomerByID")["status"] == 0
    assert server.call("CreateUpdateCustomerByID", customer=[])["status"] == 0


def test_readonly_and_unknown_fields_are_ignored(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    sent = {"typetext": "x", "createdate": "1999-01-01", "changedate": "1999-01-01", "nyt": 1}
    saved = save(server, id=estate["id"], **sent)
    assert saved["typetext"] == estate["typetext"]
    assert saved["createdate"] == estate["createdate"]
    assert saved["changedate"] > "1999-01-01"
    assert "nyt" not in saved


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 256),
        ("customernumber", "12 34"),
        ("customernumber", "1" * 21),
        ("typeid", 4711),
        ("typeid", "tolv"),
        ("maingroupid", 77),
        ("parentcust", 987654),
        ("isblocked", "måske"),
        ("startdate", "i går"),
        ("latitude", "nord"),
        ("icons", "x"),
        ("values", "x"),
    ],
)
def test_bad_values_are_refused_by_name(server: DemoServer, field: str, value: object) -> None:
    assert field in refused(server, id=1001, **{field: value})


def test_long_text_is_kept_where_it_may_be_long(server: DemoServer) -> None:
    text = "Æ" * 100_000
    assert save(server, id=1001, description=text)["description"] == text


def test_moving_under_another_parent(server: DemoServer, estate: dict[str, Any]) -> None:
    assert save(server, id=estate["id"], parentcust=1001)["parentcust"] == 1001
    assert save(server, id=estate["id"], parentcust=0)["parentcust"] == 0


def test_a_circle_is_refused(server: DemoServer, estate: dict[str, Any]) -> None:
    children = server.call("GetCustomersByParentID", customerid=estate["id"], includeall=1)
    deepest = children["customers"][-1]["id"]
    assert "parentcust" in refused(server, id=estate["id"], parentcust=deepest)
    assert "parentcust" in refused(server, id=estate["id"], parentcust=estate["id"])


def test_custom_values_are_merged_one_by_one(server: DemoServer, estate: dict[str, Any]) -> None:
    saved = save(server, id=estate["id"], values={"nøglebokskode": "0815"})
    assert saved["values"] == {**estate["values"], "nøglebokskode": "0815"}
    assert save(server, id=estate["id"], values=[])["values"] == saved["values"]


def test_deleting_is_a_flag(server: DemoServer, estate: dict[str, Any]) -> None:
    assert save(server, id=estate["id"], isdeleted=True)["isdeleted"] == 1
    assert save(server, id=estate["id"], isdeleted=0)["isdeleted"] == 0


def by_number(server: DemoServer, **customer: Any) -> dict[str, Any]:
    return server.call("CreateUpdateCustomerByCustomerNumber", customer=customer)


def test_by_number_updates_and_ignores_the_id(server: DemoServer, estate: dict[str, Any]) -> None:
    number = estate["customernumber"]
    saved = by_number(server, id=1001, customernumber=number, phone="1")["customer"]
    assert saved["id"] == estate["id"]
    assert saved["phone"] == "1"


def test_by_number_writes_to_the_highest_id_of_several(server: DemoServer) -> None:
    ids = [server.patch_customer(name=f"Tvilling {n}", customernumber="TV-1")["id"] for n in (1, 2)]
    assert by_number(server, customernumber="TV-1", phone="1")["customer"]["id"] == max(ids)
    found = server.call("GetCustomerByCustomerNumber", customernumber="TV-1")["customers"]
    assert found[0]["id"] == min(ids)


def test_by_number_creates_when_nobody_has_it(server: DemoServer) -> None:
    saved = by_number(server, customernumber="NY-1", name="Ny")["customer"]
    assert saved["customernumber"] == "NY-1"
    assert by_number(server, customernumber="NY-2")["status"] == 0


def test_by_number_needs_a_number(server: DemoServer) -> None:
    assert "customernumber" in by_number(server, name="x")["msg"]


def test_the_pattern_of_numbers_is_the_contract_s_own(own_server: Any) -> None:
    server = own_server("--number-pattern", r"^\d{5}$")
    answer = by_number(server, customernumber="ABC", name="x")
    assert answer["status"] == 0
    assert r"^\d{5}$" in answer["msg"]
    assert by_number(server, customernumber="54321", name="x")["status"] == 1
