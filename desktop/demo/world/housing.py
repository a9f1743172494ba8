"""Housing: administrator, association, estate, block, stairwell and flat, six levels deep."""

from collections.abc import Iterator

from desktop.demo import catalogue
from desktop.demo.store import Doc
from desktop.demo.world import names, numbers, places
from desktop.demo.world.maker import Maker
from desktop.demo.world.places import Spot

_SIDES = (("tv", "th"), ("tv", "mf", "th"))
_HOUSING_GROUP = 1
_MANY = 20_000


def housing(maker: Maker) -> Iterator[Doc]:
    """Administrators with their associations, and associations on their own, while room lasts."""
    number = 100
    per_office = 32 if maker.room > _MANY else 3
    while maker.room > 0:
        office = _administrator(maker)
        yield office
        for place in range(per_office + 2):
            number += 1
            parent = int(str(office["id"])) if place < per_office else 0
            yield from _association(maker, parent, number)


def _administrator(maker: Maker) -> Doc:
    town = maker.chance.choice(places.TOWNS)
    spot = places.spot(maker.chance, town)
    name = (
        f"{names.one(maker.chance, names.ADMINISTRATIONS)} {names.one(maker.chance, names.PLACES)}"
    )
    fields = _office_fields(maker, spot, name) | {"customer_role": 2, "trade": "Administration"}
    return maker.make(catalogue.ADMINISTRATOR, name, 0, fields)


def _office_fields(maker: Maker, spot: Spot, name: str) -> Doc:
    """What a body with an office of its own has: numbers, mail, invoicing and persons."""
    chance = maker.chance
    host = names.mail_name(name).replace(".", "-")
    invoice = spot.address(int(chance.random() * 80) + 1)
    return {
        **invoice,
        **spot.near(chance),
        **{f"invoice{part}": value for part, value in invoice.items()},
        "phone": numbers.phone(chance),
        "email": f"kontor@{host}.example",
        "www": f"www.{host}.example",
        "vat": numbers.cvr(chance),
        "vatpercentage": 25,
        "publicid": numbers.ean(chance),
        "ourreference": 2 + int(chance.random() * 5),
        "theirreference": 1 + int(chance.random() * 12),
        "sellerid": 2 + int(chance.random() * 5),
        "team": 1 + int(chance.random() * 4),
        "maingroupid": _HOUSING_GROUP,
        "startdate": maker.start_date(),
        "budgetarea": "Drift",
    }


def _association(maker: Maker, parent: int, number: int) -> Iterator[Doc]:
    if maker.room <= 0:
        return
    chance = maker.chance
    spot = places.spot(chance, chance.choice(places.TOWNS))
    name = f"{names.one(chance, names.ASSOCIATION_KINDS)} {names.one(chance, names.PLACES)}"
    fields = _office_fields(maker, spot, name) | {
        "customernumber": str(number),
        "customer_role": 1,
        "trade": "Almene boliger",
        "description": f"{name} har afdelinger i {spot.town.name} og omegn.\n"
        "Ring til driftskontoret før besøg på hverdage mellem 8 og 9.",
    }
    association = maker.make(catalogue.ASSOCIATION, name, parent, fields)
    yield association
    for estate in range(1, 3 + int(chance.random() * 6)):
        yield from _estate(maker, association, f"{number}-{estate:02}", estate)


def _estate(maker: Maker, association: Doc, number: str, index: int) -> Iterator[Doc]:
    if maker.room <= 0:
        return
    chance = maker.chance
    town = next(town for town in places.TOWNS if town.zip == association["zip"])
    spot = places.spot(chance, town)
    fields: Doc = {
        **spot.address("1"),
        **spot.near(chance),
        "customernumber": number,
        "email": f"afd{index}@{str(association['www'])[4:]}",
        "phone": numbers.phone(chance),
        "maingroupid": _HOUSING_GROUP,
        "invoiceup": 1,
        "isdeleted": maker.seldom(0.02),
        "alertradius": 150,
        "startdate": maker.start_date(),
        "ourreference": association["ourreference"],
        "values": _estate_values(maker),
        "budgetarea": names.one(chance, ["Drift", "Vedligehold", "Energi"]),
    }
    estate = maker.make(
        catalogue.ESTATE, f"Afd. {index} {spot.street}", int(str(association["id"])), fields
    )
    yield estate
    house = 2
    for block in range(1 + int(chance.random() * 3)):
        stairs = 1 + int(chance.random() * 3)
        yield from _block(maker, spot, estate, chr(65 + block), range(house, house + 2 * stairs, 2))
        house += 2 * stairs


def _estate_values(maker: Maker) -> Doc:
    chance = maker.chance
    return {
        "varmemester": names.person(chance),
        "nøglebokskode": f"{int(chance.random() * 10_000):04}",
        "affaldsdag": names.one(chance, ["mandag", "tirsdag", "onsdag", "torsdag"]),
    }


def _block(maker: Maker, spot: Spot, estate: Doc, letter: str, houses: range) -> Iterator[Doc]:
    if maker.room <= 0:
        return
    last = houses[-1]
    span = f"{houses[0]}" if len(houses) == 1 else f"{houses[0]}-{last}"
    number = f"{estate['customernumber']}-{letter}"
    fields: Doc = {
        **spot.address(span),
        **spot.near(maker.chance),
        "customernumber": number,
        "maingroupid": _HOUSING_GROUP,
        "invoiceup": 1,
        "values": {"nøglebokskode": f"{int(maker.chance.random() * 10_000):04}"},
    }
    name = f"Blok {letter}, {spot.street} {span}"
    block = maker.make(catalogue.BLOCK, name, int(str(estate["id"])), fields)
    yield block
    for house in houses:
        yield from _stairwell(maker, spot, block, house)


def _stairwell(maker: Maker, spot: Spot, block: Doc, house: int) -> Iterator[Doc]:
    if maker.room <= 0:
        return
    chance = maker.chance
    number = f"{block['customernumber']}-{house}"
    where = spot.address(house)
    near = spot.near(chance)
    fields = {**where, **near, "customernumber": number, "maingroupid": _HOUSING_GROUP}
    stairwell = maker.make(
        catalogue.STAIRWELL, f"{spot.street} {house}", int(str(block["id"])), fields
    )
    yield stairwell
    sides = _SIDES[int(chance.random() * 1.4)]
    for floor in range(2 + int(chance.random() * 2)):
        for side in sides:
            if maker.room <= 0:
                return
            yield _flat(maker, stairwell, "st" if floor == 0 else str(floor), side)


def _flat(maker: Maker, stairwell: Doc, floor: str, side: str) -> Doc:
    chance = maker.chance
    tenant = names.person(chance)
    address = f"{stairwell['address']}, {floor}. {side}."
    fields: Doc = {
        "address": address,
        "zip": stairwell["zip"],
        "city": stairwell["city"],
        "country": "Danmark",
        "latitude": stairwell["latitude"],
        "longitude": stairwell["longitude"],
        "customernumber": f"{stairwell['customernumber']}-{floor}{side}",
        "secondary_text": tenant,
        "maingroupid": _HOUSING_GROUP,
        "customer_role": 3,
        "invoiceup": 1,
    }
    luck = chance.random()
    if luck < 0.6:
        fields["phone"] = numbers.phone(chance)
    if luck < 0.4:
        fields["email"] = f"{names.mail_name(tenant)}@post.example"
    if luck > 0.975:
        fields["isdeleted"] = 1
    return maker.make(catalogue.FLAT, address, int(str(stairwell["id"])), fields)
