"""Who below a customer had the value that was changed on it."""

from desktop.domain.bulk import differing
from tests.unit.services.editing.bulk_desk import BulkDesk, TellMany


async def _save(desk: BulkDesk, **changed: str) -> None:
    (parent,) = (await desk.client.get_customer_by_id(desk.parent)).records
    await desk.edits.save(parent, changed)


def test_those_with_the_old_value_are_offered_once(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        desk.copy.hear(
            *(await desk.client.get_customer_by_id(desk.houses[0])).records,
        )
        desk.colleague(desk.houses[1], phone="99999999")
        desk.copy.hear(*(await desk.client.get_customer_by_id(desk.houses[1])).records)
        await _save(desk, phone="22222222", email="ny@f.dk")
        offer = await desk.cascade.offer_for(desk.parent)
        assert offer is not None
        assert offer.fields == ("phone",)
        first, _, third, fourth = desk.houses
        assert offer.wanted == {each: {"phone": "22222222"} for each in (first, third, fourth)}
        assert await desk.cascade.offer_for(desk.parent) is None

    tell_many(story)


def test_the_parts_of_an_address_go_together(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        desk.colleague(desk.houses[0], address="Andenvej 7")
        desk.copy.hear(*(await desk.client.get_customer_by_id(desk.houses[0])).records)
        await _save(desk, address="Gade 2", zip="8000", city="Aarhus")
        offer = await desk.cascade.offer_for(desk.parent)
        assert offer is not None
        assert set(offer.wanted) == set(desk.houses[1:])
        assert offer.fields == ("address", "zip", "city")

    tell_many(story)


def test_names_and_what_was_empty_are_nobodys_inheritance(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        await _save(desk, name="Anden forening", fax="70707070")
        assert await desk.cascade.offer_for(desk.parent) is None

    tell_many(story)


def test_an_old_save_is_not_offered_and_who_has_nobody_below_is_not_read(
    tell_many: TellMany,
) -> None:
    async def story(desk: BulkDesk) -> None:
        (house,) = (await desk.client.get_customer_by_id(desk.houses[0])).records
        await desk.edits.save(house, {"phone": "22222222"})
        assert await desk.cascade.offer_for(desk.houses[0]) is None
        assert await desk.cascade.offer_for(desk.parent) is None

    tell_many(story)


def test_what_differs_from_the_parent(tell_many: TellMany) -> None:
    async def story(desk: BulkDesk) -> None:
        desk.colleague(desk.houses[0], phone="2", fax="")
        (house,) = (await desk.client.get_customer_by_id(desk.houses[0])).records
        (parent,) = (await desk.client.get_customer_by_id(desk.parent)).records
        assert differing(house, parent) == {"phone", "email"}

    tell_many(story)
