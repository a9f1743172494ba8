"""After anything at all, a quiet synchronising makes the copy what the server shows.

`BIZZTREE_STEPS` and `BIZZTREE_SEED` walk further, and elsewhere.
"""

import os
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer
from tests.helpers.syncing import Bench, play
from tests.unit.services.sync.walk import Walk

STEPS = int(os.environ.get("BIZZTREE_STEPS", "10000"))
SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
PATIENCE_S = 300 + STEPS / 20


@pytest.mark.parametrize("order", ["by change", "by id"])
def test_a_quiet_synchronising_makes_the_copy_what_the_server_shows(
    tmp_path: Path, order: str
) -> None:
    options = [
        "--page-size",
        "9",
        "--key-seconds",
        "20000",
        *(["--feeds-by-id"] if order == "by id" else []),
    ]
    with DemoServer(tmp_path / "server", *options, customers=50) as server:
        server.set_clock("2031-03-01T12:00:00")
        walk = Walk(Bench(server, tmp_path / "account"), SEED)
        play(lambda: walk.take(STEPS // 2), PATIENCE_S)
        assert walk.steps >= STEPS // 2
