"""What a table would do, before anything is sent."""

import asyncio
from datetime import date
from pathlib import Path

import pytest

from desktop.domain.checks import Fault
from desktop.domain.edits import customer_field
from desktop.domain.importing import Columns, Flaw, Phase, RowState, Verdict, Wrong
from desktop.domain.values import Value
from desktop.services.editing.importing.cells import Misread, read_cell
from desktop.services.editing.importing.mapping import Guesses, Remembered
from desktop.support.settings import Settings
from tests.helpers.demo_server import DemoServer
from tests.unit.services.editing.importing_desk import ImportDesk, at_the_desk, plant, verdicts


def test_each_row_gets_its_verdict_and_nothing_is_sent(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1", "I-2", "I-3", "I-3")
    requests = 0

    async def story(desk: ImportDesk) -> None:
        nonlocal requests
        requests = server.requests()
        rows = await desk.check(
            "I-1,,22222222,Kolding",
            "I-2,Kunde I-2,11111111,",
            "I-3,,1,",
            "I-4,Ny,,",
            "I-5,,1,",
            ",Uden nummer,,",
            "I-6,To gange,,",
            "I-6,To gange,,",
        )
        assert verdicts(rows) == {
            "I-1": Verdict.CHANGED,
            "I-2": Verdict.SAME,
            "I-3": Verdict.NOT_UNIQUE,
            "I-4": Verdict.NEW,
            "I-5": Verdict.FAULTY,
            "": Verdict.FAULTY,
            "I-6": Verdict.TWICE,
        }
        changes = {each.name: (each.before, each.after) for each in rows["I-1"].changes}
        assert changes == {"phone": ("11111111", "22222222"), "city": ("Vejle", "Kolding")}
        assert rows["I-1"].name == "Kunde I-1"
        assert rows["I-3"].count == 2
        assert rows["I-5"].flaws == (Flaw("name", Fault.MISSING),)
        assert rows[""].flaws == (Flaw("customernumber", Fault.MISSING),)
        assert rows["I-6"].others == (8,)
        assert {row.state for row in rows.values()} == {RowState.WAITING, RowState.LEFT_OUT}
        assert sum((await desk.imports.counts()).values()) == 8
        assert desk.phase() is Phase.CHECKED

    at_the_desk(server, tmp_path, story)
    assert server.requests() == requests


@pytest.mark.parametrize("empties_clear", [False, True])
def test_empty_cells_change_nothing_unless_they_are_to(
    server: DemoServer, tmp_path: Path, empties_clear: bool
) -> None:
    (id_,) = plant(server, "I-1")
    columns = Columns(fields=("customernumber", "city", "phone"), empties_clear=empties_clear)

    async def story(desk: ImportDesk) -> None:
        row = (await desk.check("I-1,,33", columns=columns))["I-1"]
        assert [each.name for each in row.changes] == (["city"] if empties_clear else []) + [
            "phone"
        ]
        assert (await desk.run())["I-1"].state is RowState.STORED

    at_the_desk(server, tmp_path, story)
    assert (server.customers()[id_].get("city") or "") == ("" if empties_clear else "Vejle")


def test_nobodys_name_is_emptied(server: DemoServer, tmp_path: Path) -> None:
    plant(server, "I-1")
    columns = Columns(fields=("customernumber", "name"), empties_clear=True)

    async def story(desk: ImportDesk) -> None:
        row = (await desk.check("I-1,", columns=columns))["I-1"]
        assert (row.verdict, row.flaws) == (Verdict.FAULTY, (Flaw("name", Fault.MISSING),))

    at_the_desk(server, tmp_path, story)


def test_a_table_longer_than_a_page_keeps_its_order(server: DemoServer, tmp_path: Path) -> None:
    async def story(desk: ImportDesk) -> None:
        rows = await desk.check(*(f"Q-{at},Ny {at},," for at in range(1201)))
        assert [row.line for row in rows.values()] == list(range(2, 1203))
        assert set(verdicts(rows).values()) == {Verdict.NEW}

    at_the_desk(server, tmp_path, story)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("vatpercentage", " 25 ", 25),
        ("latitude", "55,676", 55.676),
        ("startdate", "1.2.2024", date(2024, 2, 1)),
        ("startdate", "2024-02-01", date(2024, 2, 1)),
        ("isblocked", "Ja", True),
        ("isblocked", "FALSK", False),
        ("typeid", "erhverv", 7),
        ("typeid", "3", 3),
        ("typeid", "#3", 3),
        ("phone", "", None),
        ("phone", "0045 12", "0045 12"),
    ],
)
def test_cells_are_read_as_they_are_meant(name: str, text: str, value: Value) -> None:
    assert read_cell(customer_field(name), text, {"erhverv": 7}) == value


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("vatpercentage", "25,5", Fault.NOT_WHOLE),
        ("startdate", "31.2.2024", Fault.NOT_A_DATE),
        ("startdate", "2024-01-02 03:04:00", Fault.NOT_A_DATE),
        ("email", "nobody", Fault.NOT_MAIL),
        ("name", "x" * 256, Fault.TOO_LONG),
        ("isblocked", "måske", Wrong.NOT_YES_OR_NO),
        ("typeid", "Findes ikke", Wrong.NO_CHOICE),
        ("name", "#N/A", Wrong.FORMULA_FAILED),
    ],
)
def test_cells_that_mean_nothing_are_named(name: str, text: str, fault: Fault | Wrong) -> None:
    with pytest.raises(Misread) as caught:
        read_cell(customer_field(name), text, {"erhverv": 7})
    assert caught.value.fault is fault


def test_columns_are_known_by_both_languages_names_and_habits() -> None:
    guesses = asyncio.run(Guesses.load())
    header = ("Kunde-nr.", "Customer number", "NAVN", "Zip", "Postnr.", "e-mail", "CVR", "id", "?")
    fields = ("customernumber", "", "name", "zip", "", "email", "vat", "", "")
    assert guesses.columns(header).fields == fields
    # What is only read is offered under no name.
    assert set(guesses.columns(("Oprettet", "createdate", "Ikoner")).fields) == {""}


def test_the_columns_of_a_header_are_remembered(tmp_path: Path) -> None:
    memory = Settings(tmp_path / "memory.json")
    chosen = Columns(fields=("customernumber", "city"), empties_clear=True)
    Remembered(memory).keep(("Nr", "Noget"), chosen)
    asyncio.run(memory.save())
    again = Remembered(Settings(tmp_path / "memory.json"))
    assert again.columns((" nr.", "NOGET")) == chosen
    assert again.columns(("Nr", "Andet")) is None
    for at in range(30):
        again.keep((f"Nr {at}", "By"), chosen)
    assert again.columns(("Nr", "Noget")) is None
