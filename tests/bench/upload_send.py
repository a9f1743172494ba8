"""Sending a 12 MB photo, and 100 MiB for its memory, against a raw socket and the naive way.

All to a server in another process that only reads and answers. Each way has a process of its own,
with a plain loop as the program's uploads have; the raw socket encodes and sends the same body,
piece by piece, and in a second run of each the file is hashed on the way, as the program does.
"""

import asyncio
import base64
import binascii
import hashlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlencode

from desktop.domain.ids import CustomerId
from desktop.domain.sending import FileContent, FileToAdd
from desktop.microbizz import Client
from tests.bench.sink_server import SinkServer, account_at

PHOTO = 12_000_000
LARGE = 100 * 1024 * 1024
SMALL = 100_000
ROUNDS = 7
EACH = 6
_PIECE = 48 * 1024
_HEAD = b'--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n' + b"h" * 300
_TAIL = b"t" * 300 + b"\r\n--x--\r\n"

Send = Callable[[Path, str, int], float]
"""Sends a file with this hash, if one is given, to a port; in so many seconds."""


def raw(path: Path, sha256: str, port: int) -> float:
    """The floor: read, encode and send piece by piece, and wait for the answer."""
    began = time.perf_counter()
    digest = hashlib.sha256()
    length = len(_HEAD) + (path.stat().st_size + 2) // 3 * 4 + len(_TAIL)
    with socket.create_connection(("127.0.0.1", port)) as connection, path.open("rb") as file:
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode() + _HEAD)
        while content := file.read(_PIECE):
            if sha256:
                digest.update(content)
            connection.sendall(binascii.b2a_base64(content, newline=False))
        assert not sha256 or digest.hexdigest() == sha256
        connection.sendall(_TAIL)
        while connection.recv(65536):
            pass
    return time.perf_counter() - began


def naive(path: Path, _sha256: str, port: int) -> float:
    """What is written first: everything in memory, several times over."""
    import httpx

    began = time.perf_counter()
    data = base64.b64encode(path.read_bytes()).decode()
    command = {"command": "AddFileToCustomer", "customerid": 1, "filename": "a", "filedata": data}
    body = urlencode({"json": json.dumps({"commands": [command], "password": "bench"})})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers, timeout=60)
    return time.perf_counter() - began


class Ours:
    """The program's own, with a commit that does nothing; one loop and client for all uploads."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()
        self._client: Client | None = None

    def __call__(self, path: Path, sha256: str, port: int) -> float:
        content = FileContent(path=path, size=path.stat().st_size, sha256=sha256)
        return self._runner.run(self._send(content, port))

    async def _send(self, content: FileContent, port: int) -> float:
        self._client = self._client or Client(account_at(port))
        file = FileToAdd(customer_id=CustomerId(1), filename="a", title="a")
        began = time.perf_counter()
        reply = await self._client.send_file(file, content, nonce="bench", before_commit=_at_once)
        assert reply.is_ours
        return time.perf_counter() - began


async def _at_once() -> None:
    """Nothing has to be made durable."""


WAYS: Mapping[str, tuple[Send, bool]] = {
    "raw": (raw, False),
    "ours": (Ours(), False),
    "raw-hashed": (raw, True),
    "ours-hashed": (Ours(), True),
    "naive": (naive, False),
}


def child(way: str, path: Path, port: int) -> None:
    """Print the seconds of each run, and the bytes of memory that the peak was above idle."""
    send, is_hashed = WAYS[way]
    sha256 = Path(f"{path}.sha256").read_text(encoding="ascii") if is_hashed else ""
    send(path.with_name("small"), "", port)
    idle = _peak_bytes()
    # The first is not counted: a program's process has sent before.
    _, *times = [send(path, sha256, port) for _ in range(1 + EACH)]
    sys.stdout.write(json.dumps([times, _peak_bytes() - idle]))


def _peak_bytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _run(way: str, path: Path, port: int) -> tuple[list[float], int]:
    command = [sys.executable, "-m", "tests.bench.upload_send", way, str(path), str(port)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    times, more = json.loads(said)
    return times, more


def _make(folder: Path) -> None:
    for name, size in (("small", SMALL), ("photo", PHOTO), ("large", LARGE)):
        content = os.urandom(size)
        (folder / name).write_bytes(content)
        (folder / f"{name}.sha256").write_text(hashlib.sha256(content).hexdigest())


def measure() -> None:
    """Interleaved; prints medians, the ratios of speeds and the memory."""
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    peaks: dict[str, int] = dict.fromkeys(WAYS, 0)
    with tempfile.TemporaryDirectory() as folder, SinkServer() as server:
        _make(Path(folder))
        for _ in range(ROUNDS):
            for way in WAYS:
                took, more = _run(way, Path(folder, "photo"), server.port)
                times[way] += took
                peaks[way] = max(peaks[way], more)
        _, large = _run("ours-hashed", Path(folder, "large"), server.port)
    value = {way: statistics.median(took) for way, took in times.items()}
    best = {way: min(took) for way, took in times.items()}
    for way in WAYS:
        sys.stdout.write(
            f"{way}: 12 MB in {value[way] * 1000:.1f} ms (best {best[way] * 1000:.1f}),"
            f" {PHOTO / 1e6 / value[way]:.0f} MB/s, +{peaks[way] / 2**20:.1f} MiB\n"
        )
    for name, each in (("medians", value), ("best", best)):
        sys.stdout.write(
            f"ratios of speeds, {name}: to raw {each['raw'] / each['ours']:.2f}, both hashed"
            f" {each['raw-hashed'] / each['ours-hashed']:.2f}, to naive, hashed against not,"
            f" {each['naive'] / each['ours-hashed']:.1f}\n"
        )
    sys.stdout.write(f"100 MiB: +{large / 2**20:.1f} MiB\n")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
    else:
        measure()
