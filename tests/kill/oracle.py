"""What the server has stored, held against what was to be stored and what the program says."""

import hashlib
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from tests.helpers.demo_server import DemoServer

_UPLOADS = {"AddFileToCustomer": "filedata", "AddPhotoToCustomer": "imagedata"}
_UNDECIDED = frozenset({"needs_you", "refused"})


@dataclass(kw_only=True)
class Verdict:
    """How a number of files fared; *lost* and *doubled* must stay empty.

    Attributes:
        states: How often each state the program ended in occurred.
        wrong: Sentences about what is neither lost nor doubled and yet not as it must be.
    """

    files: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: "Verdict") -> Self:
        self.files += other.files
        self.lost += other.lost
        self.doubled += other.doubled
        self.wrong += other.wrong
        self.states += other.states
        return self

    def __str__(self) -> str:
        return (
            f"lost {len(self.lost)} of {self.files}, doubled {len(self.doubled)} of {self.files}"
            f" ({counted(self.states)})"
        )

    @property
    def bad(self) -> list[str]:
        return self.lost + self.doubled + self.wrong

    @property
    def is_bad(self) -> bool:
        return bool(self.bad)


def stored(server: DemoServer, since: int) -> dict[str, list[str]]:
    """The SHA-256 of each execution that stored a file, by title."""
    found: dict[str, list[str]] = {}
    for entry in server.ledger(since):
        if (content := _UPLOADS.get(entry["command"])) and entry["status"] == 1:
            inputs = entry["inputs"]
            found.setdefault(inputs["title"], []).append(inputs[content]["sha256"])
    return found


def judge(
    files: Iterable[Path], rows: Sequence[Mapping[str, Any]], there: Mapping[str, Sequence[str]]
) -> Verdict:
    """*rows* are the program's when it came to rest; every file has a name of its own."""
    verdict = Verdict()
    states: dict[str, list[str]] = {}
    for row in rows:
        states.setdefault(row["title"], []).append(row["state"])
    for path in files:
        verdict += _judged(path, states.get(path.stem, []), there.get(path.stem, ()))
    return verdict


def _judged(path: Path, states: Sequence[str], there: Sequence[str]) -> Verdict:
    verdict = Verdict(files=1, states=Counter(states))
    told = f"{path.name}: {list(states)}, stored {len(there)} times"
    if len(there) > 1:
        verdict.doubled.append(told)
    elif not there and not (set(states) & _UNDECIDED):
        verdict.lost.append(told)
    is_as_it_was = set(there) <= {hashlib.sha256(path.read_bytes()).hexdigest()}
    if len(states) != 1 or not is_as_it_was or (there and states == ["refused"]):
        verdict.wrong.append(told)
    return verdict


def last(server: DemoServer) -> int:
    """The number of the ledger's last entry so far."""
    entries = server.ledger()
    return int(entries[-1]["id"]) if entries else 0


def states(folder: Path) -> Counter[str]:
    """How many files an account's journal has in each state; the journal is left as it is."""
    with tempfile.TemporaryDirectory() as copies:
        for path in folder.glob("journal.db*"):
            shutil.copy(path, copies)
        with closing(sqlite3.connect(Path(copies, "journal.db"))) as db:
            return Counter(dict(db.execute("SELECT state, count(*) FROM upload GROUP BY state")))


def counted(states: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))
