"""What kind of world was asked for."""

import random
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldOrder:
    """The same order always makes the same world."""

    customers: int
    seed: int
    today: date


def dice(seed: object) -> random.Random:
    """Chance that repeats itself: an invented world, no secret."""
    return random.Random(f"bizztree {seed}")  # noqa: S311


def words(text: str) -> tuple[str, ...]:
    """A list of words, easier to read and to lengthen as running text."""
    return tuple(text.split())
