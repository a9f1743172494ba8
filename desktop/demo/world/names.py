"""Invented people, associations, firms and institutions."""

import random

from desktop.demo.world.order import words

GIVEN = words(
    "Anne Mette Kirsten Hanne Susanne Lone Marianne Karen Inge Birgitte Camilla Freja Ida Sofie"
    " Laura Alma Ella Åse Bodil Dorthe Signe Maja Liv Yrsa Peter Jens Lars Michael Henrik Thomas"
    " Søren Jan Niels Christian Martin Jørgen Hans Anders Morten Jesper Emil Oscar Noah Aksel"
    " Malthe Åge Øjvind Bjørn Kåre Yusuf Amina Mehmet Fatima Piotr Olga"
)
# Family names no register is likely to hold together: a farm name and an ending.
_FARM = words(
    "Lærke Ravns Tranebj Skov Bund Halk Møgel Fugle Kilde Sand Øster Vester Nørre Sønder Ege Bøge"
    " Lyng Hede Åse Ørne Rosen Stær Ulve Hjorte Græs Korn Mølle Kær Hav Strand"
)
_ENDING = words("holm gård mark dal høj lund toft sø borg kjær vad sten bæk skov rup by")
FAMILY = tuple(farm + ending for farm in _FARM for ending in _ENDING)

_PLACE_FIRST = words(
    "Lærke Fjord Skov Sol Havne Birke Munke Vester Øster Sønder Nørre Eng Bøge Kløver Rosen Mølle"
    " Ring Abild Åben Søndre Kilde Hede Tårn Vold Kors Lyng Strand Ege Slots Bakke"
)
_PLACE_SECOND = words("vang ager gård hus park lund høj bo toft eng banke rå sø ås dal mark")
PLACES = tuple(first + second for first in _PLACE_FIRST for second in _PLACE_SECOND)

ASSOCIATION_KINDS = (
    "Boligforeningen",
    "Andelsboligforeningen",
    "Boligselskabet",
    "Ejerforeningen",
    "Seniorbofællesskabet",
)
ADMINISTRATIONS = ("Boligkontoret", "Administrationsselskabet", "Domus")
TRADES = {
    "VVS": ("VVS", "Varme & Sanitet", "Blik og Rør"),
    "El": ("El-teknik", "Elinstallation", "El & Belysning"),
    "Maler": ("Malerfirma", "Farver & Facader"),
    "Tømrer": ("Tømrer- og snedkerforretning", "Byg"),
    "Murer": ("Murerfirma", "Mur & Beton"),
    "Glarmester": ("Glarmester", "Glas og Alu"),
    "Elevator": ("Elevatorservice",),
    "Grøn drift": ("Haveservice", "Anlægsgartner"),
    "Rengøring": ("Rengøring", "Trappevask"),
    "Låseservice": ("Låse & Alarm",),
}
COMPANY_KINDS = ("Ejendomme", "Logistik", "Fødevarer", "Maskiner", "Hoteller", "Detail", "Energi")
BRANCHES = ("Hovedkontor", "Lager", "Produktion", "Butik", "Værksted", "Terminal")
OFFICES = ("Børn og Unge", "Teknik og Miljø", "Ældre og Omsorg", "Kultur og Fritid")
INSTITUTIONS = {
    "Børn og Unge": ("{} Skole", "Børnehaven {}", "Vuggestuen {}", "SFO {}"),
    "Teknik og Miljø": ("{} Genbrugsplads", "Materielgården {}", "{} Renseanlæg"),
    "Ældre og Omsorg": ("Plejecenter {}", "Dagcenter {}", "{} Sundhedshus"),
    "Kultur og Fritid": ("{} Hallen", "{} Bibliotek", "{} Svømmehal"),
}
BUILDINGS = ("Hovedbygning", "Gymnastiksal", "Pavillon", "Fløj A", "Fløj B", "Teknikhus")


def one(chance: random.Random, choices: tuple[str, ...] | list[str]) -> str:
    return choices[int(chance.random() * len(choices))]


def person(chance: random.Random) -> str:
    return f"{one(chance, GIVEN)} {one(chance, FAMILY)}"


_MAIL = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", " ": ".", "&": "og", "/": "-"})


def mail_name(name: str) -> str:
    """The name as an e-mail address can hold it."""
    return name.lower().translate(_MAIL)
