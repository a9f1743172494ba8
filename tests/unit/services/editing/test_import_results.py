"""What came of rows that were stored in part, that took more along, or that nobody put down."""

from pathlib import Path

from desktop.domain.errors import SavingStopped
from desktop.domain.importing import RowState, Why
from desktop.journal import imports as rows_of
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


def test_the_last_row_that_emptied_what_was_not_sent_stops_it_too(
    server: DemoServer, tmp_path: Path
) -> None:
    plant(server, "I-1", email="post@hansen.dk")

    async def story(desk: ImportDesk) -> None:
        await desk.check("I-1,,22222222,")
        server.faults({"command": BY_NUMBER, "kind": "overwrite"})
        assert states(await desk.run()) == {"I-1": RowState.STORED}
        assert desk.imports.state is not None
        trouble = desk.imports.state.trouble
        assert isinstance(trouble, SavingStopped)
        assert "email" in trouble.fields
        assert trouble.customer.text("email") == "post@hansen.dk"

    at_the_desk(server, tmp_path, story)


def test_what_was_not_stored_of_a_new_one_is_told(server: DemoServer, tmp_path: Path) -> None:
    async def story(desk: ImportDesk) -> None:
        await desk.check("I-9,Ny ApS,22222222,Vejle")
        server.faults({"command": BY_ID, "kind": "drop_field", "name": "city"})
        row = (await desk.run())["I-9"]
        assert (row.state, row.why, row.fields) == (
            RowState.PARTLY,
            Why.NOT_ALL_STORED,
            ("city",),
        )
        assert row.customer == desk.stored("I-9")["id"]

    at_the_desk(server, tmp_path, story)


def test_an_update_that_was_under_way_is_read_before_anything_is_sent(
    server: DemoServer, tmp_path: Path
) -> None:
    moved, partly, _ = plant(server, "I-1", "I-2", "I-3")

    async def dies(desk: ImportDesk) -> None:
        await desk.check(*(f"{number},,22222222,Kolding" for number in ("I-1", "I-2", "I-3")))
        assert desk.imports.state is not None
        id_ = desk.imports.state.id
        await desk.journal.run(rows_of.set_state, id_, "running")
        for _ in range(3):
            assert await desk.journal.run(rows_of.take_next, id_)
        # A colleague changed the first, the second was stored in part, the third never arrived.
        server.patch_customer(moved, phone="99999999", city="Kolding")
        server.patch_customer(partly, phone="22222222")

    async def comes_back(desk: ImportDesk) -> None:
        rows = await desk.run()
        assert {number: (row.state, row.why, row.fields) for number, row in rows.items()} == {
            "I-1": (RowState.CONFLICT, Why.CHANGED_MEANWHILE, ("phone",)),
            "I-2": (RowState.PARTLY, Why.NOT_ALL_STORED, ("city",)),
            "I-3": (RowState.STORED, Why.NOTHING, ()),
        }

    at_the_desk(server, tmp_path, dies)
    at_the_desk(server, tmp_path, comes_back)
    assert numbers_sent(server, BY_NUMBER) == ["I-3"]
    assert server.customers()[moved]["phone"] == "99999999"
