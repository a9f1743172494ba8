"""Listing, adding and replacing documents."""

import base64
import hashlib
import io
import urllib.error
import urllib.request
from typing import Any

import pytest
from PIL import Image

from tests.helpers.demo_server import DemoServer
from tests.unit.demo.conftest import b64


def listed(server: DemoServer, customer: int, **inputs: Any) -> dict[str, Any]:
    result = server.call("GetDocumentsByCustomerID", customerid=customer, **inputs)
    assert result["status"] == 1, result
    return result


def fetched(url: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=60) as answer:
        content: bytes = answer.read()
    return content


def test_papers_lie_in_folders(server: DemoServer, estate: dict[str, Any]) -> None:
    result = listed(server, estate["id"], inclfolders=1)
    folders = {folder["path"]: folder for folder in result["folders"]}
    assert {"id", "title", "path", "parentid"} == set(result["folders"][0])
    used = {document["folder"] for document in result["documents"]} - {""}
    assert used <= set(folders)
    nested = next(folder for path, folder in folders.items() if "/" in path)
    above = nested["path"].rpartition("/")[0]
    assert nested["parentid"] == folders[above]["id"]
    assert len(result["documents"]) >= 8


def test_folders_and_thumbnails_come_on_demand(server: DemoServer, estate: dict[str, Any]) -> None:
    plain = listed(server, estate["id"])
    assert "folders" not in plain
    assert all("thumbnail" not in document for document in plain["documents"])


def test_thumbnails_are_small_jpegs(server: DemoServer, estate: dict[str, Any]) -> None:
    result = listed(server, estate["id"], inclthumbs=1)
    sizes = set()
    for document in result["documents"]:
        content = base64.b64decode(document["thumbnail"])
        with Image.open(io.BytesIO(content)) as image:
            assert image.format == "JPEG"
            sizes.add(image.size)
    assert {max(size) for size in sizes} == {256}
    assert listed(server, estate["id"], inclthumbs=1) == result


def test_a_drawn_document_can_be_opened(server: DemoServer, estate: dict[str, Any]) -> None:
    by_type = {each["mimetype"]: each for each in listed(server, estate["id"])["documents"]}
    assert fetched(by_type["image/jpeg"]["url"]).startswith(b"\xff\xd8\xff")
    assert fetched(by_type["application/pdf"]["url"]).startswith(b"%PDF")
    with pytest.raises(urllib.error.HTTPError, match="404") as refused:
        fetched(by_type["image/jpeg"]["url"] + "0")
    refused.value.close()


def test_a_file_lies_in_folders_made_for_it(server: DemoServer) -> None:
    server.set_clock("2031-02-03T04:05:06")
    content = bytes(range(256)) * 40
    sent = {"filename": "Måling.PDF", "filedata": b64(content), "folder": "/Fra API//Målinger/"}
    result = server.call("AddFileToCustomer", customerid=1001, title="Måling 1", **sent)
    assert result == {"status": 1}
    answer = listed(server, 1001, inclfolders=1)
    document = answer["documents"][-1]
    assert document["title"] == "Måling 1"
    assert document["filename"] == "Måling.PDF"
    assert document["folder"] == "Fra API/Målinger"
    assert document["size"] == len(content)
    assert document["mimetype"] == "application/pdf"
    assert document["changedate"] == document["createdate"] == "2031-02-03"
    assert [f["path"] for f in answer["folders"]][-2:] == ["Fra API", "Fra API/Målinger"]
    assert server.stored_bytes(document["id"]) == content
    assert fetched(document["url"]) == content


def test_folders_are_made_once(server: DemoServer) -> None:
    before = len(listed(server, 1001, inclfolders=1)["folders"])
    for name in ("a.txt", "a.txt"):
        result = server.call(
            "AddFileToCustomer", customerid=1001, filename=name, filedata=b64(b"x"), folder="A/B"
        )
        assert result["status"] == 1
    answer = listed(server, 1001, inclfolders=1)
    assert len(answer["folders"]) == before + 2
    assert [each["filename"] for each in answer["documents"]][-2:] == ["a.txt", "a.txt"]
    assert answer["documents"][-1]["title"] == "a"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"filedata": None}, "filedata"),
        ({"filedata": ""}, "filedata"),
        ({"filedata": "a b+/="}, "filedata"),
        ({"filename": ""}, "filename"),
        ({"filename": "x" * 256}, "filename"),
        ({"title": "x" * 256}, "title"),
        ({"folder": ["A"]}, "folder"),
        ({"customerid": 987654}, "987654"),
        ({"customerid": None}, "customerid"),
    ],
)
def test_a_bad_file_is_refused_and_nothing_stored(
    server: DemoServer, change: dict[str, Any], field: str
) -> None:
    good = {"customerid": 1001, "filename": "a.txt", "filedata": b64(b"x"), "folder": "Ny/Mappe"}
    before = listed(server, 1001, inclfolders=1)
    result = server.call("AddFileToCustomer", **{**good, **change})
    assert result["status"] == 0
    assert field in result["msg"]
    assert listed(server, 1001, inclfolders=1) == before


def photo(server: DemoServer, content: bytes, **inputs: Any) -> dict[str, Any]:
    sent = {"customerid": 1001, "imagedata": b64(content), **inputs}
    return server.call("AddPhotoToCustomer", **sent)


def test_a_photo_is_stored_exactly_as_sent(server: DemoServer, jpeg: bytes) -> None:
    result = photo(
        server,
        jpeg,
        title="Kedel",
        onxnet=1,
        createdate="05-08-2011",
        createtime="18.45",
        tags=["3", 4],
    )
    document = result["document"]
    assert document["title"] == "Kedel"
    assert document["onxnet"] == 1
    assert document["createdate"] == "2011-08-05"
    assert document["createtime"] == "18:45:00"
    assert document["tags"] == [3, 4]
    assert document["folder"] == ""
    assert document["usertext"] == "Demo Bruger"
    assert server.stored_bytes(document["id"]) == jpeg
    shown = listed(server, 1001, inclthumbs=1)["documents"][-1]
    with Image.open(io.BytesIO(base64.b64decode(shown["thumbnail"]))) as image:
        assert image.size == (256, 192)
    del shown["thumbnail"]
    assert shown == document


def test_a_file_that_is_no_picture_has_no_thumbnail(server: DemoServer) -> None:
    server.call("AddFileToCustomer", customerid=1001, filename="a.txt", filedata=b64(b"x"))
    assert listed(server, 1001, inclthumbs=1)["documents"][-1]["thumbnail"] == ""


def test_only_jpeg_is_a_photo(server: DemoServer, jpeg: bytes) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    for content in (stream.getvalue(), jpeg[:20], b"\xff\xd8\xff" + b"x" * 100, b"%PDF-1.7"):
        result = photo(server, content)
        assert result["status"] == 0
        assert "JPEG" in result["msg"]


def test_documentid_replaces_a_document(
    server: DemoServer, jpeg: bytes, estate: dict[str, Any]
) -> None:
    old = listed(server, estate["id"])["documents"][0]
    thumbnail = listed(server, estate["id"], inclthumbs=1)["documents"][0]["thumbnail"]
    server.set_clock("2031-02-03T04:05:06")
    inputs = {"customerid": estate["id"], "documentid": old["id"]}
    new = photo(server, jpeg, **inputs)["document"]
    kept = ("id", "title", "filename", "folder", "createdate", "tags")
    assert {name: new[name] for name in kept} == {name: old[name] for name in kept}
    assert new["size"] == len(jpeg)
    assert new["changedate"] == "2031-02-03"
    assert server.stored_bytes(old["id"]) == jpeg
    shown = listed(server, estate["id"], inclthumbs=1)["documents"]
    assert shown[0]["thumbnail"] != thumbnail
    renamed = photo(server, jpeg, **inputs, title="Ny titel")["document"]
    assert renamed["title"] == "Ny titel"
    assert len(listed(server, estate["id"])["documents"]) == len(shown)


def test_only_a_document_of_that_customer_is_replaced(
    server: DemoServer, jpeg: bytes, estate: dict[str, Any]
) -> None:
    foreign = listed(server, estate["id"])["documents"][0]["id"]
    assert photo(server, jpeg, documentid=foreign)["status"] == 0
    assert photo(server, jpeg, documentid=987654)["status"] == 0
    assert server.stored_bytes(foreign) is None


def test_a_large_file_arrives_whole(server: DemoServer) -> None:
    content = bytes(range(251)) * (24 * 1024 * 1024 // 251)
    inputs = {"customerid": 1001, "filename": "film.mp4", "filedata": b64(content)}
    assert server.call("AddFileToCustomer", **inputs)["status"] == 1
    document = listed(server, 1001)["documents"][-1]
    assert document["size"] == len(content)
    assert server.stored_bytes(document["id"]) == content


def test_what_is_stored_is_told_with_its_hash(server: DemoServer) -> None:
    server.call("AddFileToCustomer", customerid=1001, filename="a.txt", filedata=b64(b"abc"))
    *drawn, stored = server.documents(1001)
    assert stored["sha256"] == hashlib.sha256(b"abc").hexdigest()
    assert (stored["filename"], stored["size"], stored["hidden"]) == ("a.txt", 3, False)
    assert {each["sha256"] for each in drawn} <= {""}
    assert "sha256" not in listed(server, 1001)["documents"][-1]


def test_commands_of_one_envelope_share_its_number(server: DemoServer) -> None:
    for _ in range(2):
        server.send(
            {"command": "Echo", "text": "n"},
            {"command": "GetDocumentsByCustomerID", "customerid": 1001},
        )
    numbers = [entry["envelope"] for entry in server.ledger()]
    assert numbers == [numbers[0]] * 2 + [numbers[0] + 1] * 2
