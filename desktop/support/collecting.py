"""Making many objects at once without looking for garbage among them in between."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_MANY = 5_000


@contextmanager
def no_collecting() -> Iterator[None]:
    """Put collections off, on all threads, until the outermost of these ends.

    Each would go through all that was made so far, none of which is garbage: of a hundred
    thousand rows the half of the time. Afterwards what was made counts as old at once, if it
    is much: of little, what is garbage is to be found as soon as ever.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if gc.get_count()[0] > _MANY:
                # Together they only move all objects to the oldest generation, and look at none.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
