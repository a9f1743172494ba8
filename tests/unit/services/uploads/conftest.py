"""What the stories of uploads begin with: a customer, a few files, an account."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from desktop.microbizz.options import Options
from tests.helpers.demo_server import DemoServer
from tests.helpers.uploading import PATIENT, Story, account_of, told

Tell = Callable[[Story], Awaitable[None]]


@pytest.fixture
def customer(server: DemoServer) -> int:
    return int(server.patch_customer(name="Søndergade 7")["id"])


@pytest.fixture
def tell(server: DemoServer, customer: int) -> Callable[..., None]:
    def run(story: Tell, *, hold: float = 0.0, options: Options = PATIENT) -> None:
        told(account_of(server), story, customer_id=customer, hold=hold, options=options)

    return run


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in made:
        file.write_text(file.name)
    return made
