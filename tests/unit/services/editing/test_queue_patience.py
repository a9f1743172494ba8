"""What waits and cannot go holds back nobody else, and is never lost or left without a word."""

from contextlib import suppress

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import Saved
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.journal import drafts
from desktop.services.editing.sending import LaterError
from tests.helpers.demo_server import DemoServer
from tests.unit.services.edits.desk import BY_ID, Desk, Tell, offline

READ = "GetCustomerByID"


async def _rounds(desk: Desk, count: int) -> None:
    for _ in range(count):
        with suppress(LaterError):
            await desk.queue.send_all()


def test_a_customer_that_cannot_be_read_holds_nobody_back_and_is_told(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    other = server.patch_customer(name="En anden")["id"]

    async def story(desk: Desk) -> None:
        base, second = await desk.read(hansen), await desk.read(other)
        with offline(server):
            await desk.queue.save(base, {"phone": "2"})
            await desk.queue.save(second, {"phone": "3"})
        fault = {"kind": "http_500", "where": {"customerid": hansen}, "times": -1}
        server.faults({"command": READ, **fault})
        await _rounds(desk, 1)
        assert server.customers()[other]["phone"] == "3"
        assert (await desk.waits()).state is DraftState.QUEUED
        for _ in range(5):
            # That others are answered shows that it is not the server.
            await desk.read(other)
            await _rounds(desk, 1)
        row = await desk.waits()
        assert (row.customer, row.state, row.problem) == (
            hansen,
            DraftState.REFUSED,
            "NotAnEnvelope",
        )
        server.clear_faults()
        await desk.queue.answers.again(row.customer)
        await desk.queue.send_all()
        assert (await desk.read(hansen)).text("phone") == "2"

    tell(story)


def test_two_that_cannot_be_read_hold_back_for_one_round_alone(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    """Two in a row may be the server's fault; the next time who has not failed comes first."""
    others = [server.patch_customer(name=f"Nr. {each}")["id"] for each in range(2)]

    async def story(desk: Desk) -> None:
        bases = [await desk.read(id_) for id_ in (hansen, *others)]
        with offline(server):
            for base in bases:
                await desk.queue.save(base, {"phone": "2"})
        for id_ in (hansen, others[0]):
            fault = {"kind": "http_500", "where": {"customerid": id_}, "times": -1}
            server.faults({"command": READ, **fault})
        await _rounds(desk, 2)
        assert server.customers()[others[1]]["phone"] == "2"

    tell(story)


def test_a_server_that_answers_nobody_is_waited_for(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    others = [server.patch_customer(name=f"Nr. {each}")["id"] for each in range(3)]

    async def story(desk: Desk) -> None:
        bases = [await desk.read(id_) for id_ in (hansen, *others)]
        with offline(server):
            for base in bases:
                await desk.queue.save(base, {"phone": "2"})
        server.faults({"command": "*", "kind": "http_500", "times": -1})
        await _rounds(desk, 8)
        assert {row.state for row in await desk.queue.rows()} == {DraftState.QUEUED}
        server.clear_faults()
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()

    tell(story)


def test_a_number_that_may_not_be_looked_up_holds_nobody_back(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            new = await desk.queue.create({"name": "Ny", "customernumber": "N-1"}, NO_CUSTOMER)
            assert isinstance(new, Draft)
            below = await desk.queue.create({"name": "Lejlighed"}, new.customer)
            await desk.queue.save(base, {"phone": "2"})
        asked = {"command": "GetCustomerByCustomerNumber", "kind": "refuse"}
        server.faults({**asked, "message": "ingen adgang", "times": -1})
        await desk.queue.send_all()
        assert (await desk.read(hansen)).text("phone") == "2"
        row, waiting = await desk.queue.rows()
        assert (row.state, row.problem, row.words) == (
            DraftState.REFUSED,
            "NumberUnchecked",
            "ingen adgang",
        )
        assert isinstance(below, Draft)
        assert (waiting.customer, waiting.state) == (below.customer, DraftState.QUEUED)
        await desk.queue.answers.again(row.customer, may_share_number=True)
        await desk.queue.send_all()
        assert await desk.queue.rows() == ()

    tell(story)


def test_a_full_disk_does_not_unsay_what_is_stored(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        with offline(server):
            await desk.queue.save(base, {"fax": "1"})
        await desk.journal.run(
            lambda db: db.execute(
                "CREATE TEMP TRIGGER full BEFORE DELETE ON draft"
                " BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
            )
        )
        saved = await desk.queue.save(base, {"phone": "NEW"})
        assert isinstance(saved, Saved)
        now = await desk.read(hansen)
        assert (now.text("phone"), now.text("fax")) == ("NEW", "1")
        await desk.journal.run(lambda db: db.execute("DROP TRIGGER full"))
        await _rounds(desk, 1)
        assert await desk.queue.rows() == ()
        assert len(server.ledger_of(BY_ID)) == 1

    tell(story)


def test_a_field_that_is_no_longer_there_is_kept_and_told_of(
    server: DemoServer, hansen: int, tell: Tell
) -> None:
    async def story(desk: Desk) -> None:
        base = await desk.read(hansen)
        typed = {"oldname": "typed", "vatpercentage": "many", "phone": "9"}
        await desk.journal.run(drafts.add, CustomerId(hansen), base.raw, typed)
        await desk.queue.load()
        await desk.queue.send_all()
        await _says_what_is_left(desk)
        assert (await desk.read(hansen)).text("phone") == "9"
        await desk.queue.answers.again(CustomerId(hansen))
        await desk.queue.send_all()
        await _says_what_is_left(desk)
        # What is saved besides goes, and that stays.
        assert isinstance(await desk.queue.save(base, {"fax": "8"}), Saved)
        await _says_what_is_left(desk)
        await desk.queue.put(base.id, await desk.read(hansen), {"fax": "7"})
        await desk.queue.send_all()
        await _says_what_is_left(desk)
        assert (await desk.read(hansen)).text("fax") == "7"
        await desk.queue.answers.drop(CustomerId(hansen))
        assert await desk.queue.rows() == ()

    tell(story)


async def _says_what_is_left(desk: Desk) -> None:
    row = await desk.waits()
    assert (row.state, row.problem) == (DraftState.REFUSED, "FieldGone")
    assert (dict(row.mine), dict(row.typed)) == ({}, {"oldname": "typed", "vatpercentage": "many"})
    assert set(row.fields) == {"oldname", "vatpercentage"}


def test_a_new_customer_keeps_such_a_field_too(server: DemoServer, tell: Tell) -> None:
    async def story(desk: Desk) -> None:
        await desk.journal.run(
            drafts.put,
            drafts.NewDraft(
                customer_id=NO_CUSTOMER,
                parent_id=NO_CUSTOMER,
                state="queued",
                base={},
                mine={"name": "Ny", "oldname": "typed"},
            ),
        )
        await desk.queue.load()
        await desk.queue.send_all()
        row = await desk.waits()
        assert (row.is_new, row.state, row.problem) == (False, DraftState.REFUSED, "FieldGone")
        assert row.typed == {"oldname": "typed"}
        assert (await desk.read(row.customer)).name == "Ny"

    tell(story)
