"""Every misbehaviour the server can be told to show, and whether the command ran all the same."""

import http.client
import json
import urllib.error
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.helpers.demo_server import DemoServer

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
