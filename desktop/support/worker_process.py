"""Manners of a process that works for the window: it goes second, is quiet, and ends unheard."""

import os
import signal
from contextlib import suppress
from typing import Final

_NICE: Final = 15
"""Of 19. At 5 the window was late by 17 ms while photos were prepared, at 15 by 12."""


def give_way() -> None:
    """Let the window's process go first wherever both want a core, and leave Ctrl+C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError, OSError):
        os.nice(_NICE)
    # On Linux: whoever wakes up is not kept waiting until this one's turn is over.
    with suppress(AttributeError, OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


def keep_quiet() -> None:
    """Whatever a library prints goes nowhere: it may hold what is nobody's business."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def write_whole(descriptor: int, line: bytes) -> None:
    """Write all of *line*; a parent that is gone is told nothing, for that is about to end us."""
    with suppress(OSError):
        while line:
            line = line[os.write(descriptor, line) :]
