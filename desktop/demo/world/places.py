"""Towns with their postcodes and whereabouts, and street names put together from two halves."""

import random
from dataclasses import dataclass

from desktop.demo.world.order import words


@dataclass(frozen=True, slots=True)
class Town:
    """A postcode district."""

    zip: str
    name: str
    latitude: float
    longitude: float


TOWNS = tuple(
    Town(zip_, name, latitude, longitude)
    for zip_, name, latitude, longitude in (
        ("8000", "Aarhus C", 56.157, 10.207),
        ("8200", "Aarhus N", 56.192, 10.181),
        ("8260", "Viby J", 56.123, 10.154),
        ("8600", "Silkeborg", 56.170, 9.545),
        ("8660", "Skanderborg", 56.040, 9.928),
        ("8700", "Horsens", 55.861, 9.850),
        ("8800", "Viborg", 56.453, 9.402),
        ("8900", "Randers C", 56.460, 10.036),
        ("8500", "Grenaa", 56.413, 10.878),
        ("9000", "Aalborg", 57.048, 9.919),
        ("9400", "Nørresundby", 57.063, 9.922),
        ("9800", "Hjørring", 57.464, 9.982),
        ("9900", "Frederikshavn", 57.441, 10.537),
        ("7500", "Holstebro", 56.360, 8.616),
        ("7400", "Herning", 56.139, 8.976),
        ("7100", "Vejle", 55.709, 9.536),
        ("7000", "Fredericia", 55.566, 9.753),
        ("6000", "Kolding", 55.491, 9.472),
        ("6100", "Haderslev", 55.254, 9.489),
        ("6200", "Aabenraa", 55.044, 9.417),
        ("6400", "Sønderborg", 54.909, 9.789),
        ("6700", "Esbjerg", 55.467, 8.452),
        ("6950", "Ringkøbing", 56.090, 8.244),
        ("5000", "Odense C", 55.396, 10.388),
        ("5220", "Odense SØ", 55.371, 10.441),
        ("5700", "Svendborg", 55.060, 10.607),
        ("5800", "Nyborg", 55.312, 10.789),
        ("5600", "Faaborg", 55.095, 10.242),
        ("4000", "Roskilde", 55.642, 12.080),
        ("4100", "Ringsted", 55.443, 11.790),
        ("4200", "Slagelse", 55.402, 11.354),
        ("4300", "Holbæk", 55.716, 11.713),
        ("4600", "Køge", 55.458, 12.182),
        ("4700", "Næstved", 55.230, 11.761),
        ("4800", "Nykøbing F", 54.766, 11.877),
        ("3000", "Helsingør", 56.036, 12.614),
        ("3400", "Hillerød", 55.928, 12.301),
        ("2100", "København Ø", 55.707, 12.577),
        ("2300", "København S", 55.657, 12.605),
        ("2450", "København SV", 55.651, 12.541),
        ("2600", "Glostrup", 55.666, 12.404),
        ("2730", "Herlev", 55.724, 12.440),
        ("2800", "Kongens Lyngby", 55.771, 12.503),
        ("3700", "Rønne", 55.100, 14.706),
    )
)
_FIRST = words(
    "Birke Bøge Elme Ege Aske Linde Ahorn Pile Røn Hassel Tjørne Rosen Syren Lærke Solsorte Gøge"
    " Svale Vibe Mejse Ugle Hjorte Ræve Skov Eng Mose Kær Bakke Dal Å Sø Fjord Havne Strand Klit"
    " Mølle Kirke Skole Sogne Præste Smede Snedker Væver Bager Møller Kornmarks Humle Hyld Æble"
)
_SECOND = words("vej vænget parken bakken toften haven gade allé stien lunden ageren vangen krogen")
STREETS = tuple(first + second for first in _FIRST for second in _SECOND)


@dataclass(frozen=True, slots=True)
class Spot:
    """A town and a place in it."""

    town: Town
    street: str
    latitude: float
    longitude: float

    def address(self, house: int | str) -> dict[str, object]:
        return {
            "address": f"{self.street} {house}",
            "zip": self.town.zip,
            "city": self.town.name,
            "country": "Danmark",
        }

    def near(self, chance: random.Random) -> dict[str, object]:
        """Coordinates within a block of here."""
        return {
            "latitude": round(self.latitude + (chance.random() - 0.5) * 0.004, 6),
            "longitude": round(self.longitude + (chance.random() - 0.5) * 0.006, 6),
        }


def spot(chance: random.Random, town: Town) -> Spot:
    return Spot(
        town,
        STREETS[int(chance.random() * len(STREETS))],
        town.latitude + (chance.random() - 0.5) * 0.05,
        town.longitude + (chance.random() - 0.5) * 0.08,
    )
