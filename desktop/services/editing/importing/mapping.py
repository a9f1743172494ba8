"""Which field each column of a table means: guessed by its title, remembered for the account."""

import asyncio
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final, Protocol

from desktop.domain.catalogue import ObjectType, label_key
from desktop.domain.importing import (
    FIELDS,
    NUMBER,
    PARENT_BY_NAME,
    PARENT_BY_NUMBER,
    REFERENCES,
    Columns,
    field_of,
)
from desktop.support.resources import resource

_LANGUAGES: Final = ("en", "da")
_SECTION: Final = "import_columns"
_REMEMBERED: Final = 20
_NO_LETTER: Final = re.compile(r"[\W_]+")

# What columns are called elsewhere; plain letters and digits, as `key_of` makes them.
_ALSO: Final[Mapping[str, tuple[str, ...]]] = {
    NUMBER: (
        *(
            "nr",
            "nummer",
            "number",
            "no",
            "kundenr",
            "kundenummer",
            "kundeno",
            "custno",
            "customerno",
        ),
        *("debitornr", "debitornummer", "kontonr", "kontonummer", "accountnumber"),
    ),
    "name": ("kundenavn", "firma", "firmanavn", "company", "companyname", "customername"),
    "address": ("adresse1", "address1", "vej", "gade", "street"),
    "zip": ("postnr", "postnummer", "postcode", "zipcode", "postalcode"),
    "city": ("bynavn", "town", "postdistrikt"),
    "phone": ("tlf", "tlfnr", "telefonnr", "telefonnummer", "telephone", "mobil", "phonenumber"),
    "email": ("mail", "epost", "emailadresse", "emailaddress"),
    "www": ("web", "url", "website", "hjemmeside", "internet"),
    "vat": ("cvr", "cvrnr", "cvrnummer", "vatno", "vatnumber", "se", "senr"),
    "publicid": ("ean", "eannr", "eannummer", "eannumber", "gln"),
    PARENT_BY_NUMBER: (
        *("parentnumber", "parentno", "parentcustomernumber", "hovedkundenr", "hovedkundenummer"),
        *("moderkundenr", "moderkundenummer", "overkundenr", "overkundenummer"),
    ),
    PARENT_BY_NAME: ("parentname", "hovedkunde", "moderkunde", "overkunde"),
    "latitude": ("lat",),
    "longitude": ("lon", "lng", "long"),
}


class Memory(Protocol):
    """What is remembered of an account."""

    def get(self, section: str) -> dict[str, object]: ...

    def put(self, section: str, values: Mapping[str, object]) -> None: ...


class Guesses:
    """What columns may mean, by all the names their fields have."""

    def __init__(self, labels: Mapping[str, str]) -> None:
        """*labels* are further names and their fields, which count before all others."""
        self._names: dict[str, str] = {}
        for name in [*(each.name for each in FIELDS), *REFERENCES]:
            self._names.update(dict.fromkeys(_ALSO.get(name, ()), name))
        for field in FIELDS:
            self._names.update({key_of(each): field.name for each in field.names})
        self._names.update({key_of(label): name for label, name in labels.items()})

    @classmethod
    async def load(cls) -> "Guesses":
        """With the labels of both languages, whichever the window has."""
        return cls(await asyncio.to_thread(_labels))

    def columns(self, header: Sequence[str]) -> Columns:
        """Each field once at most: the first column that is called so."""
        taken: set[str] = set()
        fields = []
        for title in header:
            name = self._names.get(key_of(title), "")
            fields.append("" if field_of(name) in taken else name)
            taken.add(field_of(name))
        return Columns(fields=tuple(fields))


class Remembered:
    """The columns the user chose for tables with the same titles."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def columns(self, header: Sequence[str]) -> Columns | None:
        """What was chosen the last time; None where it no longer makes sense, or never was."""
        said = self._memory.get(_SECTION).get(_key(header))
        if not isinstance(said, dict):
            return None
        fields, known = said.get("fields"), {"", *REFERENCES, *(each.name for each in FIELDS)}
        if not isinstance(fields, list) or len(fields) != len(header) or set(fields) - known:
            return None
        return Columns(fields=tuple(fields), empties_clear=said.get("empties_clear") is True)

    def keep(self, header: Sequence[str], columns: Columns) -> None:
        section = dict(self._memory.get(_SECTION))
        section.pop(_key(header), None)
        section[_key(header)] = {
            "fields": list(columns.fields),
            "empties_clear": columns.empties_clear,
        }
        newest = list(section.items())[-_REMEMBERED:]
        self._memory.put(_SECTION, dict(newest))


def key_of(title: str) -> str:
    """The title without anything by which its spellings differ: "Post-nr." is "postnr"."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", title).casefold())


def _key(header: Sequence[str]) -> str:
    titles = "\n".join(map(key_of, header))
    return blake2b(titles.encode("utf-8", "replace"), digest_size=12).hexdigest()


def _labels() -> dict[str, str]:
    labels: dict[str, str] = {}
    for language in _LANGUAGES:
        texts = json.loads(resource("i18n", language, "fields.json").read_text(encoding="utf-8"))
        for field in FIELDS:
            labels[texts[label_key(ObjectType.CUSTOMER, field.name)]] = field.name
    return labels
