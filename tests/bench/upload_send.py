"""Sending a 12 MB photo, and a file of 100 MiB for its memory, against a raw socket and naively.

All to a server in another process that only reads and answers. Each way has a process of its own,
with a plain loop as the program's uploads have; the sockets' floor encodes and sends the same body.
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
from collections.abc import Callable
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
EACH = 3
_SLICE = 48 * 1024
_HEAD = b'--x\r\nContent-Disposition: form-data; name="json"\r\n\r\n' + b"h" * 300
_TAIL = b"t" * 300 + b"\r\n--x--\r\n"

Send = Callable[[Path, int], None]


def raw(path: Path, port: int) -> None:
    """The floor: read, encode and send piece by piece, and wait for the answer."""
    size = path.stat().st_size
    length = len(_HEAD) + (size + 2) // 3 * 4 + len(_TAIL)
    with socket.create_connection(("127.0.0.1", port)) as connection, path.open("rb") as file:
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n"
        connection.sendall(head.encode() + _HEAD)
        while content := file.read(_SLICE):
            connection.sendall(binascii.b2a_base64(content, newline=False))
        connection.sendall(_TAIL)
        while connection.recv(65536):
            pass


def naive(path: Path, port: int) -> None:
    """What is written first: everything in memory, several times over."""
    import httpx

    data = base64.b64encode(path.read_bytes()).decode()
    command = {"command": "AddFileToCustomer", "customerid": 1, "filename": "a", "filedata": data}
    body = urlencode({"json": json.dumps({"commands": [command], "password": "bench"})})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    httpx.post(f"http://127.0.0.1:{port}/", content=body, headers=headers, timeout=60)


def ours(path: Path, port: int) -> None:
    """The same way as the program's: checked by its hash, with a commit that does nothing."""
    asyncio.run(_send(path, port))


async def _send(path: Path, port: int) -> None:
    file = FileToAdd(customer_id=CustomerId(1), filename="a", title="a")
    content = FileContent(path=path, size=path.stat().st_size, sha256=_HASHES[path.name])
    async with Client(account_at(port)) as client:
        await client.echo("warm")
        began = time.perf_counter()
        reply = await client.send_file(file, content, nonce="bench", before_commit=_at_once)
        _took.append(time.perf_counter() - began)
        assert reply.is_ours


async def _at_once() -> None:
    """Nothing has to be made durable."""


_took: list[float] = []
_HASHES: dict[str, str] = {}
WAYS: dict[str, Send] = {"raw": raw, "ours": ours, "naive": naive}


def child(way: str, folder: Path, name: str, port: int) -> None:
    """Print the seconds of each run, and the bytes of memory that the peak was above idle."""
    for path in (folder / "small", folder / name):
        _HASHES[path.name] = (folder / f"{path.name}.sha256").read_text()
    WAYS[way](folder / "small", port)
    idle = _peak_bytes()
    times = [_timed(WAYS[way], folder / name, port) for _ in range(EACH)]
    sys.stdout.write(json.dumps([*times, _peak_bytes() - idle]))


def _timed(send: Send, path: Path, port: int) -> float:
    _took.clear()
    began = time.perf_counter()
    send(path, port)
    took = time.perf_counter() - began
    # The connection for reads is set up before; what is measured is the send step.
    return _took[-1] if _took else took


def _peak_bytes() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def _run(way: str, folder: Path, name: str, port: int) -> tuple[list[float], int]:
    command = [sys.executable, "-m", "tests.bench.upload_send", way, str(folder), name, str(port)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    *times, more = json.loads(said)
    return times, more


def _make(folder: Path) -> None:
    for name, size in (("small", SMALL), ("photo", PHOTO), ("large", LARGE)):
        content = os.urandom(size)
        (folder / name).write_bytes(content)
        (folder / f"{name}.sha256").write_text(hashlib.sha256(content).hexdigest())


def measure() -> None:
    """Interleaved; prints medians, the ratios and the memory."""
    times: dict[str, list[float]] = {way: [] for way in WAYS}
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as kept, SinkServer() as server:
        folder = Path(kept)
        _make(folder)
        for _ in range(ROUNDS):
            for way in WAYS:
                took, more = _run(way, folder, "photo", server.port)
                times[way] += took
                peaks[way] = max(peaks.get(way, 0), more)
        _, large = _run("ours", folder, "large", server.port)
    value = {way: statistics.median(took) for way, took in times.items()}
    said = ", ".join(
        f"{way} {value[way] * 1000:.0f} ms ({PHOTO / 1e6 / value[way]:.0f} MB/s,"
        f" +{peaks[way] / 2**20:.1f} MiB)"
        for way in WAYS
    )
    sys.stdout.write(
        f"12 MB: {said}; speed {value['raw'] / value['ours']:.2f} x raw,"
        f" {value['naive'] / value['ours']:.1f} x naive; 100 MiB: +{large / 2**20:.1f} MiB\n"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        child(sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        measure()
