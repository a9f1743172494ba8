"""The promise over real HTTP and with real hands: faults at random, and the server's ledger.

`BIZZTREE_SEED` walks elsewhere, `BIZZTREE_STEPS` further.
"""

import os
import random
from collections import Counter
from pathlib import Path

from desktop.domain.uploads import UploadState
from tests.helpers import pictures
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story
from tests.unit.services.uploads.conftest import Tell

SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
ROUNDS = max(1, int(os.environ.get("BIZZTREE_STEPS", "3000")) // 3000)
_FILES = 12
_FAULTS: tuple[dict[str, object], ...] = (
    {"kind": "close_before"},
    {"kind": "close_after"},
    {"kind": "half_reply"},
    {"kind": "html", "executed": True},
    {"kind": "http_502"},
    {"kind": "http_503", "executed": True},
    {"kind": "lost_echo"},
    {"kind": "refuse"},
    {"kind": "http_429", "seconds": 3},
    {"kind": "auth"},
    {"kind": "late", "seconds": 0.02},
)
_SETTLED = frozenset(
    {UploadState.DONE, UploadState.REFUSED, UploadState.NEEDS_YOU, UploadState.CANCELLED}
)


def test_each_file_is_stored_once_or_needs_the_user(
    server: DemoServer, tell: Tell, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    for number in range(ROUNDS):
        tell(Round(server, chance, files(tmp_path / str(number), number)))


def files(folder: Path, number: int) -> list[Path]:
    folder.mkdir()
    made = [folder / f"{number}-{each}.{'jpg' if each % 2 else 'txt'}" for each in range(_FILES)]
    for each, file in enumerate(made):
        picture = pictures.jpeg((40 + each, 30 + number))
        file.write_bytes(picture if each % 2 else file.name.encode() * 99)
    return made


class Round:
    """A dozen files, some of which meet a fault."""

    def __init__(self, server: DemoServer, chance: random.Random, made: list[Path]) -> None:
        self._server, self._chance, self._made = server, chance, made

    async def __call__(self, it: Story) -> None:
        before = stored(self._server)
        for command in ("AddFileToCustomer", "AddPhotoToCustomer"):
            self._server.faults(
                *(
                    {"command": command, "skip": self._chance.randrange(3), **fault}
                    for fault in self._chance.sample(_FAULTS, 3)
                )
            )
        rows = await it.add(*self._made)
        await it.passing(lambda: self._is_settled(it))
        self._server.clear_faults()
        now = stored(self._server) - before
        for row in (it.row(each) for each in rows):
            times = now[row.title]
            assert times <= 1, (row, await it.events(row.id))
            if row.state is UploadState.DONE:
                assert times == 1, (row, await it.events(row.id))
        assert sum(it.row(each).state is UploadState.DONE for each in rows) >= _FILES // 2

    def _is_settled(self, it: Story) -> bool:
        if it.uploads.pause is not None and it.uploads.pause.waits_for_user:
            it.uploads.try_again()
        return all(row.state in _SETTLED for row in it.uploads.rows)


def stored(server: DemoServer) -> Counter[str]:
    """How often what goes by a title was stored."""
    entries = [*server.ledger_of("AddFileToCustomer"), *server.ledger_of("AddPhotoToCustomer")]
    return Counter(each["inputs"]["title"] for each in entries if each["status"] == 1)
