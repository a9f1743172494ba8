"""What older programs told of a save in one text."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from desktop.journal import Journal, saves, schema
from tests.helpers.receipts import receipts_of
from tests.unit.journal.test_journal import NEW, with_journal


def test_what_an_older_program_told_of_a_save_is_read(tmp_path: Path) -> None:
    path = tmp_path / "account" / "journal.db"
    path.parent.mkdir(parents=True)
    told = ("", "phone values.Min nøgle", "CommandRefused: ingen: adgang", "found unasked", "7")
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for step in schema.STEPS[:4]:
            for statement in step:
                db.execute(statement)
        db.execute("PRAGMA user_version = 4")
        for detail in told:
            one = saves.begin(db, replace(NEW, way="create"))
            db.execute("UPDATE save SET detail = ? WHERE id = ?", (detail, one))

    async def story(journal: Journal) -> None:
        rows = (await journal.run(receipts_of, 12))[::-1]
        assert [row.detail for row in rows] == [
            "",
            "phone values.Min nøgle",
            "CommandRefused",
            "found unasked",
            "7",
        ]
        assert [row.words for row in rows] == ["", "", "ingen: adgang", "", ""]
        named = rows[1]
        assert named.blames("phone")
        assert named.blames("values.Min nøgle")
        assert not named.blames("city")
        found = await journal.run(saves.found_unasked, datetime(2020, 1, 1, tzinfo=UTC))
        assert [row.id for row in found] == [rows[3].id]

    with_journal(path, story)
