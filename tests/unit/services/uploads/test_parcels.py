"""What crosses the pipe for an upload: nothing of it is lost or made up."""

import json
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.answers import FileAdded, Listing, PhotoAdded, UploadReply
from desktop.domain.errors import CommandRefused, Malformed, NotAnEnvelope, ServerError
from desktop.domain.files import FileKind, Inspected
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.photos import Dropped, Prepared
from desktop.domain.records import Document, Folder
from desktop.domain.sending import FileContent, FileToAdd, PhotoToAdd
from desktop.domain.uploads import BatchId, Upload, UploadId, Way
from desktop.services.uploads import parcels
from desktop.services.uploads.parcels import Parcel, Staged

TAKEN = datetime(2031, 5, 4, 10, 11, 12)  # noqa: DTZ001 - a camera's wall clock
CLOCK = datetime(2031, 5, 5, 8, 0, 0)  # noqa: DTZ001 - the server's
LOOK = Inspected(
    size=1,
    modified_ns=2,
    kind=FileKind.HEIC,
    taken=TAKEN,
    is_cut_short=True,
    width=3,
    height=4,
    has_place=True,
    has_serial=True,
    pictures=5,
    can_be_prepared=False,
)
MADE = Prepared(
    size=1,
    sha256="ab",
    width=2,
    height=3,
    taken=TAKEN,
    dropped=frozenset({Dropped.PLACE, Dropped.OWNER}),
    is_reencoded=True,
)
UPLOAD = Upload(
    id=UploadId(1),
    batch=BatchId(2),
    customer_id=CustomerId(3),
    customer_name="Søndergade 7",
    path=Path("/tmp/Æble\udce6.jpg"),
    title="Æble",
    folder="A/B",
    size=10,
    sha256="source",
    taken=TAKEN,
    on_xnet=True,
    tags=(5, 6),
    replaces=DocumentId(8),
)


def piped(said: Any) -> Any:
    return json.loads(json.dumps(said))


def test_a_look_arrives_whole() -> None:
    defaults = Inspected(size=0, modified_ns=0, kind=FileKind.OTHER)
    assert not [
        each.name
        for each in fields(Inspected)
        if getattr(LOOK, each.name) == getattr(defaults, each.name)
    ], "This test has to be told of the new field."
    staged = Staged(look=LOOK, sha256="ab", is_by_reference=True)
    assert parcels.read_staged(piped(parcels.staged_as_json(staged))) == staged


@pytest.mark.parametrize("made", [MADE, replace(MADE, taken=None, dropped=frozenset())])
def test_what_was_made_arrives_whole(made: Prepared) -> None:
    assert parcels.read_prepared(piped(parcels.prepared_as_json(made))) == made


def test_a_photo_is_sent_with_all_that_is_said_of_it() -> None:
    upload = replace(UPLOAD, way=Way.PHOTO, send_size=7, send_sha256="made")
    said = piped(parcels.parcel_as_json(Parcel(upload=upload, nonce="n"), Path("/spool/1/send")))
    assert said["nonce"] == "n"
    assert parcels.read_content(said["content"]) == FileContent(
        path=Path("/spool/1/send"), size=7, sha256="made"
    )
    assert parcels.read_photo(said["photo"]) == PhotoToAdd(
        customer_id=CustomerId(3),
        title="Æble",
        on_xnet=True,
        taken=TAKEN,
        tags=(5, 6),
        document_id=DocumentId(8),
    )


def test_what_is_said_of_it_is_sent_in_composed_letters() -> None:
    typed = replace(UPLOAD, title="a\u030a", folder="a\u030a/o\u0308")
    for way in Way:
        parcel = Parcel(upload=replace(typed, way=way), nonce="n")
        said = piped(parcels.parcel_as_json(parcel, UPLOAD.path))[way.value]
        assert (said["title"], said.get("folder", "å/ö")) == ("å", "å/ö")


def test_a_file_is_sent_under_its_name_as_it_was() -> None:
    said = piped(parcels.parcel_as_json(Parcel(upload=UPLOAD, nonce="n"), UPLOAD.path))
    assert parcels.read_content(said["content"]) == FileContent(
        path=UPLOAD.path, size=10, sha256="source"
    )
    assert parcels.read_file(said["file"]) == FileToAdd(
        customer_id=CustomerId(3), filename=UPLOAD.name, title="Æble", folder="A/B"
    )


@pytest.mark.parametrize(
    "answer",
    [
        FileAdded(clock=CLOCK),
        FileAdded(),
        PhotoAdded(document=Document({"id": 5, "title": "\ud800 æ"}), clock=CLOCK),
        PhotoAdded(document=None),
    ],
)
@pytest.mark.parametrize("count", [0, 1, 100, 101])
def test_a_reply_arrives_whole(answer: FileAdded | PhotoAdded, count: int) -> None:
    documents = tuple(Document({"id": number, "more": [1, {"a": None}]}) for number in range(count))
    listing = Listing(documents=documents, folders=(Folder({"id": 9}),), set_aside=2, clock=CLOCK)
    reply = UploadReply(is_ours=True, answer=answer, listing=listing)
    assert through(reply) == reply
    without = replace(reply, listing=None, is_ours=False)
    assert through(without) == without


@pytest.mark.parametrize(
    "error", [CommandRefused("AddFileToCustomer", "Nej"), NotAnEnvelope(Malformed.SHAPE)]
)
def test_a_refusal_arrives_as_the_answer(error: ServerError) -> None:
    reply = UploadReply(is_ours=True, answer=error, listing=None)
    arrived = through(reply).answer
    assert type(arrived) is type(error)
    assert isinstance(arrived, ServerError)
    assert {**vars(arrived), "may_have_run": arrived.may_have_run} == {
        **vars(error),
        "may_have_run": error.may_have_run,
    }


def through(reply: UploadReply) -> UploadReply:
    listed, told = parcels.reply_as_json(reply)
    assert all(len(some) <= 100 for some in listed)
    arrived = [Document(raw) for some in piped(listed) for raw in some]
    return parcels.read_reply(piped(told), arrived)
