"""Everyone who is no housing: craftsmen, municipalities, companies, private people, meters."""

from collections.abc import Iterator

from desktop.demo import catalogue
from desktop.demo.store import HIDDEN_GROUP, Doc
from desktop.demo.world import names, numbers, places
from desktop.demo.world.maker import Maker

_COMPANY_GROUP, _PUBLIC_GROUP, _SUPPLIER_GROUP = 2, 3, 4
# The company of the secret group keeps one open branch: an orphan for who may not see it.
_HIDDEN_COMPANY = 2
GRAND_BRANCH = 10_000
NOWHERE = 999_000_001


def craftsmen(maker: Maker) -> Iterator[Doc]:
    """One group per trade under a common root, so that the roots stay few."""
    root = _group(maker, "Håndværkere og leverandører", 0, _SUPPLIER_GROUP)
    yield root
    trades = [_group(maker, trade, _id(root), _SUPPLIER_GROUP) for trade in names.TRADES]
    yield from trades
    while maker.room > 0:
        yield _craftsman(maker, trades[int(maker.chance.random() * len(trades))])


def _craftsman(maker: Maker, trade: Doc) -> Doc:
    chance = maker.chance
    title = str(trade["name"])
    kind = names.one(chance, names.TRADES[title])
    name = f"{names.one(chance, names.FAMILY)} {kind} {names.one(chance, ['ApS', 'A/S', 'I/S'])}"
    fields = _firm(maker, name) | {
        "trade": title,
        "issubcontractor": 1,
        "isblocked": maker.seldom(0.03),
        "creditornumber": f"{40_000 + int(chance.random() * 9_999)}",
        "maingroupid": _SUPPLIER_GROUP,
        "customer_role": 4,
    }
    return maker.make(catalogue.CRAFTSMAN, name, _id(trade), fields)


def municipalities(maker: Maker) -> Iterator[Doc]:
    """Municipality, office, institution and building."""
    number = 700
    while maker.room > 0:
        number += 1
        name = f"{names.one(maker.chance, names.PLACES)} Kommune"
        fields = _firm(maker, name) | {
            "customernumber": f"K{number}",
            "maingroupid": _PUBLIC_GROUP,
            "customer_role": 5,
            "trade": "Offentlig forvaltning",
        }
        municipality = maker.make(catalogue.MUNICIPALITY, name, 0, fields)
        yield municipality
        for index, office in enumerate(names.OFFICES, start=1):
            yield from _office(maker, municipality, office, f"K{number}-{index}")


def _office(maker: Maker, municipality: Doc, title: str, number: str) -> Iterator[Doc]:
    if maker.room <= 0:
        return
    chance = maker.chance
    where: Doc = {part: municipality[part] for part in ("address", "zip", "city", "country")}
    common: Doc = {"maingroupid": _PUBLIC_GROUP, "publicid": numbers.ean(chance)}
    fields = where | common | {"customernumber": number}
    office = maker.make(catalogue.FOLDER, title, _id(municipality), fields)
    yield office
    town = next(town for town in places.TOWNS if town.zip == municipality["zip"])
    for index in range(1, 4 + int(chance.random() * 6)):
        if maker.room <= 0:
            return
        spot = places.spot(chance, town)
        name = names.one(chance, names.INSTITUTIONS[title]).format(names.one(chance, names.PLACES))
        fields = spot.address(int(chance.random() * 99) + 1) | spot.near(chance) | common
        fields |= {"customernumber": f"{number}-{index:02}", "phone": numbers.phone(chance)}
        fields |= {"values": {"nøglebokskode": f"{int(chance.random() * 10_000):04}"}}
        institution = maker.make(catalogue.INSTITUTION, name, _id(office), fields)
        yield institution
        yield from _buildings(maker, institution)


def _buildings(maker: Maker, institution: Doc) -> Iterator[Doc]:
    for index in range(int(maker.chance.random() * 4)):
        if maker.room <= 0:
            return
        where = ("address", "zip", "city", "country", "latitude", "longitude", "maingroupid")
        fields: Doc = {part: institution[part] for part in where}
        fields["customernumber"] = f"{institution['customernumber']}-{index + 1}"
        name = f"{names.BUILDINGS[index]}, {institution['name']}"
        yield maker.make(catalogue.INSTITUTION, name, _id(institution), fields)


def companies(maker: Maker) -> Iterator[Doc]:
    """A head office and its branches; one company belongs to the group the user may not see."""
    index = 0
    while maker.room > 0:
        chance = maker.chance
        family = names.one(chance, names.FAMILY)
        name = (
            f"{family} {names.one(chance, names.COMPANY_KINDS)} {names.one(chance, ['A/S', 'ApS'])}"
        )
        group = HIDDEN_GROUP if index == _HIDDEN_COMPANY else _COMPANY_GROUP
        fields = _firm(maker, name) | {
            "customernumber": str(20_000 + index),
            "maingroupid": group,
            "customer_role": 5,
            "isprospect": maker.seldom(0.12),
            "isblocked": maker.seldom(0.04),
        }
        company = maker.make(catalogue.COMPANY, name, 0, fields)
        yield company
        yield from _branches(maker, company, index)
        index += 1


def _branches(maker: Maker, company: Doc, index: int) -> Iterator[Doc]:
    count = 3 if index == _HIDDEN_COMPANY else 2 + int(maker.chance.random() * 7)
    for branch in range(1, count + 1):
        if maker.room <= 0:
            return
        chance = maker.chance
        spot = places.spot(chance, chance.choice(places.TOWNS))
        name = f"{str(company['name']).rsplit(' ', 1)[0]}, {spot.town.name}"
        open_branch = index == _HIDDEN_COMPANY and branch == 1
        fields = spot.address(int(chance.random() * 60) + 1) | spot.near(chance)
        fields |= {
            "customernumber": f"{company['customernumber']}-{branch}",
            "maingroupid": _COMPANY_GROUP if open_branch else company["maingroupid"],
            "invoiceup": 1,
            "phone": numbers.phone(chance),
            "secondary_text": names.one(chance, names.BRANCHES),
            "isdeleted": maker.seldom(0.03),
        }
        yield maker.make(catalogue.COMPANY, name, _id(company), fields)


def private_people(maker: Maker) -> Iterator[Doc]:
    """People by town; the last two hang on a parent that does not exist."""
    root = _group(maker, "Private kunder", 0, _COMPANY_GROUP)
    yield root
    towns = places.TOWNS[:: 1 if maker.room > 200 else 11]
    groups = [(town, _group(maker, town.name, _id(root), _COMPANY_GROUP)) for town in towns]
    yield from (group for _town, group in groups)
    while maker.room > 0:
        lost = maker.room <= 2
        chance = maker.chance
        town, group = groups[int(chance.random() * len(groups))]
        spot = places.spot(chance, town)
        name = names.person(chance)
        fields = spot.address(int(chance.random() * 120) + 1) | spot.near(chance)
        fields |= {
            "customernumber": f"P{int(chance.random() * 900_000) + 100_000}",
            "phone": numbers.phone(chance),
            "email": f"{names.mail_name(name)}@post.example",
            "maingroupid": _COMPANY_GROUP,
            "isprospect": maker.seldom(0.1),
            "isblocked": maker.seldom(0.02),
            "isdeleted": maker.seldom(0.03),
            "requestconsent": 1,
        }
        yield maker.make(catalogue.PRIVATE, name, NOWHERE if lost else _id(group), fields)


def meters(maker: Maker) -> Iterator[Doc]:
    """One node with ten thousand children."""
    root = _group(maker, "Fjordenergi Måling", 0, _COMPANY_GROUP)
    points = _group(maker, "Målepunkter", _id(root), _COMPANY_GROUP)
    yield from (root, points)
    for index in range(1, GRAND_BRANCH + 1):
        chance = maker.chance
        spot = places.spot(chance, chance.choice(places.TOWNS))
        house = int(chance.random() * 150) + 1
        fields = spot.address(house) | spot.near(chance)
        fields |= {"customernumber": f"E{index:05}", "maingroupid": _COMPANY_GROUP}
        name = f"Måler {57_000_000 + index * 7} · {spot.street} {house}"
        yield maker.make(catalogue.METER, name, _id(points), fields)


def _group(maker: Maker, name: str, parent: int, group: int) -> Doc:
    return maker.make(catalogue.FOLDER, name, parent, {"maingroupid": group})


def _firm(maker: Maker, name: str) -> Doc:
    chance = maker.chance
    spot = places.spot(chance, chance.choice(places.TOWNS))
    host = names.mail_name(name).replace(".", "-")
    return {
        **spot.address(int(chance.random() * 90) + 1),
        **spot.near(chance),
        "phone": numbers.phone(chance),
        "email": f"info@{host}.example",
        "www": f"www.{host}.example",
        "vat": numbers.cvr(chance),
        "vatpercentage": 25,
        "startdate": maker.start_date(),
        "ourreference": 2 + int(chance.random() * 5),
        "theirreference": 1 + int(chance.random() * 12),
    }


def _id(doc: Doc) -> int:
    return int(str(doc["id"]))
