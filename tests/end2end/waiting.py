"""Waiting for facts about other processes, with a deadline."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE_S = 20.0
# Another process tells nobody when its window changes, so it is looked at again and again.
# This is the one place that lets time pass; tests say what they wait for.
_LOOK_AGAIN_AFTER_S = 0.04
_never = threading.Event()


class NotSeenError(AssertionError):
    """What was waited for did not come about."""


def until(fact: Callable[[], T | None], what: str, patience_s: float = PATIENCE_S) -> T:
    """Ask for *fact* until it is true in Python's sense, and give it."""
    deadline = time.monotonic() + patience_s
    while not (found := fact()):
        if time.monotonic() > deadline:
            raise NotSeenError(f"not within {patience_s:.0f} s: {what}")
        _never.wait(_LOOK_AGAIN_AFTER_S)
    return found
