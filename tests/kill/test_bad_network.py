"""Over a network that delays, resets, swallows and cuts at random all come to a good end.

`BIZZTREE_ROUNDS` says how often fifty files go up, `BIZZTREE_SEED` what happens to them.
"""

import os
import random
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.helpers.demo_server import DemoServer
from tests.helpers.proxy import Proxy, Trouble, Weather
from tests.kill import oracle
from tests.kill.conftest import NewFolder
from tests.kill.driving import Program
from tests.kill.job import Batch, Job
from tests.kill.oracle import Verdict

ROUNDS = int(os.environ.get("BIZZTREE_ROUNDS", "1"))
SEED = int(os.environ.get("BIZZTREE_SEED", "1"))
_FILES = 50
_LARGEST = 90_000


class Climate:
    """Weather for one connection after another, fair for about half of them."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)

    def __call__(self) -> Weather:
        dice = self._dice
        if dice.random() < 0.6:
            return Weather()
        is_of_answer = dice.random() < 0.5
        return Weather(
            trouble=dice.choice([each for each in Trouble if each is not Trouble.NONE]),
            at=dice.randrange(700 if is_of_answer else _LARGEST),
            is_of_answer=is_of_answer,
            seconds=dice.uniform(0.05, 1.0),
        )


def test_over_a_bad_network_nothing_is_lost_or_doubled(
    server: DemoServer, new_folder: NewFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict, seen = Verdict(), Counter[str]()
    port = urlsplit(server.account["url"]).port
    assert port is not None
    for seed in range(SEED * 10_000, SEED * 10_000 + ROUNDS):
        round_ = Round(server, new_folder(), seed)
        with Proxy(port, Climate(seed)) as proxy:
            round_.go(proxy.port)
        this = round_.verdict()
        assert not this.is_bad, f"seed {seed}: {this.bad}"
        verdict += this
        seen += proxy.seen
    with capsys.disabled():
        sys.stdout.write(f"\nconnections: {oracle.counted(seen)}; {verdict}\n")


class Round:
    """Fifty files for one customer."""

    def __init__(self, server: DemoServer, folder: Path, seed: int) -> None:
        self._server, self._since = server, oracle.last(server)
        dice = random.Random(seed)
        self._files = tuple(folder / f"fil {seed}-{number}.bin" for number in range(_FILES))
        for file in self._files:
            file.write_bytes(dice.randbytes(dice.randrange(1, _LARGEST)))
        customer = int(server.patch_customer(name=f"Vej {seed}")["id"])
        self._job = Job(
            account=dict(server.account),
            folder=folder,
            batches=[Batch(customer_id=customer, files=self._files)],
            lanes=4,
            patience_s=1.0,
        )
        self._rows: list[dict[str, object]] = []

    def go(self, port: int) -> None:
        """Send them by way of another port."""
        url = self._server.account["url"]
        account = {**self._job.account, "url": url.replace(f":{urlsplit(url).port}/", f":{port}/")}
        with Program(replace(self._job, account=account)) as program:
            quiet = program.until("quiet")
        assert quiet is not None, program.facts
        self._rows = quiet["rows"]

    def verdict(self) -> Verdict:
        """To be asked once nothing is on its way any more."""
        self._server.wait_until_idle()
        return oracle.judge(self._files, self._rows, oracle.stored(self._server, self._since))
