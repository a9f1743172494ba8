"""Subscriptions, depot order lines and procedures of the invented customers."""

from collections.abc import Iterator

from desktop.demo import catalogue
from desktop.demo.store import Doc
from desktop.demo.world.clerk import Clerk, Row

# title, product number, units, lowest and highest unit price, period, most counted
_ESTATE_SERVICES: tuple[Row, ...] = (
    ("Serviceaftale varmecentral", "S-1010", "stk", 3200, 9800, "År", 2),
    ("Elevatorservice", "S-1120", "elevator", 1150, 2400, "Kvartal", 6),
    ("Snerydning og saltning", "S-1200", "sæson", 6500, 24000, "År", 1),
    ("Eftersyn af ventilation", "S-1310", "anlæg", 900, 3100, "Halvår", 8),
    ("Legepladsinspektion", "S-1400", "legeplads", 1450, 2200, "År", 3),
    ("Trappevask", "S-1500", "opgang", 240, 420, "Måned", 12),
    ("Måleraflæsning", "S-1610", "måler", 18.5, 42, "År", 240),
    ("Rottespærre, tilsyn", "S-1700", "stk", 395, 650, "Halvår", 6),
    ("Tømning af sandfangsbrønde", "S-1810", "brønd", 310, 520, "År", 14),
)
_OFFICE_SERVICES: tuple[Row, ...] = (
    ("Driftsaftale ejendomme", "D-2000", "lejemål", 21.75, 48, "Måned", 400),
    ("Døgnvagt", "D-2100", "mdr.", 1800, 5200, "Måned", 1),
    ("Adgang til beboerportal", "D-2200", "bruger", 12, 29, "Måned", 300),
    ("Energirapport", "D-2300", "rapport", 2400, 6900, "Kvartal", 1),
    ("Brandalarm, overvågning", "D-2400", "anlæg", 480, 990, "Kvartal", 5),
)
_FLAT_SERVICES: tuple[Row, ...] = (
    ("Service på hårde hvidevarer", "B-3000", "stk", 45, 95, "Måned", 3),
    ("Leje af depotrum", "B-3100", "rum", 120, 240, "Måned", 1),
    ("Parkeringslicens", "B-3200", "plads", 85, 310, "Måned", 2),
)
_GOODS: tuple[Row, ...] = (
    ("403112", "Radiatortermostat RA-N", "stk", 189.0),
    ("718204", "Blandingsbatteri, køkken", "stk", 1245.0),
    ("220145", "LED-rør 1200 mm", "stk", 96.5),
    ("560770", "Låsecylinder, systemnøgle", "stk", 640.0),
    ("330018", "Afløbsrør 50 mm", "m", 48.25),
    ("910006", "Vejsalt", "kg", 2.95),
    ("640310", "Vægmaling glans 5", "liter", 112.0),
    ("151515", "Ventilationsfilter F7", "stk", 265.0),
)
_STEPS: tuple[Row, ...] = (
    ("Adgang til teknikrum", "Nøglen hænger i boksen ved porten.\nSlå alarmen fra inden for 30 s."),
    (
        "Lukning af vand",
        "Varsl beboerne 48 timer før.\nHovedhanen sidder i kælderen.",
    ),
    ("Aflæsning af varmemåler", "Tag et foto af måleren.\nSkriv målernummer og visning i opgaven."),
    ("Kontrol af legeplads", "Efterse kæder, beslag og faldunderlag.\nFotografer mangler."),
    ("Ved stoppet afløb", "Rens vandlåsen først.\nRing til kloakmester ved tilbageløb."),
    ("Snerydning", "Start ved indgange og brandveje.\nHusk at logge tidspunktet."),
    ("Fraflytningssyn", "Gennemgå rum for rum.\nAlle fotos lægges på lejemålet."),
)
_HOUSES = (catalogue.ESTATE, catalogue.BLOCK)
_OFFICES = (
    catalogue.ADMINISTRATOR,
    catalogue.ASSOCIATION,
    catalogue.COMPANY,
    catalogue.INSTITUTION,
    catalogue.MUNICIPALITY,
)


def general_procedures(clerk: Clerk) -> Iterator[Row]:
    """Procedures of nobody in particular; one of them has been deleted."""
    for title, text in _STEPS:
        yield clerk.record("procedure", {"title": title, "text": text})
    yield clerk.record("procedure", {"title": "Gammel vagtplan", "text": "", "isdeleted": 1})


def of_customer(clerk: Clerk, customer: Doc) -> Iterator[Row]:
    yield from _subscriptions(clerk, customer)
    if customer["typeid"] in (catalogue.ESTATE, catalogue.CRAFTSMAN):
        yield from _depot_lines(clerk, customer)
    if customer["typeid"] == catalogue.ESTATE:
        for title, text in clerk.pick(_STEPS, 0, 2):
            named = f"{title}, {customer['name']}"
            fields = {"title": named, "text": text, "customerid": customer["id"]}
            yield clerk.record("procedure", fields)


def _subscriptions(clerk: Clerk, customer: Doc) -> Iterator[Row]:
    draw = clerk.chance.random
    chosen: Iterator[Row] = iter(())
    if customer["typeid"] == catalogue.ESTATE:
        chosen = clerk.pick(_ESTATE_SERVICES, 2, 5)
    elif customer["typeid"] in _OFFICES:
        chosen = clerk.pick(_OFFICE_SERVICES, 0, 3)
    elif customer["typeid"] == catalogue.BLOCK and draw() < 0.4:
        chosen = clerk.pick(_ESTATE_SERVICES, 1, 1)
    elif customer["typeid"] == catalogue.FLAT and draw() < 0.12:
        chosen = clerk.pick(_FLAT_SERVICES, 1, 2)
    for service in chosen:
        yield clerk.record("subscription", _subscription(clerk, customer, service))


def _subscription(clerk: Clerk, customer: Doc, service: Row) -> Doc:
    title, product, units, lowest, highest, period, most = service
    draw = clerk.chance.random
    low, high = float(str(lowest)), float(str(highest))
    created = 200 + int(draw() * 1500)
    return {
        "customerid": customer["id"],
        "title": title,
        "description": f"{title} for {customer['name']}",
        "count": 1 + int(int(str(most)) * draw()),
        "units": units,
        "productnumber": product,
        "unitprice": round((low + (high - low) * draw()) * 4) / 4,
        "discount": clerk.chance.choice((0, 0, 0, 5, 10, 12.5)),
        "period": period,
        "duedate": clerk.day(1 + int(draw() * 90)),
        "expires": _expiry(clerk),
        "requisition": f"REK-{int(draw() * 90_000) + 10_000}" if draw() < 0.3 else "",
        "team": 1 + int(draw() * 4),
        "createdate": clerk.day(-created),
        "createtime": clerk.time(),
    }


def _expiry(clerk: Clerk) -> str:
    """Some have expired, some expire within the month, many are far off or endless."""
    luck = clerk.chance.random()
    if luck < 0.15:
        return clerk.day(-1 - int(luck / 0.15 * 400))
    if luck < 0.32:
        return clerk.day(1 + int((luck - 0.15) / 0.17 * 29))
    if luck < 0.7:
        return clerk.day(31 + int((luck - 0.32) / 0.38 * 1000))
    return ""


def _depot_lines(clerk: Clerk, customer: Doc) -> Iterator[Row]:
    for number, text, units, price in clerk.pick(_GOODS, 0, 4):
        fields: Doc = {
            "customerid": customer["id"],
            "toolid": 1 + int(clerk.chance.random() * 12),
            "date": clerk.day(-int(clerk.chance.random() * 400)),
            "productnumber": number,
            "producttext": text,
            "count": 1 + int(clerk.chance.random() * 24),
            "units": units,
            "unitprice": price,
            "text1": clerk.chance.choice(("", "Lager", "Servicebil 3", "Bestilt hjem")),
            "text2": "",
        }
        yield clerk.record("depotline", fields)
