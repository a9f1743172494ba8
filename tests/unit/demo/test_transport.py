"""How a request reaches the server, who is let in, and the envelope that comes back."""

import json
import urllib.request
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.helpers.demo_server import DemoServer

FORM = "application/x-www-form-urlencoded; charset=UTF-8"


def exchange(
    server: DemoServer, *, query: str = "", body: bytes | None = None, kind: str = FORM
) -> dict[str, Any]:
    request = urllib.request.Request(server.account["url"] + query, data=body)
    request.add_header("Content-Type", kind)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=60) as answer:
        received: dict[str, Any] = json.loads(answer.read())
    return received


def envelope(server: DemoServer, **changes: Any) -> str:
    left_out = ("url", "accesstoken")
    items = {name: value for name, value in server.account.items() if name not in left_out}
    commands = [{"command": "Echo", "text": "Blåbærgrød + 100 % & mere"}]
    return json.dumps({**items, "commands": commands, **changes})


def echoed(answer: dict[str, Any]) -> str:
    assert answer["status"] == 1
    assert answer["msg"] == "OK"
    text: str = answer["results"][0]["answer"]
    return text


@pytest.fixture
def as_query(server: DemoServer) -> str:
    return "?" + urlencode({"json": envelope(server)})


def test_json_in_the_query_of_a_get(server: DemoServer, as_query: str) -> None:
    assert echoed(exchange(server, query=as_query)) == "Blåbærgrød + 100 % & mere"


def test_json_in_the_query_of_a_post_with_an_empty_body(server: DemoServer, as_query: str) -> None:
    assert echoed(exchange(server, query=as_query, body=b"")) == "Blåbærgrød + 100 % & mere"


def test_json_in_an_urlencoded_body(server: DemoServer, as_query: str) -> None:
    assert echoed(exchange(server, body=as_query[1:].encode())) == "Blåbærgrød + 100 % & mere"


def test_json_as_a_multipart_field(server: DemoServer) -> None:
    body = (
        '--limit\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n'
        '--limit\r\nContent-Disposition: form-data; name="json"\r\n\r\n'
        f"{envelope(server)}\r\n--limit--\r\n"
    ).encode()
    answer = exchange(server, body=body, kind="multipart/form-data; boundary=limit")
    assert echoed(answer) == "Blåbærgrød + 100 % & mere"


def test_a_bare_json_body_is_no_request(server: DemoServer) -> None:
    answer = exchange(server, body=envelope(server).encode(), kind="application/json")
    assert answer["status"] == 0
    assert "no request" in answer["msg"]


@pytest.mark.parametrize("raw", ["{", "[1]", '{"commands": []}', "\ufeff{}"])
def test_what_is_no_envelope_is_refused(server: DemoServer, raw: str) -> None:
    answer = exchange(server, body=urlencode({"json": raw}).encode())
    assert answer["status"] == 0
    assert answer["msg"]
    assert "results" not in answer


def sent(server: DemoServer, **changes: Any) -> dict[str, Any]:
    body = urlencode({"json": envelope(server, **changes)}).encode()
    return exchange(server, body=body)


def test_the_contract_is_a_number_or_text(server: DemoServer) -> None:
    assert sent(server, contract=4242)["status"] == 1
    assert sent(server, contract="4242")["status"] == 1


def test_each_wrong_item_has_its_own_text(server: DemoServer) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"contract": 1},
        {"apikey": "x"},
        {"username": "x"},
        {"accesstoken": "x"},
    )
    texts = set()
    for change in wrong:
        answer = sent(server, **change)
        assert answer["status"] == 0
        assert "results" not in answer
        texts.add(answer["msg"])
    assert len(texts) == 4
    assert sent(server, password="x")["msg"] == sent(server, username="x")["msg"]
    assert sent(server, contract=None)["status"] == 0
    assert server.ledger() == []


def test_contract_and_token_are_enough(server: DemoServer) -> None:
    bare = {"contract": 4242, "accesstoken": server.account["accesstoken"]}
    commands = [{"command": "Echo", "text": "Blåbærgrød + 100 % & mere"}]
    body = urlencode({"json": json.dumps({**bare, "commands": commands})}).encode()
    assert echoed(exchange(server, body=body))


def test_other_items_of_the_envelope_are_let_pass(server: DemoServer) -> None:
    more = {"imei": "1", "pushtoken": "iOS:1", "remoteagent": "t", "disable_callbacks": True}
    assert echoed(sent(server, **more))


def test_the_answer_is_ascii_with_the_server_s_clock(server: DemoServer) -> None:
    server.set_clock("2031-02-03T04:05:06")
    answer = server.send({"command": "Echo", "text": "x"})
    assert (answer["date"], answer["time"]) == ("2031-02-03", "04:05:06")


TWO = ({"command": "Nonsense"}, {"command": "Echo", "text": "x"})


def test_an_error_lets_the_next_command_run(server: DemoServer) -> None:
    answer = server.send(*TWO)
    assert answer["status"] == 1
    assert [result["status"] for result in answer["results"]] == [0, 1]


@pytest.mark.parametrize("yes", [1, "1", True])
def test_halting_leaves_the_rest_without_an_entry(server: DemoServer, yes: object) -> None:
    answer = server.send(*TWO, haltonerror=yes)
    assert [result["status"] for result in answer["results"]] == [0]
    assert [entry["command"] for entry in server.ledger()] == ["Nonsense"]


def test_command_names_count_letter_for_letter(server: DemoServer) -> None:
    assert server.call("echo", text="x")["status"] == 0
    assert "GetCustomerById" in server.call("GetCustomerById", customerid=1001)["msg"]
    assert server.call("GetSubscriptionsByLastChangeID", changedate="2000-01-01")["status"] == 0


def test_a_command_that_is_no_set_fails_alone(server: DemoServer) -> None:
    no_set: Any = "x"
    answer = server.send(no_set, {"command": "Echo", "text": "y"})
    assert [result["status"] for result in answer["results"]] == [0, 1]
