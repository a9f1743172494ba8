"""What every test of the local copy may use."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.mirror.database import Writing
from tests.helpers.mirrored import opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "accounts" / "one"


@pytest.fixture
def writing(folder: Path) -> Iterator[Writing]:
    """The writer of an empty copy."""
    writing = opened(folder)
    yield writing
    writing.close()
