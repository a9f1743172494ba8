"""Which upload goes next."""

from collections.abc import Collection, Iterable

from desktop.domain.proof import marks_of
from desktop.domain.uploads import Upload

LARGE = 25 * 1024 * 1024
"""From here on a file occupies a lane for so long that others must have one beside it."""

_MOST_BEFORE_LARGE = 20


class Choice:
    """Chooses among those that are ready, in the order in which they are to go.

    A large file never takes the last of several lanes; where there is one lane, small ones go
    first, but no more than twenty before a large one. What a listing could take for something
    in flight waits for that.
    """

    def __init__(self) -> None:
        self._before_large = 0

    def next(
        self,
        ready: Iterable[Upload],
        *,
        carried: Collection[Upload],
        unsettled: Collection[Upload],
        lanes: int,
    ) -> Upload | None:
        """The one to go, None for none; *unsettled* may have arrived, *carried* fill lanes."""
        taken = frozenset().union(*(marks_of(each) for each in (*carried, *unsettled)))
        free = (each for each in ready if not each.unwritten and taken.isdisjoint(marks_of(each)))
        chosen = self._chosen(free, _large_allowed(carried, lanes), lanes)
        if chosen is not None:
            self._before_large = 0 if _is_large(chosen) else self._before_large + 1
        return chosen

    def _chosen(self, free: Iterable[Upload], may_be_large: bool, lanes: int) -> Upload | None:
        large: Upload | None = None
        for each in free:
            if not _is_large(each):
                if large is None or self._before_large < _MOST_BEFORE_LARGE:
                    return each
                return large
            if may_be_large and lanes > 1:
                return each
            large = large or (each if may_be_large else None)
            if large is not None and self._before_large >= _MOST_BEFORE_LARGE:
                return large
        return large


def _is_large(upload: Upload) -> bool:
    return upload.bytes_to_send > LARGE


def _large_allowed(carried: Collection[Upload], lanes: int) -> bool:
    return sum(map(_is_large, carried)) < max(1, lanes - 1)
