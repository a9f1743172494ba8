"""Making many objects at once without looking for garbage among them in between."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY = 5_000


@contextmanager
def no_collecting() -> Iterator[None]:
    """Put collections off, on all threads, until the outermost of these ends.

    Each would go through all that was made so far, none of which is garbage: of a hundred
    thousand rows the half of the time. Afterwards what was made is spared, if it is much: the
    rows go by themselves when nobody needs them; only what is garbage in a circle at this very
    moment stays. Of little, it is to be found as soon as ever.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MANY:
                spare_what_is_there()
            gc.enable()


def spare_what_is_there() -> None:
    """Leave what has been made so far out of all later collections.

    The program's own modules and widgets stay to its end, and looking through them again and again
    stops the window for some 30 ms each time.
    """
    gc.freeze()
