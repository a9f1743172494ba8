"""Looking behind the server: ledger, requests, planted changes, clock and reset."""

import hashlib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer, copy_of
from tests.helpers.fixtures import as_new
from tests.unit.demo.conftest import b64


def test_the_ledger_tells_what_was_executed(server: DemoServer, jpeg: bytes) -> None:
    server.set_clock("2031-02-03T04:05:06")
    server.send({"command": "Echo", "text": "1"}, {"command": "Nonsense"})
    server.call("AddPhotoToCustomer", customerid=1001, imagedata=b64(jpeg))
    first, second, third = server.ledger()
    assert (first["envelope"], second["envelope"], third["envelope"]) == (1, 1, 2)
    assert first["inputs"] == {"text": "1"}
    assert (first["status"], second["status"]) == (1, 0)
    assert "Nonsense" in second["msg"]
    digest = hashlib.sha256(jpeg).hexdigest()
    assert third["inputs"]["imagedata"] == {"size": len(jpeg), "sha256": digest}
    assert third["time"] == "2031-02-03 04:05:06"
    assert server.ledger(since=second["id"]) == [third]
    assert server.ledger_of("Echo") == [first]


def test_the_ledger_names_undecodable_bytes(server: DemoServer) -> None:
    server.call("AddFileToCustomer", customerid=1001, filename="x", filedata="a b")
    assert "problem" in server.ledger()[0]["inputs"]["filedata"]


def test_requests_are_counted_whether_let_in_or_not(server: DemoServer) -> None:
    server.send({"command": "Echo"}, {"command": "Echo"})
    server.send({"command": "Echo"}, contract=1)
    assert server.requests() == 2
    assert len(server.ledger()) == 2


def test_a_colleague_s_change(server: DemoServer, estate: dict[str, Any]) -> None:
    server.set_clock("2031-02-03T04:05:06")
    changed = server.patch_customer(estate["id"], phone="1", changetime="01:02:03")
    assert changed["phone"] == "1"
    assert (changed["changedate"], changed["changetime"]) == ("2031-02-03", "01:02:03")
    assert server.call("GetCustomerByID", customerid=estate["id"])["customers"] == [changed]
    assert server.ledger_of("CreateUpdateCustomerByID") == []


def test_weird_values_come_through_unchecked(server: DemoServer) -> None:
    weird = {"parentcust": "et andet sted", "typeid": None, "phone": ["x"], "helt_nyt": {"a": 1}}
    planted = server.patch_customer(**weird)
    found = server.call("GetCustomerByID", customerid=planted["id"])["customers"][0]
    assert {name: found[name] for name in weird} == weird
    named = server.patch_customer(424242, name="Med eget id")
    assert named["id"] == 424242


def test_other_records_can_be_planted(server: DemoServer) -> None:
    server.set_clock("2031-02-03T04:05:06")
    made = server.patch_record("subscription", customerid=1001, title="Ny")
    feed = server.call("GetSubscriptionsBylastChangeID", changedate="2031-02-03")
    assert [each["id"] for each in feed["subscriptions"]] == [made["id"]]
    server.patch_record("document", customerid=1001, title="Fra en kollega")
    documents = server.call("GetDocumentsByCustomerID", customerid=1001)["documents"]
    assert documents[-1]["title"] == "Fra en kollega"


def test_the_clock_can_be_set_moved_and_let_run(server: DemoServer) -> None:
    def now() -> str:
        answer = server.send({"command": "Echo"})
        return f"{answer['date']}T{answer['time']}"

    server.set_clock("2031-02-03T04:05:06")
    server.advance_clock(60)
    assert now() == "2031-02-03T04:06:06"
    server.set_clock("2031-02-03T04:05:06", ticking=True)
    assert "2031-02-03T04:05:06" <= now() < "2031-02-03T04:10:00"
    server.advance_clock(3600)
    assert now() >= "2031-02-03T05:05:06"
    server.set_clock(None)
    assert now() < "2031"


def test_a_reset_forgets_everything(server: DemoServer, jpeg: bytes) -> None:
    customer = server.call("GetCustomerByID", customerid=1001)
    document = server.call("AddPhotoToCustomer", customerid=1001, imagedata=b64(jpeg))["document"]
    server.patch_customer(1001, phone="1")
    server.faults({"command": "*", "kind": "refuse", "times": -1})
    server.set_clock("2031-02-03T04:05:06")
    server.reset()
    assert server.requests() == 0
    assert server.ledger() == []
    assert server.stored_bytes(document["id"]) is None
    assert server.call("GetCustomerByID", customerid=1001) == customer


def test_after_a_crash_everything_executed_is_there(
    demo_data: Path, tmp_path: Path, jpeg: bytes
) -> None:
    with DemoServer(copy_of(demo_data, tmp_path / "data")) as server:
        url = server.account["url"]
        sent = server.call("AddPhotoToCustomer", customerid=1001, imagedata=b64(jpeg))
        server.call("CreateUpdateCustomerByID", customer={"id": 1001, "phone": "1"})
        ledger = server.ledger()
        server.kill()
        server.restart()
        assert server.account["url"] == url
        assert server.ledger() == ledger
        assert server.requests() == 2
        assert server.stored_bytes(sent["document"]["id"]) == jpeg
        customers = server.call("GetCustomerByID", customerid=1001)["customers"]
        assert customers[0]["phone"] == "1"


def test_nothing_is_under_control_of_strangers(server: DemoServer) -> None:
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(f"{server.base}/control/nothing", timeout=60)
    assert failed.value.code == 404
    failed.value.close()


def test_a_shared_server_that_was_restarted_is_replaced(demo_data: Path, tmp_path: Path) -> None:
    """Else what was planted before is taken for the world it started with."""
    template = copy_of(demo_data, tmp_path / "template")
    shared = [DemoServer(copy_of(template, tmp_path / "shared"))]
    try:
        left_over = shared[0].patch_customer(name="Fra en anden")["id"]
        shared[0].restart()
        server = as_new(shared, template)
        assert server.call("GetCustomerByID", customerid=left_over)["customers"] == []
        assert as_new(shared, template) is server
    finally:
        shared[0].stop()


def test_everyone_is_shown_as_the_api_sends_them(server: DemoServer) -> None:
    shown = server.customers()
    (asked,) = server.call("GetCustomerByID", customerid=1001)["customers"]
    assert shown[1001] == asked
    hidden, gone = list(shown)[:2]
    server.plant([{"id": hidden, "maingroupid": 9}, {"id": 1010, "name": "Nyt navn"}])
    server.drop_customers(gone)
    assert server.customers().keys() == shown.keys() - {hidden, gone}
    assert server.customers()[1010]["name"] == "Nyt navn"


def test_records_are_shown_as_their_feeds_send_them(server: DemoServer) -> None:
    start = {"changedate": "1970-01-01"}
    for kind, feed, output in (
        ("subscription", "GetSubscriptionsBylastChangeID", "subscriptions"),
        ("procedure", "GetProceduresByLastChange", "procedures"),
        ("depotline", "GetDepotOrderLinesByLastChange", "lines"),
    ):
        sent = {each["id"]: each for each in server.call(feed, **start)[output]}
        assert server.records(kind) == sent
        first = min(sent)
        server.drop_records(kind, first)
        assert server.records(kind).keys() == sent.keys() - {first}
