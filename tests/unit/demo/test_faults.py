"""Every misbehaviour the server can be told to show, and whether the command ran all the same."""

import http.client
import json
import time
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer
from tests.unit.demo.conftest import b64

Customers = dict[int, dict[str, Any]]
GONE = (http.client.HTTPException, ConnectionError, urllib.error.URLError)


def ran(server: DemoServer) -> int:
    return len(server.ledger_of("Echo"))


def echo(server: DemoServer) -> dict[str, Any]:
    return server.call("Echo", text="hej")


def test_close_before_executes_nothing(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "close_before"})
    with pytest.raises(GONE):
        echo(server)
    assert ran(server) == 0
    assert echo(server)["answer"] == "hej"


def test_close_after_executes_and_says_nothing(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "close_after"})
    with pytest.raises(GONE):
        echo(server)
    assert ran(server) == 1


def test_close_while_the_body_is_read(server: DemoServer) -> None:
    server.faults({"kind": "close_reading", "size": 100_000})
    with pytest.raises(GONE):
        server.call("Echo", text="x" * 20_000_000)
    assert ran(server) == 0
    assert echo(server)["status"] == 1


def test_half_a_reply(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "half_reply"})
    with pytest.raises(http.client.IncompleteRead) as cut:
        echo(server)
    assert cut.value.partial
    assert ran(server) == 1


@pytest.mark.parametrize("executed", [False, True])
def test_http_errors(server: DemoServer, executed: bool) -> None:
    for status in (500, 502, 413):
        server.faults({"command": "Echo", "kind": f"http_{status}", "executed": executed})
        with pytest.raises(urllib.error.HTTPError) as failed:
            echo(server)
        assert failed.value.code == status
        failed.value.close()
    assert ran(server) == 3 * executed


@pytest.mark.parametrize("kind", ["html", "not_json"])
def test_answers_that_are_no_json(server: DemoServer, kind: str) -> None:
    server.faults({"command": "Echo", "kind": kind})
    with pytest.raises(json.JSONDecodeError):
        echo(server)
    assert ran(server) == 0


def test_a_redirect_away(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "redirect", "message": "http://127.0.0.1:1/x"})
    with pytest.raises(urllib.error.HTTPError) as failed:
        echo(server)
    assert failed.value.code == 307
    assert failed.value.headers["Location"] == "http://127.0.0.1:1/x"
    failed.value.close()


def test_no_envelope_status(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "no_envelope_status"})
    answer = server.send({"command": "Echo", "text": "hej"})
    assert "status" not in answer
    assert answer["results"][0]["answer"] == "hej"


def test_a_huge_answer(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "huge", "size": 3_000_000})
    answer = server.send({"command": "Echo", "text": "hej"})
    assert len(answer["padding"]) > 2_900_000


def test_failing_sign_in(server: DemoServer) -> None:
    server.faults({"kind": "auth", "times": 2})
    for _ in range(2):
        answer = server.send({"command": "Echo"})
        assert answer["status"] == 0
        assert "results" not in answer
    assert ran(server) == 0
    assert echo(server)["status"] == 1


@pytest.mark.parametrize("kind", ["refuse", "no_rights"])
def test_refusals_never_run(server: DemoServer, kind: str) -> None:
    fault = {"command": "CreateUpdateCustomerByID", "kind": kind}
    server.faults(fault, {**fault, "message": "Kun for chefer"})
    customer = {"id": 0, "name": "x"}
    one = server.call("CreateUpdateCustomerByID", customer=customer)
    other = server.call("CreateUpdateCustomerByID", customer=customer)
    assert (one["status"], other["status"]) == (0, 0)
    assert other["msg"] == "Kun for chefer"
    if kind == "no_rights":
        assert "Manglende rettighed" in one["msg"]
    entries = server.ledger_of("CreateUpdateCustomerByID")
    assert [(entry["status"], entry["fault"]) for entry in entries] == [(0, kind)] * 2
    assert server.call("CreateUpdateCustomerByID", customer=customer)["status"] == 1


def test_an_update_that_overwrites(server: DemoServer, estate: dict[str, Any]) -> None:
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "overwrite"})
    sent = {"id": estate["id"], "name": "Kun navnet"}
    saved = server.call("CreateUpdateCustomerByID", customer=sent)["customer"]
    assert saved["name"] == "Kun navnet"
    assert saved["createdate"] == estate["createdate"]
    assert (saved["address"], saved["typeid"], saved["values"]) == ("", 0, {})


def test_a_field_that_is_dropped_is_not_stored_and_the_answer_is_1(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "drop_field", "name": "phone"})
    sent = {"id": estate["id"], "phone": "5", "city": "Ribe"}
    result = server.call("CreateUpdateCustomerByID", customer=sent)
    assert result["status"] == 1
    assert (result["customer"]["phone"], result["customer"]["city"]) == (estate["phone"], "Ribe")
    again = server.call("CreateUpdateCustomerByID", customer=sent)
    assert again["customer"]["phone"] == "5"


def test_a_circle_is_made_only_where_that_is_asked_for(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    below = server.patch_customer(name="Opgang", parentcust=estate["id"])["id"]
    sent = {"id": estate["id"], "parentcust": below}
    assert server.call("CreateUpdateCustomerByID", customer=sent)["status"] == 0
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "circle"})
    result = server.call("CreateUpdateCustomerByID", customer=sent)
    assert (result["status"], result["customer"]["parentcust"]) == (1, below)
    for each in (below, estate["id"]):
        above = server.call("GetParentCustomers", customerid=each)["customers"]
        assert len(above) == 1


def test_an_update_of_one_field_that_overwrites_keeps_the_name(
    server: DemoServer, estate: dict[str, Any]
) -> None:
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "overwrite"})
    saved = server.call("CreateUpdateCustomerByID", customer={"id": estate["id"], "phone": "1"})
    assert (saved["status"], saved["customer"]["name"]) == (1, estate["name"])
    assert (saved["customer"]["phone"], saved["customer"]["address"]) == ("1", "")


def test_spoilt_answers(server: DemoServer, everyone: Customers, estate: dict[str, Any]) -> None:
    def listed(kind: str) -> Any:
        server.faults({"command": "GetCustomersByParentID", "kind": kind})
        return server.call("GetCustomersByParentID", customerid=estate["id"])["customers"]

    children = server.call("GetCustomersByParentID", customerid=estate["id"])["customers"]
    assert isinstance(listed("wrong_types"), str)
    assert listed("empty_list") == []
    spoilt = listed("bad_record")
    assert spoilt[0]["id"] == "ukendt"
    assert spoilt[1:3] == ["ikke et sæt", None]
    assert len(spoilt) == len(children) + 2


def test_spoilt_sets(server: DemoServer) -> None:
    server.faults({"command": "CreateUpdateCustomerByID", "kind": "wrong_types"})
    result = server.call("CreateUpdateCustomerByID", customer={"id": 1001, "phone": "1"})
    assert result == {"status": 1, "customer": 17}


def test_a_short_delay(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "delay", "seconds": 0.01})
    server.faults({"command": "Echo", "kind": "delay", "seconds": 0.01, "executed": True})
    assert echo(server)["answer"] == "hej"


@pytest.mark.parametrize("executed", [False, True])
def test_held_until_released(server: DemoServer, executed: bool) -> None:
    server.faults({"command": "Echo", "kind": "hold", "executed": executed})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(echo, server)
        server.wait_until_held()
        assert not waiting.done()
        assert ran(server) == executed
        assert server.call("GetMaingroups")["status"] == 1
        server.release()
        assert waiting.result(60)["answer"] == "hej"
    assert ran(server) == 1


def test_held_while_the_body_is_on_its_way(server: DemoServer) -> None:
    server.faults({"kind": "hold_reading"})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(server.call, "Echo", text="x" * 30_000_000)
        server.wait_until_held()
        assert ran(server) == 0
        server.release()
        assert len(waiting.result(60)["answer"]) == 30_000_000


def test_a_reset_ends_what_is_held(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "hold"})
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(echo, server)
        server.wait_until_held()
        server.reset()
        assert isinstance(waiting.exception(60), GONE)
    assert ran(server) == 0


def test_faults_strike_as_often_as_planned(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "refuse", "skip": 1, "times": 2})
    assert [echo(server)["status"] for _ in range(4)] == [1, 0, 0, 1]


def test_a_fault_for_certain_inputs_only(server: DemoServer) -> None:
    server.faults(
        {"command": "*", "kind": "refuse", "where": {"customer.id": 1001}},
        {"command": "*", "kind": "refuse", "where": {"text": "nej"}},
    )
    assert echo(server)["status"] == 1
    assert server.call("Echo", text="nej")["status"] == 0
    for expected in (0, 1):
        saved = server.call("CreateUpdateCustomerByID", customer={"id": "1001", "phone": "1"})
        assert saved["status"] == expected


def test_a_plan_can_be_cleared(server: DemoServer) -> None:
    server.faults({"command": "*", "kind": "close_before", "times": -1})
    server.clear_faults()
    assert echo(server)["status"] == 1


@pytest.mark.parametrize("mistake", [{"kind": "explode"}, {"kind": "delay", "second": 1}, {}])
def test_a_misspelt_plan_is_told(server: DemoServer, mistake: dict[str, Any]) -> None:
    with pytest.raises(AssertionError, match="unknown kind or field"):
        server.faults(mistake)


def test_others_are_answered_while_one_waits(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "hold", "times": 3})
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(echo, server) for _ in range(3)]
        server.wait_until_held(3)
        assert server.call("GetCustomerTypes")["status"] == 1
        server.clear_faults()
        assert [each.result(60)["status"] for each in waiting] == [1, 1, 1]


# --- What uploads meet ---------------------------------------------------------------------------

FILE = {"command": "AddFileToCustomer", "customerid": 1001, "filename": "a.txt"}


def upload(server: DemoServer, content: bytes = b"x", **inputs: Any) -> dict[str, Any]:
    """The whole answer to an Echo, an upload and the documents after it."""
    return server.send(
        {"command": "Echo", "text": "nonce"},
        {**FILE, "filedata": b64(content), **inputs},
        {"command": "GetDocumentsByCustomerID", "customerid": 1001},
    )


def uploads_of(server: DemoServer) -> list[dict[str, Any]]:
    return server.ledger_of("AddFileToCustomer")


def test_what_is_done_to_an_exchange_strikes_it_once(server: DemoServer) -> None:
    server.faults({"command": "*", "kind": "auth", "times": 2})
    assert [upload(server)["status"] for _ in range(3)] == [0, 0, 1]


@pytest.mark.parametrize("kind", ["late", "late_504"])
def test_a_worker_goes_on_when_nobody_waits(server: DemoServer, kind: str) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": kind})
    with pytest.raises(GONE) as failed:
        upload(server)
    if kind == "late_504":
        assert isinstance(failed.value, urllib.error.HTTPError)
        assert failed.value.code == 504
        failed.value.close()
    server.wait_until_held()
    assert server.ledger() == []
    server.release()
    server.wait_until_idle()
    assert [entry["command"] for entry in server.ledger()] == [
        "Echo",
        "AddFileToCustomer",
        "GetDocumentsByCustomerID",
    ]
    assert {entry["fault"] for entry in uploads_of(server)} == {kind}


def test_a_worker_goes_on_after_a_while(server: DemoServer) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "late", "seconds": 0.05})
    with pytest.raises(GONE):
        upload(server)
    server.wait_until_idle()
    assert len(uploads_of(server)) == 1


def test_a_reset_ends_what_was_to_come_late(server: DemoServer) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "late"})
    with pytest.raises(GONE):
        upload(server)
    server.wait_until_held()
    server.reset()
    server.wait_until_idle()
    assert uploads_of(server) == []


def test_an_answer_may_ask_to_come_again_later(server: DemoServer) -> None:
    server.faults({"command": "Echo", "kind": "http_429", "seconds": 120})
    with pytest.raises(urllib.error.HTTPError) as failed:
        echo(server)
    assert (failed.value.code, failed.value.headers["Retry-After"]) == (429, "120")
    failed.value.close()


def test_a_limit_of_the_web_server(server: DemoServer) -> None:
    server.faults({"kind": "limit_413", "size": 100_000, "times": -1})
    with pytest.raises(GONE):
        upload(server, bytes(20_000_000))
    assert uploads_of(server) == []
    assert upload(server)["results"][1]["status"] == 1


def test_an_answer_in_the_middle_of_a_body(server: DemoServer) -> None:
    server.faults({"kind": "early_413", "size": 1000, "above": 100_000})
    assert upload(server)["results"][1]["status"] == 1
    with pytest.raises(GONE):
        upload(server, bytes(20_000_000))
    assert len(uploads_of(server)) == 1


def test_a_body_over_phps_limit_is_none(server: DemoServer) -> None:
    """And looks like a failing sign-in, though nothing is wrong with it."""
    server.faults({"kind": "empty_post", "size": 100_000, "times": -1})
    for _ in range(2):
        answer = upload(server, bytes(200_000))
        assert answer["status"] == 0
        assert "results" not in answer
    assert uploads_of(server) == []
    assert upload(server)["results"][1]["status"] == 1


@pytest.mark.parametrize("said", ["", "another"])
def test_a_lost_echo(server: DemoServer, said: str) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "lost_echo", "message": said})
    lost, added, listed = upload(server)["results"]
    assert lost == ({"status": 1, "answer": said} if said else {"status": 1})
    assert added["status"] == 1
    assert listed["documents"]
    assert upload(server)["results"][0]["answer"] == "nonce"


def test_a_document_no_listing_shows(server: DemoServer) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "hidden"})
    before = len(upload(server, title="1")["results"][2]["documents"])
    assert len(upload(server, title="2")["results"][2]["documents"]) == before + 1
    stored = server.documents(1001)
    assert [(each["title"], each["hidden"]) for each in stored][-2:] == [("1", True), ("2", False)]


def test_a_document_under_another_name(server: DemoServer) -> None:
    server.faults({"command": "AddFileToCustomer", "kind": "renamed"})
    document = upload(server, title="Kedel")["results"][2]["documents"][-1]
    assert (document["title"], document["filename"]) == ("Omdøbt Kedel", "omdøbt-a.txt")


def test_a_server_that_reads_slowly(server: DemoServer) -> None:
    server.faults({"kind": "slow_reading", "size": 10_000_000})
    began = time.monotonic()
    assert upload(server, bytes(1_500_000))["results"][1]["status"] == 1
    assert time.monotonic() - began > 0.15
