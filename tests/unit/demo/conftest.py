"""What the tests of the embedded server share."""

import base64
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.helpers.demo_server import DemoServer, copy_of

Customers = dict[int, dict[str, Any]]


@pytest.fixture(scope="module")
def own_server(
    demo_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., DemoServer]]:
    """Starts servers with options of their own over a copy of the test world."""
    started: list[DemoServer] = []

    def start(*options: str) -> DemoServer:
        data = copy_of(demo_data, tmp_path_factory.mktemp("own") / "data")
        started.append(DemoServer(data, *options))
        return started[-1]

    yield start
    for each in started:
        each.stop()


@pytest.fixture
def everyone(server: DemoServer) -> Customers:
    """All customers of the test world by id."""
    found = server.call("GetCustomersByLastChange", changedate="1970-01-01")["customers"]
    return {customer["id"]: customer for customer in found}


@pytest.fixture
def estate(everyone: Customers) -> dict[str, Any]:
    """A customer with children, papers and subscriptions."""
    return next(each for each in everyone.values() if each["typetext"] == "Afdeling")


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (640, 480), (40, 90, 160)).save(stream, "JPEG")
    return stream.getvalue()


def b64(content: bytes) -> str:
    return base64.b64encode(content).decode()
