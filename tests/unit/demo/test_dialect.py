"""The untidy spelling of the same answers."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer


@pytest.fixture(scope="module")
def untidy(own_server: Callable[..., DemoServer]) -> DemoServer:
    return own_server("--dialect", "tolerant-test")


@pytest.fixture(scope="module")
def customers(untidy: DemoServer) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = untidy.call("GetCustomersByLastChange", changedate="1970-01-01")[
        "customers"
    ]
    return found


def test_numbers_come_as_text(untidy: DemoServer, customers: list[dict[str, Any]]) -> None:
    answer = untidy.send({"command": "GetCustomerByID", "customerid": "1001"})
    assert (answer["status"], answer["results"][0]["status"]) == ("1", "1")
    assert customers[0]["id"].isdigit()
    assert all(isinstance(each["latitude"], str | None) for each in customers)


def test_nothing_has_many_spellings(customers: list[dict[str, Any]]) -> None:
    def spellings(field: str) -> set[str]:
        return {str(each[field]) for each in customers}

    assert spellings("fax") == {"", "None", "[]"}
    assert spellings("isblocked") >= {"0", "False", ""}
    assert spellings("parentcust") >= {"0", "None", ""}
    assert spellings("startdate") >= {"0000-00-00", "None", ""}
    assert spellings("icons") == {"[]", "None", ""}


def test_an_empty_set_is_a_list(customers: list[dict[str, Any]]) -> None:
    values = [each["values"] for each in customers]
    assert [] in values
    assert any(isinstance(each, dict) for each in values)


def test_other_names(untidy: DemoServer, customers: list[dict[str, Any]]) -> None:
    estate = next(each for each in customers if each["typetext"] == "Afdeling")
    assert "roleid" in estate
    assert "customer_role" not in estate
    listed = untidy.call(
        "GetDocumentsByCustomerID", customerid=estate["id"], inclthumbs=1, inclfolders=1
    )
    document = listed["documents"][0]
    assert {"documentid", "name", "folderpath", "thumb", "filesize", "contenttype"} <= set(document)
    assert {"id", "filename", "folder", "thumbnail"}.isdisjoint(document)
    assert {"name", "parent"} <= set(listed["folders"][0])
    found = untidy.call("GetSubscriptionsByCustomerID", customerid=estate["id"])["subscriptions"]
    assert {"unit", "expiredate"} <= set(found[0])
    feed = untidy.call("GetProceduresByLastChange", changedate="1970-01-01")
    assert "description" in feed["procedures"][0]


def test_a_refusal_and_a_saved_customer(untidy: DemoServer) -> None:
    saved = untidy.call("CreateUpdateCustomerByID", customer={"id": 1001, "isblocked": 1})
    assert saved["customer"]["id"] == "1001"
    assert saved["customer"]["isblocked"] in ("1", True)
    refused = untidy.call("CreateUpdateCustomerByID", customer={"id": 5})
    assert refused["status"] == "0"
    untidy.faults({"command": "GetCustomerByID", "kind": "bad_record"})
    spoilt = untidy.call("GetCustomerByID", customerid=1001)["customers"]
    assert "ikke et sæt" in spoilt
