"""A desk at which one user imports tables, over a copy of what the server has."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.domain.importing import (
    Columns,
    ImportRow,
    Phase,
    Reading,
    RowState,
    Sheet,
    SheetRow,
    Sought,
    Verdict,
)
from desktop.domain.records import Customer
from desktop.journal import Journal
from desktop.microbizz import Client, Options
from desktop.services.changes import Change, ChangeFeed
from desktop.services.editing.importing.service import Imports
from desktop.services.editing.numbers import Numbers
from desktop.services.edits import Edits
from desktop.services.writing import Means
from tests.helpers.demo_server import DemoServer
from tests.helpers.full_copy import FullCopy
from tests.helpers.reading import PATIENCE_S, account_of

COLUMNS = Columns(fields=("customernumber", "name", "phone", "city"))
TITLES: Mapping[str, Mapping[str, int]] = {}


@dataclass(frozen=True, kw_only=True)
class ImportDesk:
    """One user's imports, with what was told meanwhile."""

    server: DemoServer
    client: Client
    copy: FullCopy
    journal: Journal
    edits: Edits
    imports: Imports
    changes: ChangeFeed
    told: list[Change]

    async def check(self, *lines: str, columns: Columns = COLUMNS) -> dict[str, ImportRow]:
        await self.imports.check(sheet(*lines), columns, TITLES)
        return await self.rows()

    async def rows(self, **sought: Any) -> dict[str, ImportRow]:
        """By number."""
        found = await self.imports.search(Sought(**sought), limit=10_000)
        return {row.number: row for row in found}

    async def run(self) -> dict[str, ImportRow]:
        """Carry it out until it is over or paused."""
        await self.imports.run()
        await self.over()
        return await self.rows()

    async def over(self) -> None:
        """Wait until it no longer runs."""
        over = asyncio.Event()
        stop = self.changes.subscribe(
            lambda _change: None if self.phase() is Phase.RUNNING else over.set()
        )
        if self.phase() is Phase.RUNNING:
            await over.wait()
        stop()

    def phase(self) -> Phase | None:
        return self.imports.state.phase if self.imports.state else None

    def stored(self, number: str) -> dict[str, Any]:
        """The one customer with this number, as the server has it."""
        found = [c for c in self.server.customers().values() if c["customernumber"] == number]
        assert len(found) == 1, found
        return found[0]


Story = Callable[[ImportDesk], Coroutine[Any, Any, None]]


def sheet(*lines: str) -> Sheet:
    """A table of comma-separated lines, as if read from a file."""
    rows = tuple(SheetRow(at, tuple(line.split(","))) for at, line in enumerate(lines, 2))
    return Sheet(
        name="kunder.csv",
        reading=Reading(),
        header=("Nr", "Navn", "Telefon", "By"),
        rows=rows,
    )


def verdicts(rows: Mapping[str, ImportRow]) -> dict[str, Verdict]:
    return {number: row.verdict for number, row in rows.items()}


def states(rows: Mapping[str, ImportRow]) -> dict[str, RowState]:
    return {number: row.state for number, row in rows.items()}


def plant(server: DemoServer, *numbers: str, **fields: object) -> list[int]:
    given = {"phone": "11111111", "city": "Vejle", **fields}
    planted = server.plant([{"name": f"Kunde {n}", "customernumber": n, **given} for n in numbers])
    return [each["id"] for each in planted]


def at_the_desk(server: DemoServer, folder: Path, story: Story) -> None:
    """Run *story*; a second one in the same *folder* finds the journal and the copy of the first.

    The copy takes in what the server has when the story begins, not what happens later.
    """

    async def told() -> None:
        changes = ChangeFeed()
        heard: list[Change] = []
        changes.subscribe(heard.append)
        copy = FullCopy(folder, changes)
        copy.fill(Customer(raw) for raw in server.customers().values())
        journal = Journal(folder / "journal.db")
        async with Client(account_of(server), options=Options(sleep=_at_once)) as client:
            desk = await _desk(server, client, copy, (journal, changes, heard))
            try:
                await asyncio.wait_for(story(desk), PATIENCE_S)
            finally:
                await desk.imports.close()
                await desk.edits.close()
                await journal.close()
                await copy.close()

    asyncio.run(told())


async def _desk(
    server: DemoServer,
    client: Client,
    copy: FullCopy,
    kept: tuple[Journal, ChangeFeed, list[Change]],
) -> ImportDesk:
    journal, changes, heard = kept
    known = _counted(copy)
    edits = Edits(
        means=Means(client=client, journal=journal, keeper=copy),
        changes=changes,
        known_numbers=known,
    )
    imports = Imports(
        edits=edits,
        numbers=Numbers(client=client, keeper=copy, known_numbers=known),
        journal=journal,
        reader=copy.reader,
        changes=changes,
        copy_is_whole=lambda: copy.state.is_whole,
    )
    await edits.load()
    await imports.load()
    return ImportDesk(
        server=server,
        client=client,
        copy=copy,
        journal=journal,
        edits=edits,
        imports=imports,
        changes=changes,
        told=heard,
    )


def _counted(copy: FullCopy) -> Callable[[str], Coroutine[Any, Any, int]]:
    from desktop.mirror import tree

    async def count(number: str) -> int:
        return await copy.reader.run(tree.number_count, number)

    return count


def numbers_sent(server: DemoServer, command: str) -> Sequence[str]:
    """The numbers the server was sent with *command*, in order."""
    return [
        str(entry["inputs"]["customer"].get("customernumber", ""))
        for entry in server.ledger_of(command)
    ]


async def _at_once(_seconds: float) -> None:
    await asyncio.sleep(0)
