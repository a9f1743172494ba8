"""Which upload goes next."""

from collections.abc import Callable, Collection, Iterable

from desktop.domain.proof import marks_of
from desktop.domain.uploads import Upload

LARGE = 25 * 1024 * 1024
"""From here on a file occupies a lane for so long that others must have one beside it."""

_MOST_BEFORE_LARGE = 20


class Choice:
    """Chooses among those that are ready, in the order in which they are to go.

    A large file never takes the last of several lanes; where there is one lane, small ones go
    first, but no more than twenty before a large one, and none before what the user has put first.
    What a listing could take for something in flight waits for that.
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

        def is_free(upload: Upload) -> bool:
            return not upload.unwritten and taken.isdisjoint(marks_of(upload))

        may_be_large = sum(map(_is_large, carried)) < max(1, lanes - 1)
        chosen = self._chosen(ready, is_free, may_be_large, lanes)
        if chosen is not None:
            self._before_large = 0 if _is_large(chosen) else self._before_large + 1
        return chosen

    def _chosen(
        self,
        ready: Iterable[Upload],
        is_free: Callable[[Upload], bool],
        may_be_large: bool,
        lanes: int,
    ) -> Upload | None:
        wants_large = lanes == 1 and self._before_large >= _MOST_BEFORE_LARGE
        second: Upload | None = None
        for each in ready:
            is_large = _is_large(each)
            # What cannot be better than what was found need not be looked at closely.
            if (is_large and not may_be_large) or (second and is_large is not wants_large):
                continue
            if is_free(each):
                if lanes > 1 or each.is_put_first or is_large is wants_large:
                    return each
                second = each
        return second


def _is_large(upload: Upload) -> bool:
    return upload.bytes_to_send > LARGE
