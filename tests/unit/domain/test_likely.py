"""Who may be the customer that is being created, and what a new one takes over."""

import pytest

from desktop.domain.ids import CustomerTypeId
from desktop.domain.likely import Like, Likeness, Sought, likeness_of, surest
from desktop.domain.proposals import companions, proposed
from desktop.domain.records import Customer
from desktop.domain.rows import row_of

HERE = Customer(
    {
        "id": 7,
        "name": "Sønderå VVS A/S",
        "customernumber": "S-007",
        "vat": "12 34 56 74",
        "address": "Nygade 1, 2. tv",
        "zip": "7100",
    }
)


@pytest.mark.parametrize(
    ("sought", "likeness"),
    [
        (Sought(number="s-007 "), Likeness.NUMBER),
        (Sought(number="7"), None),
        (Sought(cvr="DK-12345674", name="Noget andet"), Likeness.CVR),
        (Sought(cvr="1234567"), None),
        (Sought(name="soenderaa vvs as"), Likeness.NAME),
        (Sought(name="Sønderå VVS AS", address="nygade 1 2.tv."), Likeness.NAME_AND_ADDRESS),
        (Sought(name="Sønderå VVS A/S", zip="7100"), Likeness.NAME_AND_ADDRESS),
        (Sought(name="Sønderå VVS A/S", zip="8000"), None),
        (Sought(name="Sønderå VVS A/S", address="Nygade 2", zip="7100"), None),
        (Sought(name="Sønderå"), None),
        (Sought(number="S-007", cvr="12345674", name="Sønderå VVS A/S"), Likeness.NUMBER),
        (Sought(), None),
    ],
)
def test_what_makes_two_alike(sought: Sought, likeness: Likeness | None) -> None:
    assert likeness_of(sought, HERE) is likeness


def test_empty_fields_are_never_alike() -> None:
    assert likeness_of(Sought(name="  "), Customer({"id": 1})) is None
    assert not Sought(cvr="12", name=" - ")
    assert Sought(number="7")


def test_the_surest_come_first_and_closed_ones_last() -> None:
    likes = [
        Like(row=row_of(Customer({"id": id_, "isdeleted": closed})), path=(), likeness=likeness)
        for id_, closed, likeness in (
            (1, 0, Likeness.NAME),
            (2, 1, Likeness.CVR),
            (3, 0, Likeness.CVR),
            (4, 0, Likeness.NUMBER),
        )
    ]
    assert [each.row.id for each in surest(likes, 3)] == [4, 3, 2]


PARENT = Customer(
    {
        "id": 1,
        "maingroupid": 3,
        "typeid": 9,
        "zip": "7100",
        "city": "",
        "address": "A 1",
        "phone": "1",
        "ourreference": 4,
        "ourreferencetext": "Åse",
        "team": 0,
    }
)


def test_what_is_shared_is_proposed_and_nothing_else() -> None:
    assert proposed(PARENT) == {"maingroupid": 3, "zip": "7100", "ourreference": 4}
    assert companions(PARENT, proposed(PARENT)) == {"ourreference": "Åse"}


@pytest.mark.parametrize(("types", "proposal"), [((2, 2), 2), ((2, 5), None), ((0, 0), None)])
def test_a_type_that_all_there_have_is_proposed(
    types: tuple[int, ...], proposal: int | None
) -> None:
    there = [CustomerTypeId(each) for each in types]
    assert proposed(PARENT, there).get("typeid") == proposal


def test_who_is_to_be_like_another_gets_its_type() -> None:
    assert proposed(PARENT, [CustomerTypeId(2)], is_beside=True)["typeid"] == 9
