"""What a program that is to be killed is told to do."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """Killed by its own hand at the `change`-th change of the journal, the first being 1.

    Or at the first by which a file comes to be in `state`. `is_durable`: once the disk has the
    change and nobody was told yet; else just before.
    """

    change: int = 0
    state: str = ""
    is_durable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Files for one customer."""

    customer_id: int
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Files to be stored; `folder` is the account's, `account` what the server printed.

    With `is_looked_at` each batch is held until its files are copied, and then let go at once.
    The uploads' own waits go by `haste` times faster; requests take the time they take, and fail
    after `patience_s`. `reserve` bytes are left to others on the disk; None: as many as always.
    """

    account: dict[str, str]
    folder: Path
    batches: Sequence[Batch]
    hold_seconds: float = 0.0
    is_looked_at: bool = False
    lanes: int = 2
    patience_s: float = 3.0
    haste: float = 40.0
    death: Death | None = None
    reserve: int | None = None

    def line(self) -> bytes:
        return json.dumps(asdict(self), default=str).encode() + b"\n"


def read(line: bytes) -> Job:
    said: dict[str, Any] = json.loads(line)
    batches = tuple(
        Batch(customer_id=each["customer_id"], files=tuple(map(Path, each["files"])))
        for each in said.pop("batches")
    )
    death = said.pop("death")
    folder = Path(said.pop("folder"))
    return Job(
        batches=batches, folder=folder, death=Death(**death) if death is not None else None, **said
    )
