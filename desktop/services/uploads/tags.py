"""The names of image tags, which the API knows by number and no known command lists."""

from collections.abc import Iterable, Iterator, Mapping

from desktop.domain.records import Document, ImageTag
from desktop.domain.values import clean_text
from desktop.support.settings import Settings

_SECTION = "tags"
_MOST_KEPT = 2_000
_LONGEST = 60
"""Characters of a name; it is a word or two."""


class Tags:
    """What numbers mean, as the user said, or as documents told; kept with the account's memory.

    A name the user gave is never overwritten by one that was learned.
    """

    def __init__(self, memory: Settings) -> None:
        self._memory = memory
        kept = memory.get(_SECTION)
        self._said = _read(kept.get("said"))
        self._learned = _read(kept.get("learned"))

    @property
    def known(self) -> Mapping[int, str]:
        """Every number that was ever seen, with its name; "" where nobody named it."""
        return dict(sorted({**self._learned, **self._said}.items()))

    def name(self, number: int) -> str:
        """What *number* is called; empty where nobody named it."""
        return self._said.get(number) or self._learned.get(number, "")

    def number(self, name: str) -> int | None:
        """The tag called *name*, however it is capitalised; None where there is none."""
        wanted = _tidy(name).casefold()
        if not wanted:
            return None
        return next((key for key, known in self.known.items() if known.casefold() == wanted), None)

    def call(self, number: int, name: str) -> None:
        """Remember what the user calls a tag; an empty name takes back what was said."""
        tidy = _tidy(name)
        if tidy:
            self._said[number] = tidy
        else:
            self._said.pop(number, None)
            self._learned.setdefault(number, "")
        self._keep()

    def learn(self, documents: Iterable[Document]) -> None:
        """Take up the tags of *documents*, with names where the server sent them (unknown)."""
        before = dict(self._learned)
        for document in documents:
            for number, name in _tags_of(document):
                if len(self._learned) < _MOST_KEPT:
                    self._learned[number] = name or self._learned.get(number, "")
        if self._learned != before:
            self._keep()

    def _keep(self) -> None:
        self._memory.put(
            _SECTION, {"said": _written(self._said), "learned": _written(self._learned)}
        )
        self._memory.save_soon()


def _tags_of(document: Document) -> Iterator[tuple[int, str]]:
    """The numbers of a document's tags, each with its name or ""."""
    tags = document.value("tags")
    if isinstance(tags, tuple):
        yield from ((number, "") for number in tags if number > 0)
        return
    # Not plain numbers: perhaps whole `imagetag` objects, which have a number and a word.
    wire = document.raw.get("tags")
    members = wire.values() if isinstance(wire, Mapping) else wire
    for member in members if isinstance(members, Iterable) and not isinstance(members, str) else ():
        if isinstance(member, Mapping):
            tag = ImageTag(member)
            if tag.id > 0:
                yield tag.id, _tidy(tag.text("tag"))


def _tidy(name: object) -> str:
    return " ".join(clean_text(str(name)).split())[:_LONGEST].rstrip()


def _read(kept: object) -> dict[int, str]:
    if not isinstance(kept, Mapping):
        return {}
    pairs = list(kept.items())[:_MOST_KEPT]
    return {int(key): _tidy(name) for key, name in pairs if str(key).isdecimal()}


def _written(names: Mapping[int, str]) -> dict[str, str]:
    return {str(number): name for number, name in names.items()}
