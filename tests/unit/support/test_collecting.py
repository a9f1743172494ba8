"""Garbage is not looked for while much is made, and is again afterwards."""

import gc
from collections.abc import Iterator

import pytest

from desktop.support.collecting import no_collecting


@pytest.fixture(autouse=True)
def enabled() -> Iterator[None]:
    yield
    gc.enable()


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


def test_much_that_was_made_counts_as_old() -> None:
    with no_collecting():
        made = [[number] for number in range(10_000)]
    assert gc.get_count()[0] < len(made)
    assert any(each is made[0] for each in gc.get_objects(generation=2))


def test_little_is_looked_at_as_soon_as_ever() -> None:
    gc.collect()
    with no_collecting():
        made = [[number] for number in range(100)]
    assert gc.get_count()[0] >= len(made)


def test_an_error_goes_through() -> None:
    with pytest.raises(ZeroDivisionError), no_collecting():
        _ = 1 / 0
    assert gc.isenabled()
