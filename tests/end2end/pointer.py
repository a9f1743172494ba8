"""The real pointer and the real keys, moved by xdotool; programs cannot tell them from a hand's."""

from collections.abc import Callable

from tests.end2end.desktop_session import DesktopSession

Place = tuple[int, int]

_STEPS = 16
_PRESSED_S = "0.2"
_STEP_S = "0.02"
_SETTLED_S = "0.3"
# Double clicks and drags are told from clicks by time, and a program answers a drag step by step:
# these pauses are the hand's, not a wait for the program.


class Pointer:
    """Clicks and drags."""

    def __init__(self, desktop: DesktopSession) -> None:
        self._desktop = desktop

    def click(self, place: Place, *, times: int = 1) -> None:
        self._do(*_move(place), "sleep", _STEP_S, "click", "--repeat", str(times), "1")

    def drag(self, source: Place, target: Place, seen_over_target: Callable[[], object]) -> None:
        """Press on *source*, travel, and let go on *target* once it has been seen to react."""
        self._do(*_move(source), "sleep", _STEP_S, "mousedown", "1", "sleep", _PRESSED_S)
        try:
            # A jump would start the drag where it ends; and a program that scrolls or opens what
            # the pointer rests on begins anew with every move, so the last thing is standing still.
            self._do(*_leaving(source), *_travel(source, target), "sleep", _SETTLED_S)
            seen_over_target()
        except BaseException:
            self._do("key", "Escape")
            raise
        finally:
            self._do("mouseup", "1")

    def _do(self, *words: str) -> None:
        self._desktop.run("xdotool", *words)


class Keyboard:
    """Types and presses into whatever window is active."""

    def __init__(self, desktop: DesktopSession) -> None:
        self._desktop = desktop

    def type(self, text: str) -> None:
        self._desktop.run("xdotool", "type", "--delay", "8", text)

    def press(self, *keys: str) -> None:
        """Press keys such as "ctrl+s" or "Tab", one after the other."""
        self._desktop.run("xdotool", "key", *keys)


def _move(place: Place) -> tuple[str, ...]:
    return ("mousemove", *map(str, place))


def _leaving(source: Place) -> list[str]:
    """Small steps past the distance from which a press counts as a drag."""
    return _along([(source[0] + 4 * step, source[1] + 2 * step) for step in range(1, 7)])


def _travel(source: Place, target: Place) -> list[str]:
    """A straight way, and a tremble at its end so that the last place is told for certain."""
    way = [
        (_part(source[0], target[0], step), _part(source[1], target[1], step))
        for step in range(1, _STEPS + 1)
    ]
    tremble = [(target[0] + 1, target[1]), target, (target[0] + 1, target[1]), target]
    return _along([*way, *tremble])


def _along(places: list[Place]) -> list[str]:
    return [word for place in places for word in (*_move(place), "sleep", _STEP_S)]


def _part(start: int, end: int, step: int) -> int:
    return start + (end - start) * step // _STEPS
