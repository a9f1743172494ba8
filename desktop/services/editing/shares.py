"""Who typed what of one customer, where two forms show it: one draft of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop.domain import edits
from desktop.domain.drafts import is_gone
from desktop.domain.records import Customer
from desktop.domain.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one form holds: `mine` began from `base`, `typed` are texts that are no value yet."""

    base: Customer
    mine: Mapping[str, Value]
    typed: Mapping[str, str]

    @property
    def names(self) -> frozenset[str]:
        return frozenset({*self.mine, *self.typed})

    def covered_by(self, newer: "Share") -> dict[str, Value]:
        """What *newer* has other values for; texts that are no values are given as they are."""
        older, above = {**self.typed, **self.mine}, {**newer.typed, **newer.mine}
        return {n: v for n, v in older.items() if n in above and above[n] != v}


class Shares:
    """The shares of one customer by whose they are, the one kept last at the end.

    A form says the whole of what it holds, and what it no longer holds is to go. So what another
    one holds has to be known apart: written in each other's place, the later form would undo what
    was typed in the earlier, and saving one would give up what is unsaved in the other.
    """

    def __init__(self) -> None:
        self._held: dict[object, Share] = {}

    def put(self, by: object, share: Share) -> None:
        self._held.pop(by, None)
        self._held[by] = share

    def put_below(self, by: object, share: Share) -> None:
        """What was kept before all of this, and counts only where *by* keeps nothing now."""
        self._held = {by: share, **self._held}

    def drop(self, by: object) -> None:
        self._held.pop(by, None)

    def give_all(self, by: object) -> None:
        """All there is was taken up by one form, which answers for it from now on.

        What no form can show stays nobody's, until the draft is given up.
        """
        whole = self.whole()
        self._held = {}
        if whole is None:
            return
        gone = {name: text for name, text in whole.typed.items() if is_gone(name)}
        if gone:
            self._held[None] = replace(whole, mine={}, typed=gone)
        shown = {name: text for name, text in whole.typed.items() if name not in gone}
        self._held[by] = replace(whole, typed=shown)

    def whole(self) -> Share | None:
        """All of them as one: of a field that several have, what was kept last; None for none."""
        whole: Share | None = None
        for each in self._held.values():
            whole = each if whole is None else _joined(whole, each)
        return whole if whole is not None and whole.names else None


def _joined(older: Share, newer: Share) -> Share:
    """What is only in *older* keeps the base it began from."""
    left = older.names - newer.names
    return Share(
        base=edits.rebased(older.base, newer.base, left),
        mine={**{n: v for n, v in older.mine.items() if n in left}, **newer.mine},
        typed={**{n: v for n, v in older.typed.items() if n in left}, **newer.typed},
    )
