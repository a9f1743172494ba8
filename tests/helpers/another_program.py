"""A second program that has an account's journal open."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_OPENS_IT = """
import asyncio, sys
from pathlib import Path
from desktop.journal import Journal
async def hold():
    journal = await Journal.open(Path(sys.argv[1]))
    print(journal.trouble, flush=True)
    sys.stdin.read()
    await journal.close()
asyncio.run(hold())
"""


def opening(path: Path) -> list[str]:
    """How it is started: it says what stands in its way, and ends with its input."""
    return [sys.executable, "-c", _OPENS_IT, str(path)]


@contextmanager
def another_program(path: Path) -> Iterator["subprocess.Popen[str]"]:
    """It has the journal open within this, unless it is ended before."""
    with subprocess.Popen(
        opening(path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "None\n"
        yield program
