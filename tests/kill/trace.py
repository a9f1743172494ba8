"""What a program wrote, synchronised and sent, in the order in which the system was asked to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "fsync,fdatasync,pwrite64,ftruncate,unlink,sendto"
COMMAND = ("strace", "-f", "-y", "-xx", "-s", "200000", "-e", f"trace={CALLS}", "-o")
"""To be followed by the file for the trace, and the program."""

_LINE = re.compile(
    r"(?P<pid>\d+) +(?:<\.\.\. )?(?P<call>\w+)(?: resumed>)?(?P<rest>.*?)"
    r"(?:\) += (?P<result>-?\d+).*|(?P<unfinished> <unfinished \.\.\.>))$"
)
_FILE = re.compile(r"^\((?P<number>-?\d+)<(?P<file>(?:\\x..)*)>")
_TEXT = re.compile(r'"(?P<text>(?:\\x..)*)"')
_PLACE = re.compile(r", (?P<size>\d+), (?P<place>\d+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call that succeeded; *began* and *ended* number the lines of the trace.

    `file` is a path or "socket:[...]", `result` what was returned: so many bytes, for one.
    """

    name: str
    file: str
    data: bytes
    place: int
    result: int
    began: int
    ended: int


def calls(path: Path) -> list[Call]:
    """All calls of a trace, in the order in which they ended."""
    return list(_calls(path))


def _calls(path: Path) -> Iterator[Call]:
    begun: dict[str, tuple[int, str]] = {}
    with path.open(encoding="ascii") as lines:
        for number, line in enumerate(lines):
            if (found := _LINE.match(line.rstrip("\n"))) is None:
                continue
            pid, asked = found["pid"], found["rest"]
            if found["unfinished"]:
                begun[pid] = (number, asked)
                continue
            began, before = begun.pop(pid, (number, ""))
            if int(found["result"]) >= 0:
                yield _call(found["call"], before + asked, int(found["result"]), (began, number))


def _call(name: str, asked: str, result: int, lines: tuple[int, int]) -> Call:
    file, text, place = _FILE.search(asked), _TEXT.search(asked), _PLACE.search(asked)
    data = _decoded(text["text"]) if text else b""
    is_named = name == "unlink"
    path = data if is_named else _decoded(file["file"]) if file else b""
    return Call(
        name=name,
        file=path.decode(errors="replace"),
        data=b"" if is_named else data,
        place=int(place["place"]) if place else 0,
        result=result,
        began=lines[0],
        ended=lines[1],
    )


def _decoded(text: str) -> bytes:
    return bytes.fromhex(text.replace(r"\x", ""))


class Disk:
    """A SQLite file as it surely is on the disk after each transaction.

    That is what a power cut would leave: what was written counts once it is synchronised, and a
    transaction once the name of its rollback file is gone for good.

    Attributes:
        images: The file after each transaction, with the line of the trace at which it was there.
    """

    def __init__(self, database: Path, calls: list[Call]) -> None:
        self._database, self._image, self._synced = str(database), bytearray(), b""
        self._rollback, self._folder = f"{database}-journal", str(database.parent)
        self._is_undone = False
        self.images: list[tuple[int, bytes]] = []
        for call in calls:
            self._take(call)

    def before(self, line: int) -> bytes:
        """The file as it was on the disk when this line of the trace was written."""
        return next((image for number, image in reversed(self.images) if number < line), b"")

    def _take(self, call: Call) -> None:
        match call.name, call.file:
            case "pwrite64", self._database:
                self._write(call.place, call.data[: call.result])
            case "ftruncate", self._database:
                raise AssertionError("not foreseen: a file that becomes smaller")
            case (("fsync" | "fdatasync"), self._database):
                self._synced = bytes(self._image)
            case "unlink", self._rollback:
                self._is_undone = True
            case (("fsync" | "fdatasync"), self._folder) if self._is_undone:
                self._is_undone = False
                self.images.append((call.ended, self._synced))

    def _write(self, place: int, data: bytes) -> None:
        end = place + len(data)
        self._image.extend(bytes(max(0, end - len(self._image))))
        self._image[place:end] = data


def synced(calls: list[Call], path: re.Pattern[str]) -> list[int]:
    """The lines at which something of such a path was on the disk."""
    names = ("fsync", "fdatasync")
    return [call.ended for call in calls if call.name in names and path.fullmatch(call.file)]


def bodies(calls: list[Call]) -> dict[bytes, int]:
    """Every body that was sent whole, with the line at which its last piece began to leave."""
    sent: dict[str, bytes] = {}
    found: dict[bytes, int] = {}
    for call in calls:
        if call.name == "sendto" and call.file.startswith("socket:"):
            sent[call.file] = sent.get(call.file, b"") + call.data[: call.result]
            if (body := _whole(sent[call.file])) is not None:
                found[body] = call.began
                sent[call.file] = b""
    return found


def _whole(sent: bytes) -> bytes | None:
    """The body of a form that has come to its end."""
    head, _, body = sent.partition(b"\r\n\r\n")
    boundary = re.search(rb"boundary=(\w+)", head)
    is_whole = boundary is not None and body.endswith(b"--" + boundary[1] + b"--\r\n")
    return body if is_whole else None
