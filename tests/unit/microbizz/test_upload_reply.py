"""What came back for an upload is told with all it proves, and no more."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.answers import FileAdded, PhotoAdded
from desktop.domain.errors import (
    AskedToWait,
    CommandRefused,
    EnvelopeRefused,
    Malformed,
    NotAccepted,
    NotAnEnvelope,
    ServerError,
    TooLargeForServer,
)
from desktop.microbizz import Client
from desktop.microbizz.statuses import retry_after_s
from tests.helpers.raw_server import RawServer, Reply, echoing, saying
from tests.unit.microbizz.parcels import PHOTO, at_once, content_of, send
from tests.unit.microbizz.stories import failure, story

OURS = {"status": 1, "answer": "nonce"}
LISTED = {"status": 1, "documents": [{"id": 5, "title": "a"}]}


def results(*each: dict[str, Any], status: int = 1) -> Reply:
    return saying(json.dumps({"status": status, "msg": "fejl", "results": list(each)}))


def test_a_file_is_told_with_the_documents_after_it(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert reply.is_ours
        assert isinstance(reply.answer, FileAdded)
        assert reply.listing is not None
        assert [each.id for each in reply.listing.documents] == [5]

    server, watcher = story(tell, echoing(documents=[{"id": 5}]))
    (request,) = server.requests
    assert request.names == ["Echo", "AddFileToCustomer", "GetDocumentsByCustomerID"]
    assert request.envelope["haltonerror"] == 0
    assert request.envelope["commands"][0]["text"] == "nonce"
    assert watcher.told == ["began", "answered"]


def test_a_photo_is_told_with_the_document_it_became(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await client.send_photo(PHOTO, content_of(file), nonce="x", before_commit=at_once)
        assert reply.is_ours
        assert reply.listing is None
        assert isinstance(reply.answer, PhotoAdded)
        assert reply.answer.document is not None
        assert reply.answer.document.id == 5

    server, _ = story(tell, echoing(document={"id": 5}))
    assert server.requests[0].names == ["Echo", "AddPhotoToCustomer"]


def test_each_upload_has_a_connection_of_its_own(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await send(client, file)
        await send(client, file)

    assert [each.connection for each in story(tell, echoing())[0].requests] == [1, 2]


@pytest.mark.parametrize("echo", [{"status": 1, "answer": "other"}, {"status": 1}, {}])
def test_an_answer_without_the_nonce_is_not_ours(file: Path, echo: dict[str, Any]) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert not reply.is_ours
        assert isinstance(reply.answer, FileAdded)

    story(tell, results(echo, {"status": 1}, LISTED))


def test_a_refusal_comes_with_the_documents(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert reply.is_ours
        assert isinstance(reply.answer, CommandRefused)
        assert reply.answer.message == "fuld"
        assert reply.listing is not None

    _, watcher = story(tell, results(OURS, {"status": 0, "msg": "fuld"}, LISTED))
    assert watcher.told == ["began", "CommandRefused"]


def test_a_listing_that_failed_is_none(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert isinstance(reply.answer, FileAdded)
        assert reply.listing is None

    story(tell, results(OURS, {"status": 1}, {"status": 0, "msg": "nej"}))


def test_results_that_end_too_soon_leave_it_open(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert reply.is_ours
        assert isinstance(reply.answer, NotAnEnvelope)
        assert reply.answer.why is Malformed.TOO_FEW_RESULTS
        assert reply.answer.may_have_run
        assert reply.listing is None

    story(tell, results(OURS))


def test_a_refused_envelope_has_done_nothing(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        error = await failure(send(client, file))
        assert isinstance(error, EnvelopeRefused)
        assert not error.may_have_run

    story(tell, saying('{"status":0,"msg":"Forkert adgangskode"}'))


def test_a_refused_envelope_that_says_it_was_done_is_believed(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        reply = await send(client, file)
        assert isinstance(reply.answer, FileAdded)

    story(tell, results(OURS, {"status": 1}, LISTED, status=0))


# --- Answers by status ---------------------------------------------------------------------------


def answered(file: Path, status: str, **headers: str) -> ServerError:
    caught: list[ServerError] = []

    async def tell(_server: RawServer, client: Client) -> None:
        caught.append(await failure(send(client, file)))

    story(tell, saying("<p>no", status, **headers))
    return caught[0]


def test_too_large_is_certainly_not_stored(file: Path) -> None:
    error = answered(file, "413 Request Entity Too Large")

    assert isinstance(error, TooLargeForServer)
    assert not error.may_have_run


@pytest.mark.parametrize("status", [407, 411, 414, 417, 431])
def test_what_is_said_of_the_head_is_certainly_not_stored(file: Path, status: int) -> None:
    error = answered(file, f"{status} No")

    assert isinstance(error, NotAccepted)
    assert error.http_status == status
    assert not error.may_have_run


def test_too_many_requests_ask_us_to_wait(file: Path) -> None:
    error = answered(file, "429 Too Many Requests", Retry_After="120")

    assert isinstance(error, AskedToWait)
    assert error.seconds == 120
    assert not error.may_have_run


@pytest.mark.parametrize("status", [400, 403, 404, 408, 499, 500, 502, 503, 504])
def test_any_other_status_leaves_it_open(file: Path, status: int) -> None:
    """A gateway that gives up says nothing of the server behind it, whatever it asks for."""
    error = answered(file, f"{status} No", Retry_After="7")

    assert isinstance(error, NotAnEnvelope)
    assert error.http_status == status
    assert error.may_have_run


def test_an_envelope_counts_whatever_the_status_says(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        assert (await send(client, file)).is_ours

    text = json.dumps({"status": 1, "results": [OURS, {"status": 1}, LISTED]})
    story(tell, saying(text, "413 Request Entity Too Large"))


def test_a_read_that_is_asked_to_wait_is_not_asked_again_at_once() -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        errors = await asyncio.gather(
            client.echo("a"), client.get_customer_types(), return_exceptions=True
        )
        assert [type(error) for error in errors] == [AskedToWait, AskedToWait]

    server, watcher = story(tell, saying("no", "429 Too Many Requests"))
    assert len(server.requests) == 1
    assert watcher.pauses == []


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 01 Jan 1970 00:00:00 -0000", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
    ],
)
def test_when_to_come_again(said: str, seconds: float | None) -> None:
    assert retry_after_s(said) == seconds


def test_when_to_come_again_by_a_date() -> None:
    assert (retry_after_s("Fri, 01 Jan 2999 00:00:00 GMT") or 0) > 1e9
