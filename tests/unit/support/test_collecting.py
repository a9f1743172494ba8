"""Garbage is not looked for while much is made, and is again afterwards."""

import gc
from collections.abc import Iterator

import pytest

from desktop.support.collecting import no_collecting, spare_what_is_there


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_nothing_is_looked_for_meanwhile() -> None:
    with no_collecting():
        assert not gc.isenabled()
        with no_collecting():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_what_was_off_stays_off() -> None:
    gc.disable()
    with no_collecting():
        pass
    assert not gc.isenabled()


def test_much_that_was_made_is_spared() -> None:
    with no_collecting():
        made = [[number] for number in range(10_000)]
    assert gc.get_count()[0] < len(made)
    assert not any(each is made[0] for each in gc.get_objects())


def test_what_is_there_can_be_spared() -> None:
    there = [[number] for number in range(10)]
    spare_what_is_there()
    assert not any(each is there for each in gc.get_objects())


def test_little_is_looked_at_as_soon_as_ever() -> None:
    gc.collect()
    with no_collecting():
        made = [[number] for number in range(100)]
    assert gc.get_count()[0] >= len(made)


def test_an_error_goes_through() -> None:
    with pytest.raises(ZeroDivisionError), no_collecting():
        _ = 1 / 0
    assert gc.isenabled()
