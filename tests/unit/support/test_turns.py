"""A thread that computes keeps the window's waiting for no more than a moment."""

import sys
from collections.abc import Iterator

import pytest

from desktop.support.turns import take_short_turns


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = sys.getswitchinterval()
    yield
    sys.setswitchinterval(before)


def test_turns_are_shorter_than_a_frame_can_bear() -> None:
    sys.setswitchinterval(0.005)

    take_short_turns()

    # A frame gives the interpreter away a dozen times, and has 16 milliseconds.
    assert sys.getswitchinterval() * 12 < 0.008
