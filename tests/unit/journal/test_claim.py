"""Two programs on one account: only the first has its journal."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from desktop.domain.errors import JournalInUse
from desktop.journal import Journal, schema
from tests.helpers.another_program import another_program, opening


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "account" / "journal.db"


def test_what_another_program_has_open_is_left_alone_until_it_has_ended(path: Path) -> None:
    async def story(program: "subprocess.Popen[str]") -> None:
        journal = await Journal.open(path)
        assert isinstance(journal.trouble, JournalInUse)
        with pytest.raises(JournalInUse):
            await journal.run(schema.version_of)
        # As after a crash: nothing of ours lets it go.
        program.kill()
        program.wait()
        assert await journal.run(schema.version_of) == schema.VERSION
        await journal.close()

    with another_program(path) as program:
        asyncio.run(story(program))


def test_what_is_closed_is_anothers_to_open(path: Path) -> None:
    async def story() -> None:
        journals = [await Journal.open(path), await Journal.open(path)]
        for journal in journals:
            assert journal.trouble is None
            await journal.close()

    asyncio.run(story())
    with another_program(path) as program:
        program.communicate()


def test_one_that_is_closed_lets_no_other_go(path: Path) -> None:
    """A program may have it open twice, and has it until it has closed both."""

    async def story() -> None:
        first, second = await Journal.open(path), await Journal.open(path)
        await first.close()
        other = await asyncio.to_thread(
            subprocess.run, opening(path), input="", capture_output=True, text=True, check=True
        )
        assert other.stdout == "another program has it\n"
        await second.close()

    asyncio.run(story())


def test_where_nothing_can_be_locked_it_goes_without(path: Path) -> None:
    path.with_suffix(".lock").mkdir(parents=True)

    async def story() -> None:
        journal = await Journal.open(path)
        assert journal.trouble is None
        await journal.close()

    asyncio.run(story())
