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

from desktop.domain.errors import (
    FileProblem,
    FileRefused,
)
from desktop.domain.ids import CustomerId
from desktop.microbizz import Client, streaming
from desktop.microbizz.streaming import FileBody
from tests.helpers.raw_server import (
    RawServer,
)
from tests.unit.microbizz.stories import (
    story,
)

WHO = CustomerId(7)
MEGABYTE = 1024 * 1024


def sent(server: RawServer) -> tuple[bytes, dict[str, Any]]:
    """The file that came in the only request, and the other inputs."""
    (request,) = server.requests
    (command,) = request.envelope["commands"]
    content = command.pop("filedata", None) or command.pop("imagedata")
    return base64.b64decode(content, validate=True), command


# --- What arrives ------------------------------------------------------------------------------


def test_a_file_arrives_as_it_is(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(
            WHO, filename=file.name, data=file, title='"ø" \\ 100%', folder="A/B"
        )

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


def test_a_photo_arrives_and_its_document_comes_back(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        added = await client.add_photo_to_customer(WHO, image=file, title="t", tags=[3])
        assert added.document is not None
        assert added.document.id == 5

    content, inputs = sent(story(tell)[0])

    assert content == file.read_bytes()
    assert inputs["tags"] == [3]


def test_who_asks_comes_after_the_file(file: Path) -> None:
    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(WHO, filename="a", data=file)

    body = story(tell)[0].requests[0].body

    assert body.index(b"filedata") < len(body) - 1000
    assert body.index(b"apikey") > len(body) - 1000
    assert body.endswith(b"%7D")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300), st.integers(0, 9))
def test_any_content_is_encoded_right(tmp_path: Path, content: bytes, more: int) -> None:
    """Sizes around those of slices and of what a thread reads at once."""
    content = content * (1 if more < 5 else 49152 * 16 // len(content) + more - 7)
    path = tmp_path / "any"
    path.write_bytes(content)

    async def run() -> bytes:
        body = FileBody(head='{"a":"', path=path, tail='"}')
        assert await body.measure() == len(content)
        whole = b"".join([chunk async for chunk in body.chunks()])
        assert len(whole) == body.length
        return whole

    whole = asyncio.run(run())

    encoded = whole.removeprefix(b"json=%7B%22a%22%3A%22").removesuffix(b"%22%7D")
    plain = encoded.replace(b"%2B", b"+").replace(b"%2F", b"/").replace(b"%3D", b"=")
    assert base64.b64decode(plain, validate=True) == content


def test_progress_is_told_now_and_then_and_at_the_end(file: Path) -> None:
    told: list[int] = []

    async def tell(_server: RawServer, client: Client) -> None:
        await client.add_file_to_customer(WHO, filename="a", data=file, on_progress=told.append)

    story(tell)

    assert told == sorted(told)
    assert told[-1] == file.stat().st_size
    assert len(told) < 40


def test_the_whole_size_is_told_before_the_server_can_have_it_all(file: Path) -> None:
    """Who was told less may give up without leaving a document behind."""
    told: list[int] = []

    async def run() -> None:
        body = FileBody(head="{", path=file, tail="}", on_progress=told.append)
        size = await body.measure()
        async for _chunk in body.chunks():
            assert told[-1:] == [size] or not body.may_be_whole
        assert body.may_be_whole

    asyncio.run(run())


# --- What cannot go up -------------------------------------------------------------------------


def refused(path: Path) -> FileRefused:
    caught: list[FileRefused] = []

    async def tell(_server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused) as refusal:
            await client.add_file_to_customer(WHO, filename="a", data=path)
        caught.append(refusal.value)

    assert story(tell)[0].requests == []
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
    said = file.stat().st_size + more

    async def tell(server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused) as as_file:
            await client.add_file_to_customer(WHO, filename="a", data=file, size=said)
        with pytest.raises(FileRefused) as as_photo:
            await client.add_photo_to_customer(WHO, image=file, size=said)
        assert as_file.value.problem is FileProblem.CHANGED
        assert as_photo.value.problem is FileProblem.CHANGED
        assert server.requests == []

    story(tell)


def test_a_file_is_read_on_threads_that_keep_nothing_open(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, threads = streaming._read, list[threading.Thread]()

    def seen(path: Path, place: int) -> list[streaming._Slice]:
        threads.append(threading.current_thread())
        return read(path, place)

    monkeypatch.setattr(streaming, "_read", seen)

    assert asyncio.run(FileBody(head="{", path=file, tail="}").measure()) == file.stat().st_size
    assert threads
    assert all(thread.daemon for thread in threads)


def _grow(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"more")


def _shrink(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 5)


def _swap(path: Path) -> None:
    """The same length in the file and on the wire."""
    with path.open("r+b") as file:
        file.seek(-300, os.SEEK_END)
        file.write(b"abc")


def _swell(path: Path) -> None:
    """The same length in the file, but much longer on the wire."""
    path.write_bytes(b"\xff" * path.stat().st_size)


async def _drain(body: FileBody) -> None:
    async for _chunk in body.chunks():
        assert not body.may_be_whole


@pytest.mark.parametrize("change", [_grow, _shrink, _swap, _swell])
def test_a_file_that_changes_under_us_is_never_sent_whole(
    file: Path, change: Callable[[Path], None]
) -> None:
    async def run() -> None:
        body = FileBody(head="{", path=file, tail="}")
        await body.measure()
        change(file)
        with pytest.raises(FileRefused) as refusal:
            await _drain(body)
        assert refusal.value.problem is FileProblem.CHANGED
        assert not body.may_be_whole

    asyncio.run(run())


def test_what_changes_on_the_way_ends_the_request(file: Path) -> None:
    def change(_sent: int) -> None:
        _grow(file)

    async def tell(server: RawServer, client: Client) -> None:
        with pytest.raises(FileRefused):
            await client.add_file_to_customer(WHO, filename="a", data=file, on_progress=change)
        assert server.requests[-1:] == []

    story(tell)


# --- Memory ------------------------------------------------------------------------------------

CHILD = """
import asyncio, resource, sys
from pathlib import Path
from desktop.microbizz.streaming import FileBody

async def run(path):
    body = FileBody(head="{", path=path, tail="}")
    await body.measure()
    size = 0
    async for chunk in body.chunks():
        size += len(chunk)
    assert size == body.length
    return size

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
size = asyncio.run(run(Path(sys.argv[1])))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(size, (after - before) * 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="how memory is counted differs elsewhere")
def test_memory_stays_flat(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.touch()
    os.truncate(large, 120 * MEGABYTE)

    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(large)], capture_output=True, text=True, check=True
    )

    size, more = (int(word) for word in done.stdout.split())
    assert size > 160 * MEGABYTE
    assert more < 16 * MEGABYTE
