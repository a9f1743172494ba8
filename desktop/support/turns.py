"""How long one thread may keep the others of the process waiting."""

import sys
from typing import Final

_LONGEST_S: Final = 0.0005
"""Python's own is ten times as long."""


def take_short_turns() -> None:
    """Let the window's thread go on soon wherever another one computes.

    Painting a frame gives the interpreter away many times, and each time it is given back only
    when the other thread's turn is over.
    """
    sys.setswitchinterval(_LONGEST_S)
