"""A process that works for the window goes second, and says nothing that nobody asked for."""

import os
import signal
import subprocess
import sys

import pytest

from desktop.support.worker_process import write_whole

_SECOND = """
import os, signal
from desktop.support.worker_process import give_way
give_way()
print(os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0) == os.SCHED_BATCH)
print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)
"""
_QUIET = """
import os
from desktop.support.worker_process import keep_quiet
keep_quiet()
print("a name")
os.write(2, b"a number")
"""


def _run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere whoever starts it sees to that")
def test_the_window_goes_first() -> None:
    priority = os.getpriority(os.PRIO_PROCESS, 0)
    assert _run(_SECOND).stdout.split() == [str(min(priority + 15, 19)), "True", "True"]


def test_nothing_is_said() -> None:
    ended = _run(_QUIET)
    assert (ended.stdout, ended.stderr) == ("", "")


def test_a_parent_that_is_gone_is_told_nothing() -> None:
    hears, says = os.pipe()
    write_whole(says, b"first\n")
    assert os.read(hears, 99) == b"first\n"
    os.close(hears)
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    try:
        write_whole(says, b"second\n")
    finally:
        signal.signal(signal.SIGPIPE, before)
        os.close(says)
