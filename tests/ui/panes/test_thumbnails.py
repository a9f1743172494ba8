"""Thumbnails: asked for once, decoded as they are looked at."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.domain.ids import DocumentId
from desktop.services.pictures import Pictures
from desktop.ui.panes.thumbnails import Thumbnails
from tests.helpers.pictures import jpeg, on_the_wire

WIRE = on_the_wire(jpeg((64, 48)))
ONE, TWO = DocumentId(1), DocumentId(2)


@pytest.fixture
def thumbnails(
    loop: asyncio.AbstractEventLoop, until: Callable[[Coroutine[Any, Any, Any]], Any]
) -> Iterator[Thumbnails]:
    pictures, errors = Pictures(), list[BaseException]()
    thumbnails = Thumbnails(pictures=pictures, longest=32, report=errors.append)
    yield thumbnails
    thumbnails.stop()
    until(pictures.close())
    assert not errors


def test_the_first_look_asks_once(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    asked: list[bool] = []
    thumbnails.wanted.connect(lambda: asked.append(True))
    with qtbot.waitSignal(thumbnails.wanted):
        assert thumbnails.pixmap(ONE, 1.0) is None
        assert thumbnails.pixmap(TWO, 1.0) is None
    thumbnails.put({})
    assert thumbnails.pixmap(ONE, 1.0) is None
    assert asked == [True]


def test_what_is_looked_at_is_decoded(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    thumbnails.put({ONE: WIRE, TWO: WIRE})
    assert thumbnails.pixmap(ONE, 2.0) is None
    with qtbot.waitSignal(thumbnails.drawn, timeout=20_000) as drawn:
        pass
    assert drawn.args == [ONE]
    pixmap = thumbnails.pixmap(ONE, 2.0)
    assert pixmap is not None
    assert pixmap.deviceIndependentSize().toTuple() == (32.0, 24.0)
    colour = pixmap.toImage().pixelColor(10, 10)
    assert colour.red() > 2 * colour.green()


def test_what_is_no_picture_stays_undrawn(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    thumbnails.put({ONE: "bm90IGEgcGljdHVyZQ=="})
    with qtbot.waitSignal(thumbnails.drawn, timeout=20_000):
        thumbnails.pixmap(ONE, 1.0)
    assert thumbnails.pixmap(ONE, 1.0) is None
    assert not thumbnails._queue


def test_only_what_differs_is_decoded_anew(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    thumbnails.put({ONE: WIRE})
    with qtbot.waitSignal(thumbnails.drawn, timeout=20_000):
        thumbnails.pixmap(ONE, 1.0)
    thumbnails.put({ONE: WIRE, TWO: WIRE})
    assert thumbnails.pixmap(ONE, 1.0) is not None
    thumbnails.ask_again([ONE])
    with qtbot.waitSignal(thumbnails.wanted):
        assert thumbnails.pixmap(ONE, 1.0) is None


def test_forgetting_forgets_the_queue_too(thumbnails: Thumbnails, qtbot: QtBot) -> None:
    thumbnails.put({ONE: WIRE})
    thumbnails.pixmap(ONE, 1.0)
    thumbnails.forget()
    assert not thumbnails._queue
    with qtbot.waitSignal(thumbnails.wanted):
        thumbnails.pixmap(ONE, 1.0)


def test_stopping_before_the_first_step_does_not_stop_for_good(
    thumbnails: Thumbnails, qtbot: QtBot
) -> None:
    thumbnails.put({ONE: WIRE})
    thumbnails.pixmap(ONE, 1.0)
    # As the timer does it, but with nothing of the loop's in between.
    thumbnails._work()
    thumbnails.stop()
    with qtbot.waitSignal(thumbnails.drawn, timeout=20_000):
        thumbnails.pixmap(ONE, 1.0)
    assert thumbnails.pixmap(ONE, 1.0) is not None
