"""Going through everything: whom the server no longer shows goes, unless that are too many."""

import pytest

from desktop.domain.sync import Doubt, Phase
from desktop.services.sync import messages
from tests.helpers.syncing import FEED, Bench, asked, copied, kept_state

CHECK = messages.CheckAll()
BY_ID = "GetCustomerByID"


def hide(bench: Bench, *ids: int) -> None:
    """As when the user loses the right to a main group: no feed tells of it."""
    bench.server.plant([{"id": id_, "maingroupid": 9} for id_ in ids])


def some(bench: Bench, count: int) -> list[int]:
    return list(bench.server.customers())[:count]


def beginnings(bench: Bench) -> int:
    firsts = [inputs for inputs in asked(bench.server) if not inputs.get("resumekey")]
    return sum("changetime" not in inputs for inputs in firsts)


def is_doubted(bench: Bench) -> bool:
    return bench.state.doubted is not None


def test_only_a_check_learns_who_was_hidden(bench: Bench) -> None:
    gone = some(bench, 3)

    async def story() -> None:
        hide(bench, *gone)
        await bench.update()
        assert set(gone) <= copied(bench.folder).keys()
        await bench.wish(CHECK)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()
    assert Phase.CHECKING in [state.phase for state in bench.states]
    assert bench.state.known == len(bench.server.customers())
    # They were asked for one by one, in one request.
    assert {each["inputs"]["customerid"] for each in bench.server.ledger_of(BY_ID)} == set(gone)
    assert len({each["envelope"] for each in bench.server.ledger_of(BY_ID)}) == 1


def test_who_is_there_by_id_stays(bench: Bench) -> None:
    """A feed may leave someone out; only the server itself says that someone is gone."""

    async def story() -> None:
        everyone = bench.server.customers()
        bench.server.faults({"command": FEED, "kind": "bad_page", "skip": 1})
        await bench.wish(CHECK)
        assert copied(bench.folder) == everyone

    bench.play(story)
    assert len(bench.server.ledger_of(BY_ID)) == 16
    assert bench.state.doubted is None


@pytest.mark.parametrize("kind", ["refuse", "bad_page"])
def test_who_cannot_be_judged_stays(bench: Bench, kind: str) -> None:
    gone = some(bench, 3)

    async def story() -> None:
        hide(bench, *gone)
        bench.server.plant([{"id": gone[2], "maingroupid": 1}])
        bench.server.faults(
            {"command": BY_ID, "kind": kind, "where": {"customerid": gone[0]}},
            {"command": FEED, "kind": "bad_page", "where": {"changedate": "1970-01-01"}},
        )
        await bench.wish(CHECK)

    bench.play(story)
    here = copied(bench.folder)
    assert gone[2] in here
    assert gone[1] not in here
    if kind == "refuse":
        assert gone[0] in here


def test_a_check_comes_by_itself_every_week(bench: Bench) -> None:
    (gone,) = some(bench, 1)

    async def story() -> None:
        hide(bench, gone)
        await bench.poll(days=6)
        assert beginnings(bench) == 1
        await bench.poll(days=1)
        assert beginnings(bench) == 2
        await bench.poll(days=1)
        assert beginnings(bench) == 2

    bench.play(story)
    assert gone not in copied(bench.folder)


def test_it_is_remembered_when_the_last_one_was(bench: Bench) -> None:
    bench.play()
    bench.hand.now = bench.hand.now.replace(day=7)
    bench.play()
    assert beginnings(bench) == 1
    bench.hand.now = bench.hand.now.replace(day=9)
    bench.play()
    assert beginnings(bench) == 2


def test_a_check_broken_off_goes_on(bench: Bench) -> None:
    gone = some(bench, 3)

    async def story() -> None:
        hide(bench, *gone)
        bench.server.faults({"command": BY_ID, "kind": "close_before"})
        await bench.wish(CHECK)
        assert bench.is_at(Phase.WAITING)
        assert set(gone) <= copied(bench.folder).keys()

    bench.play(story)
    before = beginnings(bench)
    bench.play()
    assert copied(bench.folder) == bench.server.customers()
    assert beginnings(bench) == before


# --- Not believed ------------------------------------------------------------------------------


def vanish(bench: Bench) -> list[int]:
    gone = some(bench, 40)
    hide(bench, *gone)
    return gone


def test_a_large_part_that_vanishes_is_asked_about(bench: Bench) -> None:
    async def story() -> None:
        gone = vanish(bench)
        await bench.wish(CHECK)
        assert set(gone) <= copied(bench.folder).keys()
        assert bench.state.doubted
        assert bench.state.doubted.doubt is Doubt.VANISHED
        assert (bench.state.doubted.customers, bench.state.doubted.of) == (40, 120)
        # Everything else goes on.
        bench.server.patch_customer(1100, name="Ændret")
        await bench.poll()
        assert copied(bench.folder)[1100]["name"] == "Ændret"
        assert is_doubted(bench)

    bench.play(story)


def test_a_few_vanish_unasked_however_large_their_part(bench: Bench) -> None:
    bench.server.drop_customers(*list(bench.server.customers())[30:])

    async def story() -> None:
        hide(bench, *some(bench, 20))
        await bench.wish(CHECK)
        assert bench.state.doubted is None

    bench.play(story)
    assert len(copied(bench.folder)) == 10


def test_believing_it_removes_them(bench: Bench) -> None:
    async def story() -> None:
        gone = vanish(bench)
        await bench.wish(CHECK)
        bench.server.plant([{"id": gone[0], "maingroupid": 1}])
        await bench.wish(messages.Settle(believe=True))
        assert bench.state.doubted is None
        assert gone[0] in copied(bench.folder)

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_the_question_outlives_the_program(bench: Bench) -> None:
    async def doubt() -> None:
        vanish(bench)
        await bench.wish(CHECK)

    async def believe() -> None:
        assert bench.state.doubted
        assert bench.state.doubted.customers == 40
        await bench.wish(messages.Settle(believe=True))

    bench.play(doubt)
    bench.play(believe)
    assert copied(bench.folder) == bench.server.customers()


def test_denying_it_keeps_them_until_the_next_check(bench: Bench) -> None:
    async def story() -> None:
        vanish(bench)
        await bench.wish(CHECK)
        await bench.wish(messages.Settle(believe=False))
        assert bench.state.doubted is None
        assert len(copied(bench.folder)) == 120

    bench.play(story)
    bench.play()
    assert bench.state.doubted is None


def test_they_come_back_and_nothing_is_asked_any_more(bench: Bench) -> None:
    async def story() -> None:
        gone = vanish(bench)
        await bench.wish(CHECK)
        bench.server.plant([{"id": id_, "maingroupid": 1} for id_ in gone])
        await bench.wish(CHECK)
        assert bench.state.doubted is None

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_an_empty_answer_is_asked_about(bench: Bench) -> None:
    async def story() -> None:
        bench.server.faults({"command": FEED, "kind": "empty_list"})
        await bench.wish(CHECK)
        assert bench.state.doubted
        assert bench.state.doubted.doubt is Doubt.EMPTY
        assert len(copied(bench.folder)) == 120
        assert kept_state(bench.folder)["passing"] is None
        # Not asked again by itself; deltas go on.
        bench.server.patch_customer(1100, name="Ændret")
        await bench.poll()
        assert copied(bench.folder)[1100]["name"] == "Ændret"
        await bench.wish(CHECK)
        assert bench.state.doubted is None

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_believing_an_empty_answer_empties_the_copy(bench: Bench) -> None:
    async def story() -> None:
        bench.server.drop_customers(*bench.server.customers())
        await bench.wish(CHECK)
        await bench.wish(messages.Settle(believe=True))
        assert bench.state.doubted is None
        assert bench.state.known == 0

    bench.play(story)
    assert copied(bench.folder) == {}


def test_the_first_load_is_not_fooled_either(bench: Bench) -> None:
    bench.server.faults({"command": FEED, "kind": "close_before", "skip": 2})

    async def story() -> None:
        assert bench.is_at(Phase.WAITING)
        bench.server.faults(
            {"command": FEED, "kind": "expired_key"},
            {"command": FEED, "kind": "empty_list"},
        )
        await bench.poll()
        assert is_doubted(bench)
        assert not bench.state.is_whole
        await bench.poll()
        assert not is_doubted(bench)
        assert bench.state.is_whole

    bench.play(story)
    assert copied(bench.folder) == bench.server.customers()


def test_a_question_the_server_stumbles_over_holds_up_no_other(bench: Bench) -> None:
    """The envelope it spoils is asked again one by one, and who is not answered for stays."""
    gone = some(bench, 3)

    async def story() -> None:
        hide(bench, *gone)
        where = {"customerid": gone[1]}
        bench.server.faults({"command": BY_ID, "kind": "html", "times": -1, "where": where})
        await bench.wish(CHECK)
        assert bench.is_at(Phase.IDLE)

    bench.play(story)
    assert set(gone) & copied(bench.folder).keys() == {gone[1]}
