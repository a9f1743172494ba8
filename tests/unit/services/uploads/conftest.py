"""What the stories of uploads begin with: a customer, a few files, an account."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId
from desktop.services.uploads.hands import Hands
from tests.helpers import handling
from tests.helpers.demo_server import DemoServer
from tests.helpers.promised import Desk
from tests.helpers.uploading import Story, account_of, told


class Tell(Protocol):
    """Tells a story of uploads; the next one of the same test goes on where it ended."""

    def __call__(self, story: Callable[[Story], Awaitable[None]], *, hold: float = 0.0) -> None: ...


TellHands = Callable[..., None]
"""The same with the process that sends files alone, within the limits it is told."""


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
def tell_hands(server: DemoServer, tmp_path: Path) -> TellHands:
    def run(story: Callable[[Hands], Awaitable[None]], **limits: object) -> None:
        handling.told(account_of(server), tmp_path / "account", story, **limits)

    return run


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "Brev til Ærø.pdf"
    file.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 4000)
    return file


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in made:
        file.write_text(file.name)
    return made


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    assert not desk.life.mistakes
    desk.life.close()
