"""One child process for the tests of a module, and a desk in a folder of its own."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.photos.preparing import Preparer
from tests.helpers.preparing import Desk


@pytest.fixture(scope="module")
def preparer() -> Iterator[Preparer]:
    """One child for all; it outlives the loops that asked it."""
    preparer = Preparer(children=1)
    yield preparer
    asyncio.run(preparer.close())


@pytest.fixture
def desk(preparer: Preparer, tmp_path: Path) -> Desk:
    return Desk(preparer, tmp_path)
