"""Carrying an import out: row by row, each with what came of it, and on after anything."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.domain.errors import SavingStopped, Unreachable
from desktop.domain.ids import CustomerId
from desktop.domain.importing import Columns, Phase, RowState, Sought, Verdict, Why
from desktop.journal import imports as rows_of
from desktop.services.changes import Subject
from tests.helpers.demo_server import DemoServer
from tests.unit.services.editing.importing_desk import (
    ImportDesk,
    at_the_desk,
    numbers_sent,
    plant,
    states,
)

BY_ID = "CreateUpdateCustomerByID"
BY_NUMBER = "CreateUpdateCustomerByCustomerNumber"
READ = "GetCustomerByCustomerNumber"
ROOT = Path(__file__).resolve().parents[4]


def test_rows_are_carried_out_and_told(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1", "I-2")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,", "I-2,Kunde I-2,,", "I-3,Ny kunde,33333333,Aarhus")
        assert not server.ledger_of(BY_NUMBER)
        rows = await desk.run()
        assert states(rows) == {
            "I-1": RowState.STORED,
            "I-2": RowState.LEFT_OUT,
            "I-3": RowState.STORED,
        }
        assert desk.phase() is Phase.DONE
        made = desk.stored("I-3")
        assert rows["I-3"].customer == made["id"]
        assert (made["name"], made["phone"], made["city"]) == ("Ny kunde", "33333333", "Aarhus")
        told = {line for each in desk.told if each.subject is Subject.IMPORTS for line in each.ids}
        assert told == {2, 4}

    at_the_desk(server, tmp_path, story)
    changed = next(c for c in server.customers().values() if c["customernumber"] == "I-1")
    assert (changed["phone"], changed["city"]) == ("22222222", "Vejle")
    (entry,) = server.ledger_of(BY_NUMBER)
    assert entry["inputs"]["customer"] == {"customernumber": "I-1", "phone": "22222222"}


def test_a_colleagues_change_waits_for_the_user(server: DemoServer, tmp_path: Path) -> None:
    (id_,) = plant(server, "I-1")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,Kolding")
        server.patch_customer(id_, phone="99999999")
        row = (await desk.run())["I-1"]
        assert (row.state, row.why, row.fields) == (
            RowState.CONFLICT,
            Why.CHANGED_MEANWHILE,
            ("phone",),
        )
        assert not server.ledger_of(BY_NUMBER)
        # Looked at again, it says what it would overwrite; sent again, it does.
        await desk.imports.look_again([row.line])
        again = (await desk.rows())["I-1"]
        assert again.state is RowState.WAITING
        before = {change.name: change.before for change in again.changes}
        assert before == {"phone": "99999999", "city": "Vejle"}
        assert desk.phase() is Phase.PAUSED
        assert (await desk.run())["I-1"].state is RowState.STORED

    at_the_desk(server, tmp_path, story)
    assert server.customers()[id_]["phone"] == "22222222"


def test_whose_change_went_under_in_the_same_moment_is_told(
    server: DemoServer, tmp_path: Path
) -> None:
    (id_,) = plant(server, "I-1")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,Kolding")
        server.faults({"command": BY_NUMBER, "kind": "hold"})
        running = await server.holding(desk.run())
        server.patch_customer(id_, phone="99999999")
        server.release()
        row = (await running)["I-1"]
        assert (row.state, row.why, row.fields) == (RowState.PARTLY, Why.SLIPPED, ("phone",))
        # Looked at again, all is as the file has it.
        await desk.imports.look_again([row.line])
        assert (await desk.rows())["I-1"].state is RowState.STORED

    at_the_desk(server, tmp_path, story)
    assert server.customers()[id_]["phone"] == "22222222"


MOVES = Columns(fields=("customernumber", "phone", "parentcust/number"))


def test_a_parent_from_below_is_refused_before_it_is_sent(
    server: DemoServer, tmp_path: Path
) -> None:
    """Which it was not yet when the table was compared."""
    above, below = plant(server, "P-1", "P-2")
    server.faults({"command": BY_NUMBER, "kind": "circle", "times": -1})

    async def story(desk: ImportDesk) -> None:
        await desk.check("P-1,,P-2", columns=MOVES)
        server.patch_customer(below, parentcust=above)
        row = (await desk.run())["P-1"]
        assert (row.state, row.why) == (RowState.REFUSED, Why.CANNOT_MOVE)

    at_the_desk(server, tmp_path, story)
    assert server.ledger_of(BY_NUMBER) == []


def test_all_that_came_of_a_row_is_told_and_kept(server: DemoServer, tmp_path: Path) -> None:
    moved, goal = plant(server, "P-1", "P-2")

    async def story(desk: ImportDesk) -> None:
        await desk.check("P-1,22222222,P-2", columns=MOVES)
        server.faults(
            {"command": BY_NUMBER, "kind": "hold"}, {"command": BY_NUMBER, "kind": "circle"}
        )
        running = await server.holding(desk.run())
        server.patch_customer(goal, parentcust=moved)
        server.patch_customer(moved, phone="99999999")
        server.release()
        row = (await running)["P-1"]
        assert (row.state, row.why, row.fields) == (RowState.PARTLY, Why.SLIPPED, ("phone",))
        assert row.also == ((Why.MAKES_CIRCLE, ()),)
        # What went under is given back where every save is undone.
        (newest, *_) = await desk.edits.receipts(CustomerId(moved))
        await desk.edits.undo(newest)

    at_the_desk(server, tmp_path, story)
    now = server.customers()[moved]
    assert (now["phone"], now["parentcust"]) == ("99999999", 0)


def test_what_was_refused_and_what_was_not_all_stored(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1", "I-2", "I-3")

    async def story(desk: ImportDesk) -> None:
        server.faults(
            {"command": BY_NUMBER, "kind": "refuse", "message": "Nej tak", "skip": 1, "times": 1}
        )
        columns = Columns(fields=("customernumber", "name", "typeid"))
        await desk.check("I-1,Et,", "I-2,To,", "I-3,Tre,", columns=columns)
        rows = await desk.run()
        assert states(rows) == {
            "I-1": RowState.STORED,
            "I-2": RowState.REFUSED,
            "I-3": RowState.STORED,
        }
        assert (rows["I-2"].why, rows["I-2"].words) == (Why.SERVER_SAID, "Nej tak")

    at_the_desk(server, tmp_path, story)


def test_a_number_that_came_to_be_taken_is_not_made_twice(
    server: DemoServer, tmp_path: Path
) -> None:
    async def story(desk: ImportDesk) -> None:
        await desk.check("I-9,Ny,1,")
        plant(server, "I-9")
        row = (await desk.run())["I-9"]
        assert (row.state, row.why) == (RowState.CONFLICT, Why.NUMBER_TAKEN)
        await desk.imports.look_again([row.line])
        assert (await desk.rows())["I-9"].verdict is Verdict.CHANGED

    at_the_desk(server, tmp_path, story)
    assert not server.ledger_of(BY_ID)


def test_a_lost_answer_is_settled_by_reading(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1", "I-2")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,", "I-2,,33333333,")
        server.faults(
            {"command": BY_NUMBER, "kind": "close_after", "times": 1},
            {"command": BY_NUMBER, "kind": "close_before", "times": 1},
        )
        rows = await desk.run()
        assert rows["I-1"].state is RowState.STORED
        assert (rows["I-2"].state, rows["I-2"].why) == (RowState.UNSURE, Why.ANSWER_LOST)
        # Not sent again by itself, but once the user has had it looked at.
        assert len(await desk.rows(states=frozenset({RowState.UNSURE}))) == 1
        await desk.imports.look_again([rows["I-2"].line])
        assert (await desk.run())["I-2"].state is RowState.STORED

    at_the_desk(server, tmp_path, story)


def test_without_a_connection_it_waits(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1", "I-2")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,", "I-2,,33333333,")
        server.stop()
        rows = await desk.run()
        assert set(states(rows).values()) == {RowState.WAITING}
        assert desk.phase() is Phase.PAUSED
        assert desk.imports.state is not None
        assert isinstance(desk.imports.state.trouble, Unreachable)
        server.restart()
        assert set(states(await desk.run()).values()) == {RowState.STORED}

    at_the_desk(server, tmp_path, story)


def test_a_server_that_empties_what_was_not_sent_stops_it(
    server: DemoServer, tmp_path: Path
) -> None:
    plant(server, "I-1", "I-2", email="post@hansen.dk")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,", "I-2,,33333333,")
        server.faults({"command": BY_NUMBER, "kind": "overwrite"})
        rows = await desk.run()
        assert states(rows) == {"I-1": RowState.STORED, "I-2": RowState.WAITING}
        assert desk.imports.state is not None
        assert isinstance(desk.imports.state.trouble, SavingStopped)

    at_the_desk(server, tmp_path, story)
    assert numbers_sent(server, BY_NUMBER) == ["I-1"]


def test_pausing_lets_the_row_end_and_stopping_sends_no_more(
    server: DemoServer, tmp_path: Path
) -> None:
    plant(server, "I-1", "I-2", "I-3")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,2,", "I-2,,3,", "I-3,,4,")
        server.faults({"command": BY_NUMBER, "kind": "delay", "seconds": 0.05, "times": 1})
        await desk.imports.run()
        await desk.imports.pause()
        assert desk.phase() is Phase.PAUSED
        first = states(await desk.rows())
        assert RowState.SENDING not in first.values()
        assert RowState.WAITING in first.values()
        await desk.imports.stop()
        assert RowState.STOPPED in states(await desk.rows()).values()
        assert desk.phase() is Phase.DONE

    at_the_desk(server, tmp_path, story)
    assert len(server.ledger_of(BY_NUMBER)) < 3


def test_an_import_that_was_only_looked_at_is_forgotten(server: DemoServer, tmp_path: Path) -> None:
    async def looks(desk: ImportDesk) -> None:
        await desk.check("I-1,Ny,,")

    async def comes_back(desk: ImportDesk) -> None:
        assert desk.imports.state is None
        assert not await desk.imports.search(Sought())

    at_the_desk(server, tmp_path, looks)
    at_the_desk(server, tmp_path, comes_back)


@pytest.mark.parametrize(
    ("held", "again"), [(BY_NUMBER, ["I-3"]), (READ, ["I-2", "I-3"])], ids=["executed", "not"]
)
def test_it_goes_on_after_the_program_was_killed(
    server: DemoServer, tmp_path: Path, held: str, again: list[str]
) -> None:
    plant(server, "I-1", "I-2", "I-3")
    server.faults({"command": held, "kind": "hold", "skip": 1, "times": 1, "executed": True})
    module = "tests.unit.services.editing.importing_child"
    account = json.dumps(dict(server.account))
    lines = ["I-1,,22,", "I-2,,33,", "I-3,,44,"]
    command = (sys.executable, "-m", module, str(tmp_path), account, *lines)
    with subprocess.Popen(command, cwd=ROOT) as child:
        server.wait_until_held()
        child.kill()
    server.release()
    server.wait_until_idle()
    sent = len(server.ledger_of(BY_NUMBER))

    async def comes_back(desk: ImportDesk) -> None:
        assert desk.phase() is Phase.PAUSED
        assert [*states(await desk.rows()).values()] == [
            RowState.STORED,
            RowState.SENDING,
            RowState.WAITING,
        ]
        rows = await desk.run()
        assert set(states(rows).values()) == {RowState.STORED}
        assert desk.phase() is Phase.DONE

    at_the_desk(server, tmp_path, comes_back)
    phones = {c["customernumber"]: c["phone"] for c in server.customers().values()}
    assert (phones["I-1"], phones["I-2"], phones["I-3"]) == ("22", "33", "44")
    assert numbers_sent(server, BY_NUMBER)[sent:] == again


def test_a_new_customer_is_not_made_again_after_a_crash(server: DemoServer, tmp_path: Path) -> None:
    async def dies(desk: ImportDesk) -> None:
        await desk.check("I-8,Ny otte,88,Vejle", "I-9,Ny ni,99,Vejle")
        assert desk.imports.state is not None
        id_ = desk.imports.state.id
        await desk.journal.run(rows_of.set_state, id_, "running")
        for _ in range(2):
            assert await desk.journal.run(rows_of.take_next, id_)
        # The first one was made, and nobody could put it down; of the second nothing is known.
        plant(server, "I-8", name="Ny otte", phone="88", city="Vejle")

    async def comes_back(desk: ImportDesk) -> None:
        rows = await desk.run()
        assert rows["I-8"].state is RowState.STORED
        assert (rows["I-9"].state, rows["I-9"].why) == (RowState.UNSURE, Why.NOT_FOUND_YET)
        assert not server.ledger_of(BY_ID)
        await desk.imports.look_again([rows["I-9"].line])
        assert (await desk.run())["I-9"].state is RowState.STORED

    at_the_desk(server, tmp_path, dies)
    at_the_desk(server, tmp_path, comes_back)
    assert len(server.ledger_of(BY_ID)) == 1


def test_results_are_written_without_formulas(server: DemoServer, tmp_path: Path) -> None:
    path = tmp_path / "resultat.csv"

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,=cmd(),,", "I-2,Ny,,")
        titles = {"Nr": lambda row: row.number, "Navn": lambda row: row.name}
        assert await desk.imports.export(Sought(), path, titles) == 2

    at_the_desk(server, tmp_path, story)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file, delimiter=";")) == [
            ["Nr", "Navn"],
            ["I-1", "'=cmd()"],
            ["I-2", "Ny"],
        ]
    assert not list(tmp_path.glob(".*part"))


def test_a_lost_create_is_not_sent_again_while_it_may_come_yet(
    server: DemoServer, tmp_path: Path
) -> None:
    async def story(desk: ImportDesk) -> None:
        await desk.check("I-9,Ny ApS,,")
        server.faults({"command": BY_ID, "kind": "close_before", "times": 1})
        row = (await desk.run())["I-9"]
        assert (row.state, row.why) == (RowState.UNSURE, Why.ANSWER_LOST)
        await desk.imports.look_again([row.line])
        row = (await desk.run())["I-9"]
        assert (row.state, row.why) == (RowState.UNSURE, Why.ANSWER_LOST)

    at_the_desk(server, tmp_path, story)
    assert not server.ledger_of(BY_ID)
