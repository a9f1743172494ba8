"""A server that reads each request to its end, looks at nothing, and answers the same."""

import multiprocessing
import re
import socket
from types import TracebackType
from typing import Self

from desktop.domain.account import Account, Password

_BODY = (
    b'{"status":1,"msg":"OK","results":[{"status":1,"answer":"bench"},{"status":1},'
    b'{"status":1,"documents":[]}]}'
)
_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n" % len(_BODY)
) + _BODY
_PIECE = 1 << 20


def _serve(listener: socket.socket) -> None:
    buffer = bytearray(_PIECE)
    while True:
        connection, _ = listener.accept()
        with connection:
            _drink(connection, buffer)
            connection.sendall(_ANSWER)


def _drink(connection: socket.socket, buffer: bytearray) -> None:
    head = b""
    while b"\r\n\r\n" not in head and (piece := connection.recv(65536)):
        head += piece
    head, _, begun = head.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    left = int(length[1]) - len(begun) if length else 0
    while left > 0 and (taken := connection.recv_into(buffer)):
        left -= taken


class SinkServer:
    """Runs in a process of its own.

    Attributes:
        port: Where it listens, on this computer.
    """

    def __init__(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = listener.getsockname()[1]
        fork = multiprocessing.get_context("fork")
        self._process = fork.Process(target=_serve, args=(listener,), daemon=True)
        self._process.start()
        listener.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.join()


def account_at(port: int) -> Account:
    login = Password(username="bench", apikey="bench", password="bench")
    return Account(contract="1", login=login, endpoint=f"http://127.0.0.1:{port}/")
