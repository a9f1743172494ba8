"""Telling a feed that goes in circles from one that is long."""

from enum import Enum, auto
from hashlib import blake2b

from desktop.domain.answers import FeedPage
from desktop.domain.records import Record

_MOST_REPEATS = 20
"""Known pages in a row under ever new keys, after which no end is in sight."""


class Course(Enum):
    """Where a page has led."""

    ONWARD = auto()
    ROUND = auto()
    STUCK = auto()


class Trail:
    """The pages and keys of one pass, as far as this run has seen them.

    `first` is the mark of the pass's first page, also where an earlier run has stored that.
    """

    def __init__(self, first: str = "") -> None:
        self.first = first
        self._marks: set[str] = set()
        self._keys: set[str] = set()
        self._repeats = 0

    def follow(self, page: FeedPage[Record], asked_by: str) -> Course:
        """Where *page*, which came for the key *asked_by*, leads.

        ROUND is back at the first page after all the others: everything was shown. STUCK is a
        circle that leaves out the first page, so the rest may never have been shown. A server
        may keep its place under one and the same key, and go in circles under ever new ones.
        """
        mark = mark_of(page)
        self._keys.add(asked_by)
        is_first = not self.first
        self.first = self.first or mark
        if mark in self._marks or (mark == self.first and not is_first):
            return self._met_again(mark, page.resume_key)
        self._marks.add(mark)
        self._repeats = 0
        return Course.ONWARD

    def _met_again(self, mark: str, key: str) -> Course:
        if not key:
            return Course.ONWARD
        self._repeats += 1
        if mark == self.first and len(self._marks - {mark}) > 0:
            return Course.ROUND
        is_stuck = key in self._keys or self._repeats > _MOST_REPEATS
        return Course.STUCK if is_stuck else Course.ONWARD


def mark_of(page: FeedPage[Record]) -> str:
    """What tells a page from the others, the same in every run; its key does not.

    Ids and change times of all records, and the first and the last of them whole.
    """
    records = page.records
    ends = [each.raw for each in (*records[:1], *records[-1:])]
    told = [(each.raw.get("id"), _change(each)) for each in records]
    text = repr((len(records), page.set_aside, told, ends))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=9).hexdigest()


def _change(record: Record) -> tuple[object, object]:
    return record.raw.get("changedate"), record.raw.get("changetime")
