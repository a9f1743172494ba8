"""The hierarchy from the local copy, and what is asked of the embedded server."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from desktop.domain.errors import CommandRefused, CustomerGone
from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of
from desktop.domain.sifting import Sifted
from desktop.domain.slim import SlimRow, full
from desktop.microbizz import Client
from desktop.services.browse import Browse, Place
from tests.helpers.demo_server import DemoServer
from tests.helpers.local_copy import LocalCopy
from tests.helpers.reading import PATIENCE_S, account_of

T = TypeVar("T")
Story = Callable[[Browse, LocalCopy], Awaitable[T]]


def customer(id_: int, name: str, parent: int = 0, **fields: object) -> Customer:
    return Customer({"id": id_, "name": name, "parentcust": parent, **fields})


FAMILY = (
    customer(1, "Abel", customernumber="N1", maingroupid=1),
    customer(2, "Adam", 1, customernumber="N2", maingroupid=1),
    customer(3, "Alma", 2, customernumber="N1", maingroupid=2),
    customer(4, "Ada", 1, isdeleted=1, maingroupid=1),
    customer(5, "Bo", 99, maingroupid=1),
)


@pytest.fixture
def told(server: DemoServer, tmp_path: Path) -> Callable[[Story[T]], T]:
    """Runs a story with a copy of the family, and a client of the server."""

    def tell(story: Story[T]) -> T:
        async def run() -> T:
            copy = LocalCopy(tmp_path / "account")
            copy.fill(FAMILY)
            async with Client(account_of(server)) as client:
                browse = Browse(client=client, reader=copy.reader, keeper=copy)
                try:
                    return await asyncio.wait_for(story(browse, copy), PATIENCE_S)
                finally:
                    await copy.close()

        return asyncio.run(run())

    return tell


def names(rows: Any) -> list[str]:
    return [full(each).name if isinstance(each, SlimRow) else each.name for each in rows]


def ids(*numbers: int) -> list[CustomerId]:
    return [CustomerId(number) for number in numbers]


def counted(counts: dict[int, int]) -> dict[CustomerId, int]:
    return {CustomerId(id_): count for id_, count in counts.items()}


# --- from the copy -----------------------------------------------------------------------------


def test_children_and_whole_branches(told: Callable[..., Any], server: DemoServer) -> None:
    async def story(browse: Browse, _copy: LocalCopy) -> None:
        assert names(await browse.children(CustomerId(0))) == ["Abel"]
        assert names(await browse.children(CustomerId(1))) == ["Ada", "Adam"]
        assert names(await browse.tree.below(CustomerId(1))) == ["Ada", "Adam"]
        assert names(await browse.tree.branch(CustomerId(1))) == ["Ada", "Adam", "Alma"]
        assert names(await browse.rows(ids(3, 77))) == ["Alma"]
        (abel,) = await browse.rows(ids(1))
        assert (abel.children, abel.open_children) == (2, 1)

    before = server.requests()
    told(story)
    assert server.requests() == before


def test_all_that_a_tree_shows_at_once(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, copy: LocalCopy) -> None:
        shown = await browse.tree.shown(ids(0, 1))
        assert {key: names(rows) for key, rows in shown.children.items()} == {
            0: ["Abel"],
            1: ["Ada", "Adam"],
        }
        assert names(shown.strays) == ["Bo"]
        copy.become(is_whole=False)
        assert not browse.tree.is_whole
        assert (await browse.tree.shown(ids(0))).strays == []

    told(story)


def test_news_of_some_and_of_those_above(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, _copy: LocalCopy) -> None:
        news = await browse.tree.news(ids(3, 5, 77), above=ids(1))
        assert names(news.rows) == ["Alma", *sorted(names(news.rows)[1:])]
        assert set(names(news.rows)) == {"Alma", "Abel", "Adam"}
        assert names(news.strays) == ["Bo"]
        assert news.gone == {77}

    told(story)


def test_places(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, _copy: LocalCopy) -> None:
        place = await browse.place(CustomerId(3))
        assert place is not None
        assert (place.row.name, names(place.parents)) == ("Alma", ["Abel", "Adam"])
        assert await browse.place(CustomerId(77)) is None
        both = await browse.places(ids(5, 77, 2))
        assert [(each.row.name, names(each.parents)) for each in both] == [
            ("Bo", []),
            ("Adam", ["Abel"]),
        ]

    told(story)


def test_the_place_of_one_that_is_newer_than_the_copy(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, _copy: LocalCopy) -> list[Place]:
        moved = (customer(4, "Ada", 3), customer(4, "Ada"), customer(4, "Ada", 88))
        return [await browse.place_of(row_of(each)) for each in moved]

    below, top, lost = told(story)
    assert names(below.parents) == ["Abel", "Adam", "Alma"]
    assert top.parents == lost.parents == ()


def test_what_is_left_when_some_do_not_pass(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, copy: LocalCopy) -> None:
        every, one = MaingroupId(0), MaingroupId(2)
        for with_closed in (True, False):
            sifted = await browse.tree.sifted(with_closed=with_closed, maingroup=every)
            assert sifted == Sifted(leads=frozenset(), below={}, closed=1)
        copy.fill([customer(6, "Arne", 4, maingroupid=2)])
        sifted = await browse.tree.sifted(with_closed=False, maingroup=every)
        assert sifted == Sifted(leads=frozenset(ids(4)), below=counted({1: 1}), closed=0)
        sifted = await browse.tree.sifted(with_closed=False, maingroup=one)
        below = counted({0: 1, 1: 2, 2: 1, 4: 1})
        assert sifted == Sifted(leads=frozenset(ids(1, 2, 4)), below=below, closed=0)

    told(story)


def test_what_is_kept_of_a_customer(told: Callable[..., Any]) -> None:
    async def story(browse: Browse, copy: LocalCopy) -> None:
        kept = await browse.kept(CustomerId(3))
        assert kept is not None
        assert kept.raw == FAMILY[2].raw
        assert await browse.kept(CustomerId(77)) is None
        assert await browse.number_count("N1") == 2
        browse.tree.look_into(CustomerId(1))
        assert copy.looked_into == [1]

    told(story)


# --- from the server ---------------------------------------------------------------------------


@pytest.fixture
def there(server: DemoServer) -> dict[str, int]:
    """Abel > Adam > Alma on the server, of whom the copy knows nothing."""
    numbers = {"": 0}
    for name, above in (("Abel", ""), ("Adam", "Abel"), ("Alma", "Adam")):
        fields = {"parentcust": numbers[above], "customernumber": f"S{name}"}
        numbers[name] = server.patch_customer(name=name, **fields)["id"]
    return numbers


def test_one_customer_and_its_parents_go_into_the_copy(
    told: Callable[..., Any], there: dict[str, int]
) -> None:
    alma = CustomerId(there["Alma"])

    async def story(browse: Browse, _copy: LocalCopy) -> None:
        assert (await browse.customer(alma)).name == "Alma"
        assert names(await browse.rows([alma])) == ["Alma"]
        assert names(await browse.parents(alma)) == ["Abel", "Adam"]
        place = await browse.place(alma)
        assert place is not None
        assert names(place.parents) == ["Abel", "Adam"]
        with pytest.raises(CustomerGone):
            await browse.customer(CustomerId(2**40))

    told(story)


@pytest.mark.parametrize("wanted", ["SAlma", "Alma", " alma ", "#{}"])
def test_finding(
    told: Callable[..., Any], server: DemoServer, there: dict[str, int], wanted: str
) -> None:
    async def story(browse: Browse, _copy: LocalCopy) -> tuple[Place | None, list[CustomerRow]]:
        found = await browse.find(wanted.format(there["Alma"]))
        return found, await browse.rows([CustomerId(each) for each in there.values()])

    before = server.requests()
    place, rows = told(story)
    assert place is not None
    assert place.row.id == there["Alma"]
    assert names(place.parents) == ["Abel", "Adam"]
    assert place.others == 0
    assert server.requests() == before + 2
    assert sorted(names(rows)) == ["Abel", "Adam", "Alma"]


@pytest.mark.parametrize("wanted", ["Nobody at all", "#999999999", "#", "#0"])
def test_finding_nobody(told: Callable[..., Any], wanted: str) -> None:
    assert told(lambda browse, _copy: browse.find(wanted)) is None


def test_a_number_comes_before_a_name(
    told: Callable[..., Any], server: DemoServer, there: dict[str, int]
) -> None:
    server.patch_customer(name="SAlma")
    place = told(lambda browse, _copy: browse.find("SAlma"))
    assert place.row.id == there["Alma"]


def test_a_number_that_others_in_the_copy_have(
    told: Callable[..., Any], server: DemoServer
) -> None:
    server.patch_customer(name="En til", customernumber="N1")
    place = told(lambda browse, _copy: browse.find("N1"))
    assert place.others >= 1


def test_a_refusal_is_told_and_nothing_is_kept(
    told: Callable[..., Any], server: DemoServer, there: dict[str, int]
) -> None:
    server.faults({"command": "GetCustomerByID", "kind": "refuse"})

    async def story(browse: Browse, _copy: LocalCopy) -> None:
        with pytest.raises(CommandRefused):
            await browse.customer(CustomerId(there["Alma"]))
        assert await browse.rows([CustomerId(there["Alma"])]) == []

    told(story)
