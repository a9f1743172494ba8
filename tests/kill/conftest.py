"""What the programs that are killed work with: a server, and an account that is known to list."""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer
from tests.helpers.pictures import jpeg
from tests.kill.driving import Program
from tests.kill.job import Batch, Job

NewFolder = Callable[[], Path]


@pytest.fixture(scope="module")
def server(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    data = tmp_path_factory.mktemp("killed") / "data"
    shutil.copytree(demo_data, data)
    with DemoServer(data) as running:
        yield running


@pytest.fixture(scope="module")
def new_folder(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> NewFolder:
    """A folder of an account whose listings have shown photos and files, a new one each time."""
    folder = tmp_path_factory.mktemp("accounts")
    known = folder / "known"
    customer = int(server.patch_customer(name="Prøve")["id"])
    # The photo is seen in a listing when something else is sent there by the next run.
    for name, content in (("billede.jpg", jpeg()), ("brev.txt", b"brev")):
        file = folder / name
        file.write_bytes(content)
        job = Job(
            account=dict(server.account),
            folder=known,
            batches=[Batch(customer_id=customer, files=(file,))],
        )
        with Program(job) as program:
            quiet = program.until("quiet")
        assert quiet is not None
        assert {row["state"] for row in quiet["rows"]} == {"done"}
    numbers = count(1)
    return lambda: Path(shutil.copytree(known, folder / f"account-{next(numbers)}"))
