"""Short ways to ask a local copy that was filled for the purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw

from desktop.domain.hits import Found, Hidden, Scope
from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.mirror import hiding, marks, search
from desktop.mirror.database import Writing
from desktop.mirror.familiar import Familiar
from desktop.mirror.reading import connected
from tests.helpers.mirrored import NOON, absorb, customer, opened

EVERYTHING = Scope()
FULL = customer(
    1,
    name="Boligforeningen Ærøvænge",
    customernumber="K700-1-02",
    address="Søndergade 7, 2. th.",
    zip="8600",
    city="Århus",
    phone="86 12 34 56",
    fax="+45 20304050",
    email="info@lærke.example",
    vat="DK 12 34 56 78",
    publicid="5798000012345",
    secondary_text="Bag kirken",
    theirreferencetext="André Müller",
    values={"key": "Nøglebrik 77", "count": 4711},
)
"""One with something in every field that is searched."""


def scope(*, with_closed: bool = True, maingroup: int = 0) -> Scope:
    return Scope(with_closed=with_closed, maingroup=MaingroupId(maingroup))


class Asked:
    """A copy and its search, each with a connection of its own."""

    def __init__(self, writing: Writing, folder: Path) -> None:
        self.writing = writing
        self._familiar = Familiar()
        self._read = connected(folder, must_be_there=True)

    def close(self) -> None:
        if self._read is not None:
            self._read.db.close()

    def put(self, *customers: Customer) -> None:
        absorb(self.writing, *customers)

    def use(self, *ids: int) -> None:
        with self.writing.transaction() as db:
            for id_ in ids:
                marks.note_use(db, CustomerId(id_), NOON)

    def find(self, text: str, within: Scope = EVERYTHING, *, limit: int = 50) -> Found:
        return search.find(self._db, text, scope=within, limit=limit, familiar=self._familiar)

    def ids(self, text: str, within: Scope = EVERYTHING, *, limit: int = 50) -> list[int]:
        """Those found as typed, in their order."""
        return [hit.row.id for hit in self.find(text, within, limit=limit).hits if not hit.is_guess]

    def guesses(self, text: str) -> list[int]:
        return [hit.row.id for hit in self.find(text).hits if hit.is_guess]

    def matching(self, text: str, within: Scope = EVERYTHING, *, limit: int = 2_000) -> set[int]:
        return set(search.matching(self._db, text, scope=within, limit=limit).ids)

    def hidden(self, text: str, within: Scope) -> Hidden:
        return hiding.hidden(self._db, text, scope=within)

    @property
    def _db(self) -> apsw.Connection:
        assert self._read is not None
        return self._read.db


@contextmanager
def copy_of(*customers: Customer) -> Iterator[Asked]:
    """A copy that holds *customers*, for as long as it is asked."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "account"
        writing = opened(path)
        asked = Asked(writing, path)
        try:
            asked.put(*customers)
            yield asked
        finally:
            asked.close()
            writing.close()
