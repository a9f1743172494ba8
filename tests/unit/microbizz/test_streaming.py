"""Files go up as they are, in flat memory; what is none or changes does not."""

import asyncio
import base64
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop.domain.errors import FileProblem, FileRefused
from desktop.domain.sending import FileContent, FileToAdd, OnProgress
from desktop.microbizz import Client
from desktop.microbizz.reading_ahead import LARGEST, SMALLEST
from desktop.microbizz.streaming import FileBody, Steps
from tests.helpers.raw_server import RawServer, echoing
from tests.unit.microbizz.parcels import MEGABYTE, PHOTO, WHO, at_once, content_of, send
from tests.unit.microbizz.stories import story


def sent(server: RawServer) -> tuple[bytes, dict[str, Any]]:
    """The file that came in the only request, and the other inputs."""
    (request,) = server.requests
    (command,) = (each for each in request.envelope["commands"] if each["command"][:3] == "Add")
    content = command.pop("filedata", None) or command.pop("imagedata")
    return base64.b64decode(content, validate=True), command


def body_of(content: FileContent, on_progress: OnProgress | None = None) -> FileBody:
    steps = Steps(before_commit=at_once, on_progress=on_progress)
    return FileBody(head='{"a":"', tail='"}', content=content, steps=steps)


# --- What arrives ------------------------------------------------------------------------------


def test_a_file_arrives_as_it_is(file: Path) -> None:
    about = FileToAdd(customer_id=WHO, filename=file.name, title='"ø" \\ 100%', folder="A/B")

    async def tell(_server: RawServer, client: Client) -> None:
        await send(client, file, file=about)

    server, _ = story(tell)

    content, inputs = sent(server)
    assert content == file.read_bytes()
    assert inputs == {
        "command": "AddFileToCustomer",
        "customerid": 7,
        "filename": file.name,
        "title": '"ø" \\ 100%',
        "folder": "A/B",
    }
    headers = server.requests[0].headers
    assert int(headers["content-length"]) == len(server.requests[0].body)
    assert "transfer-encoding" not in headers


def test_a_photo_arrives(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.send_photo(PHOTO, content_of(file), nonce="n", before_commit=at_once)

    content, inputs = sent(story(tell)[0])

    assert content == file.read_bytes()
    assert inputs["tags"] == [3]


def test_who_asks_comes_after_the_file_and_what_makes_it_whole_in_one_piece(file: Path) -> None:
    async def run() -> None:
        body = body_of(content_of(file))
        await body.open()
        *_, tail = [chunk async for chunk in body.chunks()]
        boundary = body.content_type.partition("boundary=")[2]
        assert tail == f'"}}\r\n--{boundary}--\r\n'.encode()

    asyncio.run(run())

    async def tell(_server: RawServer, client: Client) -> None:
        await send(client, file)

    whole = story(tell)[0].requests[0].body
    assert whole.index(b"filedata") < whole.index(b"GetDocumentsByCustomerID")
    assert whole.index(b"GetDocumentsByCustomerID") < whole.index(b"apikey")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(min_size=1, max_size=300),
    st.sampled_from([0, SMALLEST, 2 * SMALLEST, 7 * SMALLEST, LARGEST + 7 * SMALLEST]),
    st.integers(-3, 3),
)
def test_any_content_is_encoded_right(
    tmp_path: Path, content: bytes, about: int, more: int
) -> None:
    """Sizes around those of pieces, which grow from the smallest to the largest."""
    content = (content * (about // len(content) + 1))[: max(1, about + more or len(content))]
    path = tmp_path / "any"
    path.write_bytes(content)

    async def run() -> bytes:
        body = body_of(content_of(path))
        await body.open()
        whole = b"".join([chunk async for chunk in body.chunks()])
        assert len(whole) == body.length
        return whole

    whole = asyncio.run(run())

    encoded = whole.partition(b'{"a":"')[2].partition(b'"}')[0]
    assert base64.b64decode(encoded, validate=True) == content


def test_progress_is_told_now_and_then_and_at_the_end(file: Path) -> None:
    told: list[int] = []

    async def tell(_server: RawServer, client: Client) -> None:
        await send(client, file, on_progress=told.append)

    story(tell)

    assert told == sorted(told)
    assert told[-1] == file.stat().st_size
    assert len(told) < 40


def test_the_whole_size_is_told_before_the_server_can_have_it_all(file: Path) -> None:
    """Who was told less may give up without leaving a document behind."""
    told: list[int] = []
    content = content_of(file)

    async def run() -> None:
        body = body_of(content, told.append)
        await body.open()
        async for _chunk in body.chunks():
            assert told[-1:] == [content.size] or not body.may_be_whole
        assert body.may_be_whole

    asyncio.run(run())


# --- What cannot go up -------------------------------------------------------------------------


def refused(path: Path, content: FileContent | None = None) -> FileRefused:
    caught: list[FileRefused] = []
    content = content or content_of(path)

    async def tell(_server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused) as refusal:
            await client.send_photo(PHOTO, content, nonce="n", before_commit=at_once)
        caught.append(refusal.value)

    assert story(tell)[0].connections == 0
    assert caught[0].name == path.name
    return caught[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "gone").problem is FileProblem.MISSING


def test_a_folder(tmp_path: Path) -> None:
    assert refused(tmp_path).problem is FileProblem.DIRECTORY


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    assert refused(tmp_path / "empty").problem is FileProblem.EMPTY


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    # A link to itself is unreadable for everybody, root included.
    (tmp_path / "loop").symlink_to(tmp_path / "loop")

    assert refused(tmp_path / "loop").problem is FileProblem.UNREADABLE


@pytest.mark.parametrize("more", [-1, 1])
def test_a_file_of_another_size_than_it_is_said_to_have(file: Path, more: int) -> None:
    said = content_of(file, size=file.stat().st_size + more)

    assert refused(file, said).problem is FileProblem.CHANGED


def test_a_file_is_read_on_a_thread_that_ends_with_its_upload(file: Path) -> None:
    async def run() -> None:
        body = body_of(content_of(file))
        await body.open()
        (reader,) = (each for each in threading.enumerate() if each.name == "read an upload")
        assert reader.daemon
        body.close()
        await asyncio.to_thread(reader.join)

    asyncio.run(run())


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 5)


def _swap(path: Path) -> None:
    """The same length, in the part that is not read ahead."""
    with path.open("r+b") as file:
        file.seek(-300, os.SEEK_END)
        file.write(b"abc")


async def _drain(body: FileBody) -> None:
    async for _chunk in body.chunks():
        assert not body.may_be_whole


@pytest.mark.parametrize("change", [_grow, _shrink, _swap])
def test_a_file_that_changes_under_us_is_never_sent_whole(
    file: Path, change: Callable[[Path], None]
) -> None:
    content = content_of(file)

    async def run() -> None:
        body = body_of(content)
        await body.open()
        change(file)
        with pytest.raises(FileRefused) as refusal:
            await _drain(body)
        assert refusal.value.problem is FileProblem.CHANGED
        assert not body.may_be_whole

    asyncio.run(run())


def test_a_file_that_is_not_the_one_meant_is_never_sent_whole(file: Path) -> None:
    """Of the same size from the beginning."""
    content = content_of(file)
    _swap(file)

    async def tell(server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused) as refusal:
            await client.send_photo(PHOTO, content, nonce="n", before_commit=at_once)
        assert refusal.value.problem is FileProblem.CHANGED
        assert server.requests == []

    story(tell)


def test_without_a_hash_only_the_size_counts(file: Path) -> None:
    content = content_of(file, is_checked=False)
    _swap(file)

    async def tell(_server: RawServer, client: Client) -> None:
        reply = await client.send_photo(PHOTO, content, nonce="n", before_commit=at_once)
        assert reply.is_ours

    assert sent(story(tell, echoing())[0])[0] == file.read_bytes()


# --- Memory ------------------------------------------------------------------------------------

CHILD = """
import asyncio, resource, sys
from pathlib import Path
from tests.unit.microbizz.test_streaming import body_of, FileContent

async def run(content):
    body = body_of(content)
    await body.open()
    size = 0
    async for chunk in body.chunks():
        size += len(chunk)
    assert size == body.length
    return size

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content = FileContent(path=Path(sys.argv[1]), size=int(sys.argv[2]))
size = asyncio.run(run(content))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(size, (after - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how memory is counted differs elsewhere")
def test_memory_stays_flat(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.touch()
    os.truncate(large, 120 * MEGABYTE)

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(large), str(120 * MEGABYTE)],
        capture_output=True,
        text=True,
        check=True,
    )

    size, more = (int(word) for word in done.stdout.split())
    assert size > 160 * MEGABYTE
    assert more < 16 * MEGABYTE
