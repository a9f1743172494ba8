"""Walking the customer hierarchy of the embedded server."""

from collections.abc import Iterator
from contextlib import aclosing
from pathlib import Path

import pytest

from desktop.domain.errors import CommandRefused, CustomerGone
from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.services.browse import Browse, Place, RootsPage
from tests.helpers.demo_server import CUSTOMERS, DemoServer, copy_of
from tests.helpers.reading import with_client

UNSEEN = 3
"""Customers of the standard world that the account may not see."""


@pytest.fixture
def paged(demo_data: Path, tmp_path: Path) -> Iterator[DemoServer]:
    """A server that gives forty customers at a time."""
    with DemoServer(copy_of(demo_data, tmp_path / "paged"), "--page-size", "40") as server:
        yield server


@pytest.fixture
def family(server: DemoServer) -> dict[str, int]:
    """Abel > Adam > Alma, and Ada, who is closed."""
    ids = {"": 0}
    for name, above, closed in (
        ("Abel", "", 0),
        ("Adam", "Abel", 0),
        ("Alma", "Adam", 0),
        ("Ada", "Abel", 1),
    ):
        fields = {"parentcust": ids[above], "isdeleted": closed, "customernumber": f"N{name}"}
        ids[name] = server.patch_customer(name=name, **fields)["id"]
    return ids


async def pages(browse: Browse) -> list[RootsPage]:
    async with aclosing(browse.roots()) as roots:
        return [page async for page in roots]


def ids(customers: tuple[Customer, ...]) -> list[int]:
    return [each.id for each in customers]


def names(customers: tuple[Customer, ...]) -> list[str]:
    return [each.name for each in customers]


def found(server: DemoServer, wanted: str) -> Place | None:
    return with_client(server, lambda client: Browse(client).find(wanted))


def test_a_pass_shows_roots_page_by_page(paged: DemoServer) -> None:
    read = with_client(paged, lambda client: pages(Browse(client)))
    assert [page.seen for page in read[:3]] == [40, 80, 120]
    assert [page.is_last for page in read] == [False] * (len(read) - 1) + [True]
    assert read[-1].seen == CUSTOMERS - UNSEEN
    before = {id_ for page in read[:-1] for id_ in ids(page.roots)}
    assert before < set(ids(read[-1].roots)) or before == set(ids(read[-1].roots))
    assert all(each.parent_id == 0 for page in read for each in page.roots)
    assert not any(page.orphans for page in read[:-1])


def test_customers_whose_parents_cannot_be_seen_are_orphans(server: DemoServer) -> None:
    (page,) = with_client(server, lambda client: pages(Browse(client)))
    seen = {
        entry["id"]
        for entry in server.call(
            "GetCustomersByLastChange", changedate="1970-01-01", ignoreclosed=1
        )["customers"]
    }
    assert page.orphans
    assert all(each.parent_id and each.parent_id not in seen for each in page.orphans)


def test_parents_that_go_in_a_circle_are_reached(
    server: DemoServer, family: dict[str, int]
) -> None:
    server.patch_customer(family["Abel"], parentcust=family["Alma"])
    (page,) = with_client(server, lambda client: pages(Browse(client)))
    assert len(set(ids(page.orphans)) & set(family.values())) == 1
    assert not set(ids(page.roots)) & set(family.values())


def test_a_pass_tells_of_children_and_numbers(server: DemoServer, family: dict[str, int]) -> None:
    server.patch_customer(name="Adam den anden", customernumber="NAdam")

    async def story(client: Client) -> None:
        browse = Browse(client)
        assert browse.child_count(CustomerId(family["Abel"])) is None
        assert browse.leading_to(with_closed=True, maingroup=MaingroupId(0)) is None
        assert browse.closed_besides(frozenset()) == 0
        assert browse.number_count("NAdam") == 0
        await pages(browse)
        assert browse.child_count(CustomerId(family["Abel"])) == 2
        assert browse.child_count(CustomerId(family["Alma"])) == 0
        leads = browse.leading_to(with_closed=False, maingroup=MaingroupId(0))
        assert leads is not None
        assert leads & set(family.values()) == {family["Abel"], family["Adam"]}
        assert browse.number_count("NAdam") == 2
        in_all = browse.closed_besides(frozenset())
        assert in_all > 0
        server.patch_customer(family["Alma"], isdeleted=1)
        await pages(browse)
        assert browse.closed_besides(frozenset()) == in_all + 1
        assert browse.closed_besides({CustomerId(family["Alma"])}) == in_all

    with_client(server, story)


def test_a_pass_that_breaks_off_leaves_what_was_known(paged: DemoServer) -> None:
    async def story(client: Client) -> None:
        browse = Browse(client)
        whole = (await pages(browse))[-1]
        root = whole.roots[0].id
        known = browse.child_count(root)
        paged.faults({"command": "GetCustomersByLastChange", "kind": "refuse", "skip": 2})
        with pytest.raises(CommandRefused):
            await pages(browse)
        assert browse.child_count(root) == known

    with_client(paged, story)


def test_children_and_branches(server: DemoServer, family: dict[str, int]) -> None:
    async def story(client: Client) -> None:
        browse, abel = Browse(client), CustomerId(family["Abel"])
        assert sorted(names(await browse.children(abel))) == ["Ada", "Adam"]
        before = server.requests()
        assert sorted(names(await browse.branch(abel))) == ["Ada", "Adam", "Alma"]
        assert server.requests() == before + 1
        assert await browse.children(CustomerId(family["Alma"])) == ()

    with_client(server, story)


def test_one_customer_and_its_parents(server: DemoServer, family: dict[str, int]) -> None:
    async def story(client: Client) -> None:
        browse, alma = Browse(client), CustomerId(family["Alma"])
        assert (await browse.customer(alma)).name == "Alma"
        assert names(await browse.parents(alma)) == ["Abel", "Adam"]
        with pytest.raises(CustomerGone):
            await browse.customer(CustomerId(2**40))

    with_client(server, story)


@pytest.mark.parametrize("wanted", ["NAlma", "Alma", " alma ", "#{}"])
def test_finding(server: DemoServer, family: dict[str, int], wanted: str) -> None:
    before = server.requests()
    place = found(server, wanted.format(family["Alma"]))
    assert place is not None
    assert place.customer.id == family["Alma"]
    assert names(place.parents) == ["Abel", "Adam"]
    assert place.others == 0
    assert server.requests() == before + 2


@pytest.mark.parametrize("wanted", ["Nobody at all", "#999999999", "#", "#0"])
def test_finding_nobody(server: DemoServer, wanted: str) -> None:
    assert found(server, wanted) is None


def test_a_number_comes_before_a_name(server: DemoServer, family: dict[str, int]) -> None:
    server.patch_customer(name="NAlma")
    place = found(server, "NAlma")
    assert place is not None
    assert place.customer.id == family["Alma"]


def test_a_number_that_several_have(server: DemoServer, family: dict[str, int]) -> None:
    server.patch_customer(name="En til", customernumber="NAlma")

    async def story(client: Client) -> int:
        browse = Browse(client)
        await pages(browse)
        place = await browse.find("NAlma")
        assert place is not None
        return place.others

    assert with_client(server, story) == 1
