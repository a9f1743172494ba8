"""The parent in a table: by number, by exactly its name, or one for all rows."""

from pathlib import Path

import pytest

from desktop.domain.ids import CustomerId
from desktop.domain.importing import (
    PARENT,
    PARENT_BY_NAME,
    PARENT_BY_NUMBER,
    Columns,
    Flaw,
    RowState,
    Verdict,
    Wrong,
)
from desktop.services.editing.importing.mapping import Guesses
from tests.helpers.demo_server import DemoServer
from tests.unit.services.editing.importing_desk import ImportDesk, at_the_desk


@pytest.fixture
def above(server: DemoServer) -> CustomerId:
    """One to be below, beside two who have all in common; and one who is below somebody."""
    (first, *_) = server.plant(
        [
            {"name": "Solhøj  Bolig", "customernumber": "007"},
            {"name": "Tvilling", "customernumber": "T-1"},
            {"name": "Tvilling", "customernumber": "T-1"},
            {"name": "Kunde I-1", "customernumber": "I-1"},
        ]
    )
    return CustomerId(int(first["id"]))


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        (PARENT_BY_NUMBER, ("007", "7", "T-1")),
        (PARENT_BY_NAME, ("Solhøj Bolig", "solhøj bolig", "Tvilling")),
    ],
)
def test_a_parent_is_found_by_what_only_one_has(
    server: DemoServer, tmp_path: Path, above: CustomerId, column: str, cells: tuple[str, ...]
) -> None:
    known, unknown, double = cells
    columns = Columns(fields=("customernumber", "name", column))

    async def story(desk: ImportDesk) -> None:
        rows = await desk.check(
            f"I-1,,{known}",
            f"N-1,Ny, {known} ",
            f"N-2,Ny,{unknown}",
            f"N-3,Ny,{double}",
            "N-4,Ny,",
            columns=columns,
        )
        assert rows["I-1"].verdict is Verdict.CHANGED
        assert rows["I-1"].wanted == {PARENT: above}
        assert rows["N-1"].wanted[PARENT] == above
        assert rows["N-2"].flaws == (Flaw(PARENT, Wrong.NO_SUCH_PARENT),)
        assert rows["N-3"].flaws == (Flaw(PARENT, Wrong.SEVERAL_PARENTS),)
        assert PARENT not in rows["N-4"].wanted
        await desk.run()
        assert desk.stored("I-1")["parentcust"] == above
        assert desk.stored("N-1")["parentcust"] == above

    at_the_desk(server, tmp_path, story)


def test_all_rows_go_below_the_one_that_was_chosen(
    server: DemoServer, tmp_path: Path, above: CustomerId
) -> None:
    columns = Columns(fields=("customernumber", "name"), parent=above)

    async def story(desk: ImportDesk) -> None:
        rows = await desk.check("I-1,", "N-1,Ny", columns=columns)
        assert [change.name for change in rows["I-1"].changes] == [PARENT]
        rows = await desk.run()
        assert {row.state for row in rows.values()} == {RowState.STORED}
        assert desk.stored("I-1")["parentcust"] == above
        assert desk.stored("N-1")["parentcust"] == above

    at_the_desk(server, tmp_path, story)


def test_nobody_is_put_below_itself(server: DemoServer, tmp_path: Path, above: CustomerId) -> None:
    by_number = Columns(fields=("customernumber", "name", PARENT_BY_NUMBER))
    below_one = Columns(fields=("customernumber", "name"), parent=above)

    async def story(desk: ImportDesk) -> None:
        for line, columns in (("007,,007", by_number), ("007,", below_one)):
            rows = await desk.check(line, columns=columns)
            assert rows["007"].verdict is Verdict.FAULTY
            assert rows["007"].flaws == (Flaw(PARENT, Wrong.BELOW_ITSELF),)

    at_the_desk(server, tmp_path, story)


def test_a_circle_over_several_rows_is_told_before_it_runs(
    server: DemoServer, tmp_path: Path
) -> None:
    top, below, _ = server.plant(
        [{"name": name, "customernumber": name} for name in ("K-1", "K-2", "K-3")]
    )
    server.patch_customer(below["id"], parentcust=top["id"])
    columns = Columns(fields=("customernumber", PARENT_BY_NUMBER), empties_clear=True)
    flaws = (Flaw(PARENT, Wrong.BELOW_ITSELF, (2,)),)

    async def story(desk: ImportDesk) -> None:
        # By the rows alone, and by the copy: the row that cannot be is the faulty one, and it
        # says which ones before it are why, where any are.
        rows = await desk.check("K-1,K-2", "K-3,K-1", columns=columns)
        assert rows["K-1"].flaws == (Flaw(PARENT, Wrong.BELOW_ITSELF),)
        rows = await desk.check("K-2,K-3", "K-3,K-2", columns=columns)
        assert [row.flaws for row in rows.values()] == [(), flaws]
        rows = await desk.check("K-3,K-2", "K-1,K-3", columns=columns)
        assert [row.flaws for row in rows.values()] == [(), flaws]
        rows = await desk.check("K-2,K-3", "K-1,K-2", "K-3,K-1", columns=columns)
        assert rows["K-3"].flaws == (Flaw(PARENT, Wrong.BELOW_ITSELF, (2, 3)),)
        # What a row before has taken away is in nobody's way.
        rows = await desk.check("K-2,", "K-1,K-2", "K-3,K-1", columns=columns)
        assert [row.verdict for row in rows.values()] == [Verdict.CHANGED] * 3
        rows = await desk.run()
        assert {row.state for row in rows.values()} == {RowState.STORED}
        assert desk.stored("K-3")["parentcust"] == top["id"]
        assert desk.stored("K-1")["parentcust"] == below["id"]

    at_the_desk(server, tmp_path, story)


def test_one_parent_is_told_once() -> None:
    by_both = Columns(fields=("customernumber", PARENT_BY_NUMBER, PARENT_BY_NAME))
    assert by_both.twice == (PARENT,)
    beside = Columns(fields=("customernumber", PARENT_BY_NUMBER), parent=CustomerId(5))
    assert beside.twice == (PARENT,)
    assert not beside.can_be_used
    assert Columns(fields=("customernumber",), parent=CustomerId(0)).can_be_used


def test_titles_tell_by_what_a_parent_is_told() -> None:
    guesses = Guesses({})
    assert guesses.columns(("Kundenr.", "Hovedkunde")).fields == ("customernumber", PARENT_BY_NAME)
    said = guesses.columns(("nr", "Parent number", "Parent name")).fields
    assert said == ("customernumber", PARENT_BY_NUMBER, "")
