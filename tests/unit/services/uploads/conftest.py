"""What the stories of uploads begin with: a customer, a few files, an account."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol

import pytest

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import Story, account_of, told


class Tell(Protocol):
    """Tells a story of uploads; the next one of the same test goes on where it ended."""

    def __call__(self, story: Callable[[Story], Awaitable[None]], *, hold: float = 0.0) -> None: ...


@pytest.fixture
def customer(server: DemoServer) -> int:
    return int(server.patch_customer(name="Søndergade 7")["id"])


@pytest.fixture
def tell(server: DemoServer, customer: int, tmp_path: Path) -> Tell:
    target = Target(id=CustomerId(customer), name="Søndergade 7")

    def run(story: Callable[[Story], Awaitable[None]], *, hold: float = 0.0) -> None:
        told(account_of(server), tmp_path / "account", story, target=target, hold=hold)

    return run


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in made:
        file.write_text(file.name)
    return made
