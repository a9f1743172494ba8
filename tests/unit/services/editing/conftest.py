"""What the tests of editing share: a desk, and a customer of their own."""

import asyncio
from pathlib import Path

import pytest

from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import Story, Tell, at_a_desk, plant_hansen


@pytest.fixture
def tell(server: DemoServer, tmp_path: Path) -> Tell:
    """Run a story at a desk; a second one finds the journal of the first."""
    path = tmp_path / "account" / "journal.db"

    def run(story: Story) -> None:
        asyncio.run(at_a_desk(story, server=server, journal_path=path, numbers={}))

    return run


@pytest.fixture
def hansen(server: DemoServer) -> int:
    return plant_hansen(server)
