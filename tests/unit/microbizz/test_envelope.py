"""What is sent says what is meant; whatever comes back is an answer or one typed error."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.account import AccessToken, Account, Password
from desktop.domain.answers import FeedPage, Listing, Records, Stored
from desktop.domain.errors import (
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAnEnvelope,
    ServerError,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import commands
from desktop.microbizz.command import Command
from desktop.microbizz.envelope import form_encoded, read_reply, request_text
from tests.unit.microbizz.readers import EVERY_COMMAND

LOGIN = Password(username="ane", apikey="11-22", password="søm+/&")
ECHO = commands.echo("hej")


def sent(*asked: Command[Any], contract: str = "4242", login: Any = LOGIN, **more: Any) -> Any:
    account = Account(contract=contract, login=login)
    return json.loads(request_text(account, asked, remote_agent="Bizztree/0 (x)", **more))


def read(reply: Any, *asked: Command[Any], status: int = 200) -> list[Any]:
    text = reply if isinstance(reply, str) else json.dumps(reply)
    body = text.encode("utf-8", "surrogatepass")
    return read_reply(body, status, asked or (ECHO,))


def refusal(reply: Any, *asked: Command[Any], status: int = 200) -> NotAnEnvelope:
    with pytest.raises(NotAnEnvelope) as caught:
        read(reply, *asked, status=status)
    assert caught.value.http_status == status
    return caught.value


# --- Requests ----------------------------------------------------------------------------------


def test_inputs_stand_beside_the_name() -> None:
    envelope = sent(commands.get_customer_by_id(CustomerId(7)), ECHO)

    assert envelope["commands"] == [
        {"command": "GetCustomerByID", "customerid": 7},
        {"command": "Echo", "text": "hej"},
    ]
    assert envelope["haltonerror"] == 0
    assert envelope["remoteagent"] == "Bizztree/0 (x)"
    assert sent(ECHO, halt_on_error=True)["haltonerror"] == 1


def test_a_user_sends_four_items_and_a_token_stands_alone() -> None:
    by_password = {
        name: sent(ECHO)[name] for name in ("contract", "apikey", "username", "password")
    }
    by_token = sent(ECHO, login=AccessToken(token="t0k"))

    assert by_password == {
        "contract": 4242,
        "apikey": "11-22",
        "username": "ane",
        "password": "søm+/&",
    }
    assert by_token["accesstoken"] == "t0k"
    assert "password" not in by_token


@pytest.mark.parametrize(
    ("contract", "on_the_wire"), [("0042", "0042"), (" 7 ", 7), ("A-1", "A-1")]
)
def test_a_contract_is_a_number_where_it_reads_as_one(contract: str, on_the_wire: object) -> None:
    assert sent(ECHO, contract=contract)["contract"] == on_the_wire


def test_who_asks_comes_last() -> None:
    text = request_text(Account(contract="1", login=LOGIN), [ECHO], remote_agent="x")

    assert list(json.loads(text)) == [
        "commands",
        "haltonerror",
        "remoteagent",
        "contract",
        "apikey",
        "username",
        "password",
    ]


def test_lone_surrogates_are_not_sent() -> None:
    envelope = sent(
        commands.create_update_customer_by_id({"id": 1, "name": "a\ud800b \N{HEAVY BLACK HEART}"})
    )

    assert envelope["commands"][0]["customer"]["name"] == "a\ufffdb \N{HEAVY BLACK HEART}"


def test_numbers_that_are_none_are_not_sent() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        sent(commands.create_update_customer_by_id({"latitude": float("nan")}))


@given(st.text())
def test_a_form_carries_any_text(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    encoded = form_encoded(text)

    assert unquote(encoded.decode("ascii")) == text
    assert not set(encoded) & set(b"+/=& ")


# --- Replies -----------------------------------------------------------------------------------


def test_the_answer_to_each_command_comes_in_order() -> None:
    reply = {
        "status": 1,
        "msg": "OK",
        "results": [
            {"status": 1, "answer": "hej"},
            {"status": 0, "msg": "Nej \u2603"},
            {"status": 1, "customers": [{"id": 7}]},
        ],
        "date": "2013-01-01",
        "time": "09:25:47",
    }

    text, refused, customers = read(
        reply, ECHO, commands.get_maingroups(), commands.get_customer_by_id(CustomerId(7))
    )

    assert text == "hej"
    assert isinstance(refused, CommandRefused)
    assert (refused.command, refused.message) == ("GetMaingroups", "Nej \u2603")
    assert not refused.may_have_run
    assert [customer.id for customer in customers.records] == [7]
    assert customers.clock == datetime(2013, 1, 1, 9, 25, 47)  # noqa: DTZ001 - the server's is naive


@pytest.mark.parametrize("status", [1, "1", True, 1.0, "true", "yes", 2])
def test_accepted_in_any_spelling(status: object) -> None:
    assert read({"status": status, "results": [{"status": status, "answer": "a"}]}) == ["a"]


@pytest.mark.parametrize("status", [0, "0", False, "false", "no", 0.0])
def test_refused_in_any_spelling(status: object) -> None:
    with pytest.raises(EnvelopeRefused) as caught:
        read({"status": status, "msg": "Forkert adgangskode"})
    assert caught.value.message == "Forkert adgangskode"
    assert not caught.value.may_have_run
    (refused,) = read({"status": 1, "results": [{"status": status, "msg": "m", "answer": "a"}]})
    assert isinstance(refused, CommandRefused)


def test_a_missing_status_is_no_refusal_where_there_are_results() -> None:
    assert read({"results": [{"answer": "a"}]}) == ["a"]
    assert read({"status": None, "results": [{"status": [], "answer": "a"}]}) == ["a"]
    (refused,) = read({"results": [{"msg": "no"}]})
    assert isinstance(refused, CommandRefused)


def test_a_refused_envelope_with_a_result_that_ran_is_none() -> None:
    """Else a write that was done would be taken for one that was not."""
    reply = {"status": 0, "msg": "m", "results": [{"status": 1, "answer": "a"}, {"status": 0}]}

    answer, refused = read(reply, ECHO, ECHO)

    assert answer == "a"
    assert isinstance(refused, CommandRefused)
    with pytest.raises(EnvelopeRefused):
        read({**reply, "results": [{"answer": "a"}]})


@pytest.mark.parametrize("results", [[], None, "", {}, 0, "none"])
def test_missing_results_are_missed_by_their_own_command(results: object) -> None:
    answers = read({"status": 1, "results": results}, ECHO, ECHO)

    assert [type(answer) for answer in answers] == [NotAnEnvelope, NotAnEnvelope]
    assert {answer.why for answer in answers} == {Malformed.TOO_FEW_RESULTS}
    assert [type(answer) for answer in read({"status": 1})] == [NotAnEnvelope]


def test_the_results_that_came_are_kept() -> None:
    answer, missed = read({"status": 1, "results": [{"status": 1, "answer": "a"}]}, ECHO, ECHO)

    assert answer == "a"
    assert missed.why is Malformed.TOO_FEW_RESULTS
    assert read({"status": 1, "results": [{"answer": "a"}, {"answer": "too many"}]}) == ["a"]


def test_results_may_be_numbered() -> None:
    by_place = {"1": {"answer": "b"}, "0": {"answer": "a"}}
    from_one = {"1": {"answer": "a"}, "2": {"answer": "b"}}
    with_gap = {"0": {"answer": "a"}, "2": {"answer": "c"}}

    assert read({"status": 1, "results": by_place}, ECHO, ECHO) == ["a", "b"]
    assert read({"status": 1, "results": from_one}, ECHO, ECHO) == ["a", "b"]
    first, gap = read({"status": 1, "results": with_gap}, ECHO, ECHO)
    assert first == "a"
    assert isinstance(gap, NotAnEnvelope)


@pytest.mark.parametrize("result", [None, [], {}, "x", 1, [1]])
def test_a_result_that_is_none_is_its_callers_trouble(result: object) -> None:
    broken, fine = read({"status": 1, "results": [result, {"answer": "a"}]}, ECHO, ECHO)

    assert isinstance(broken, NotAnEnvelope)
    assert broken.why is Malformed.SHAPE
    assert fine == "a"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", Malformed.EMPTY),
        (" \r\n", Malformed.EMPTY),
        ("\ufeff", Malformed.EMPTY),
        (" " * 2000, Malformed.EMPTY),
        ("<!DOCTYPE html><p>Bad gateway", Malformed.HTML),
        ("\n <b>Warning</b>: mysql in x.php {}", Malformed.HTML),
        ('{"status":1,"results":[{"stat', Malformed.NOT_JSON),
        ('Notice: undefined {"status":1}', Malformed.NOT_JSON),
        ("[" * 10_000 + "]" * 10_000, Malformed.TOO_DEEP),
        ('{"a":' * 10_000 + "1" + "}" * 10_000, Malformed.TOO_DEEP),
        ("[]", Malformed.SHAPE),
        ("{}", Malformed.SHAPE),
        ("null", Malformed.SHAPE),
        ('"OK"', Malformed.SHAPE),
        ('{"error":"x"}', Malformed.SHAPE),
        ('{"status":null}', Malformed.SHAPE),
        ('{"status":"perhaps"}', Malformed.SHAPE),
    ],
)
def test_what_is_no_envelope(body: str, why: Malformed) -> None:
    assert refusal(body).why is why
    if why is not Malformed.SHAPE:
        assert refusal(body, status=502).why in {Malformed.HTTP_STATUS, why}


@pytest.mark.parametrize("status", [404, 500, 502])
def test_the_status_counts_where_no_envelope_came_with_it(status: int) -> None:
    assert refusal("<h1>", status=status).why is Malformed.HTTP_STATUS
    assert refusal("", status=status).why is Malformed.HTTP_STATUS
    assert refusal("{}", status=status).why is Malformed.HTTP_STATUS
    assert read({"status": 1, "results": [{"answer": "a"}]}, status=status) == ["a"]


def test_a_mark_before_the_json_is_let_pass() -> None:
    assert read('\ufeff {"status":1,"results":[{"answer":"a"}]}') == ["a"]


def test_bytes_that_are_no_text_are_let_pass() -> None:
    body = '{"status":1,"results":[{"answer":"Ærø"}]}'.encode("latin-1")

    assert read_reply(body, 200, [ECHO]) == ["\ufffdr\ufffd"]


@pytest.mark.parametrize(
    "clock", [{}, {"date": "x", "time": "y"}, {"date": "2024-01-01"}, {"time": 5}]
)
def test_a_reply_without_a_clock_has_none(clock: dict[str, Any]) -> None:
    reply = {"status": 1, "results": [{"customers": []}], **clock}

    (answer,) = read(reply, commands.get_customer_by_name("x"))

    assert answer.clock is None


@pytest.mark.parametrize("msg", [None, 5, ["x"], {"a": 1}, "\ud800"])
def test_a_message_is_text_whatever_it_is(msg: object) -> None:
    (refused,) = read({"status": 1, "results": [{"status": 0, "msg": msg}]})

    assert refused.message.encode() is not None


# --- Whatever comes ----------------------------------------------------------------------------

OUTPUTS = """status msg results date time answer customers customer id values resumekey
qfoncheckout lines documents document folders types customer_roles maingroups procedures
subscriptions 0 1"""
NAMES = st.sampled_from(OUTPUTS.split())
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([2**63, 10**300, -1, 0, 1, float("nan"), float("inf")])
    | st.floats()
    | st.text(alphabet=st.characters(exclude_categories=()))
    | st.sampled_from(["", "0", "1", "0000-00-00", "2024-02-30", "9" * 60, "\ud800"])
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=25,
)
RESULT = st.dictionaries(NAMES, ANYTHING, max_size=6)
ENVELOPE = st.fixed_dictionaries(
    {"results": st.lists(RESULT | ANYTHING, max_size=20) | ANYTHING},
    optional={"status": LEAVES, "msg": LEAVES, "date": LEAVES, "time": LEAVES},
)
GOOD = (Records, FeedPage, Listing, Stored)


@given(ENVELOPE | ANYTHING, st.sampled_from([200, 404, 500]))
def test_whatever_comes_is_an_answer_or_a_typed_error(reply: object, status: int) -> None:
    try:
        answers = read(reply, *EVERY_COMMAND, status=status)
    except ServerError:
        return
    assert len(answers) == len(EVERY_COMMAND)
    for answer in answers:
        if isinstance(answer, GOOD) and not isinstance(answer, Listing | Stored):
            for record in answer.records:
                repr(record)
                list(record.others())
                record.custom()


@given(st.binary())
def test_whatever_bytes_come_they_are_an_answer_or_a_typed_error(body: bytes) -> None:
    try:
        read_reply(body, 200, [ECHO])
    except ServerError:
        return
