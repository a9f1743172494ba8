"""The short lists of the contract: types, roles, main groups, users and persons."""

from collections.abc import Mapping

from desktop.demo.store import HIDDEN_GROUP, Doc

ADMINISTRATOR, ASSOCIATION, ESTATE, BLOCK, STAIRWELL, FLAT = 1, 2, 3, 4, 5, 6
MUNICIPALITY, INSTITUTION, COMPANY, CRAFTSMAN, PRIVATE, METER, FOLDER = 7, 8, 9, 10, 11, 12, 13

_TYPE_TABLE = (
    (ADMINISTRATOR, "Administrationsselskab", "A", "#5b3a8c"),
    (ASSOCIATION, "Boligforening", "B", "#1f6fb2"),
    (ESTATE, "Afdeling", "F", "#2a9d8f"),
    (BLOCK, "Blok", "K", "#6a994e"),
    (STAIRWELL, "Opgang", "O", "#b08968"),
    (FLAT, "Lejemål", "L", "#e9a23b"),
    (MUNICIPALITY, "Kommune", "M", "#c1121f"),
    (INSTITUTION, "Institution", "I", "#e07a5f"),
    (COMPANY, "Virksomhed", "V", "#3d5a80"),
    (CRAFTSMAN, "Håndværker", "H", "#d68c00"),
    (PRIVATE, "Privatkunde", "P", "#7f5539"),
    (METER, "Målepunkt", "E", "#4d908e"),
    (FOLDER, "Gruppe", "G", "#6c757d"),
)
TYPES: tuple[Doc, ...] = tuple(
    {"id": id_, "title": title, "letter": letter, "color": color}
    for id_, title, letter, color in _TYPE_TABLE
)
TYPE_TITLES: Mapping[int, str] = {id_: title for id_, title, _letter, _color in _TYPE_TABLE}

ROLES: tuple[Doc, ...] = (
    {"id": 1, "title": "Bygherre"},
    {"id": 2, "title": "Administrator"},
    {"id": 3, "title": "Bruger"},
    {"id": 4, "title": "Leverandør"},
    {"id": 5, "title": "Betaler"},
    {"id": 6, "title": "Rådgiver"},
)
MAINGROUPS: tuple[Doc, ...] = (
    {"id": 1, "title": "Boliger"},
    {"id": 2, "title": "Erhverv"},
    {"id": 3, "title": "Offentlige"},
    {"id": 4, "title": "Leverandører"},
)
GROUP_IDS = frozenset({1, 2, 3, 4, HIDDEN_GROUP})

USERS: Mapping[int, str] = {
    1: "Demo Bruger",
    2: "Mette Ravnsborg",
    3: "Søren Lindegaard",
    4: "Birgitte Åkjær",
    5: "Jonas Østervang",
    6: "Freja Møllebæk",
}
DEMO_USER = 1
PERSONS: Mapping[int, str] = {
    1: "Kirsten Halkjær",
    2: "Ole Bundgård",
    3: "Åse Tranebjerg",
    4: "Henrik Skovsende",
    5: "Lærke Vestenå",
    6: "Poul Ørbækgaard",
    7: "Dorthe Kildemark",
    8: "Yusuf Brobølle",
    9: "Inger Sandhøj",
    10: "Anders Fuglevad",
    11: "Camilla Rævdal",
    12: "Torben Møgelhøj",
}
