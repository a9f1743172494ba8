"""What the tests of editing share: a desk, and a customer of their own."""

import asyncio
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer
from tests.unit.services.editing import bulk_desk
from tests.unit.services.edits.desk import Story, Tell, at_a_desk, plant_hansen


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path) -> Tell:
    """Run a story at a desk; a second one finds the journal of the first."""
    path = tmp_path / "account" / "journal.db"

    def run(story: Story) -> None:
        asyncio.run(at_a_desk(story, server=server, journal_path=path, numbers={}))

    return run


@pytest.fixture
def tell_many(server: DemoServer, tmp_path: Path) -> bulk_desk.TellMany:
    """Run a story at a desk at which many are changed at once."""

    def run(story: bulk_desk.Story) -> None:
        asyncio.run(bulk_desk.at_a_desk(story, server=server, folder=tmp_path))

    return run


@pytest.fixture
def hansen(server: DemoServer) -> int:
    return plant_hansen(server)
