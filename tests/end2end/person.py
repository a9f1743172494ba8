"""Somebody at the desktop, who sees what a screen reader is told and has a mouse and a keyboard."""

import re
import time
from collections.abc import Callable
from typing import TypeVar

from tests.end2end.desktop_session import DesktopSession
from tests.end2end.pointer import Keyboard, Pointer
from tests.end2end.running_program import RunningProgram
from tests.end2end.screen_reader import ANYTHING, Name, ScreenReader, Seen
from tests.end2end.waiting import NotSeenError, until

T = TypeVar("T")

_MOST_TABS = 80
_A_MOMENT_S = 4.0
_STILL_S = 0.25


class Person:
    """Uses one program; another one stays open beside it.

    Attributes:
        keyboard: What is typed goes to the window that is active.
    """

    def __init__(
        self, desktop: DesktopSession, reader: ScreenReader, program: RunningProgram
    ) -> None:
        self._reader = reader
        self._program = program
        self._pointer = Pointer(desktop)
        self.keyboard = Keyboard(desktop)

    def glances(
        self, role: str = "", name: Name = ANYTHING, *, state: str = "showing"
    ) -> list[Seen]:
        """What is there at this moment."""
        return self._reader.find(self._program.pid, role=role, name=name, state=state)

    def sees(self, role: str = "", name: Name = ANYTHING, *, state: str = "showing") -> Seen:
        """Wait until it is there and in that state; the first that is."""

        def look() -> list[Seen]:
            if self._program.has_ended:
                raise AssertionError(f"the program has ended, saying: {self._program.said}")
            return self.glances(role, name, state=state)

        return self._until(look, f"{role} {name!r} {state}")[0]

    def sees_no(self, role: str = "", name: Name = ANYTHING) -> None:
        """Wait until it is gone."""
        self._until(lambda: not self.glances(role, name), f"no {role} {name!r}")

    def reads(self, role: str, name: Name, text: str) -> None:
        """Wait until an entry holds this text."""
        self._until(
            lambda: any(seen.text == text for seen in self.glances(role, name)),
            f"{text!r} in {role} {name!r}",
        )

    def tabs_to(self, role: str, name: Name) -> None:
        """Press Tab until the control has the focus."""
        for _ in range(_MOST_TABS):
            if self.glances(role, name, state="focused"):
                return
            self._tab_on()
        raise AssertionError(f"{role} {name!r} cannot be reached by Tab")

    def clicks(self, role: str, name: Name, *, times: int = 1) -> None:
        self._pointer.click(self._standing_still(role, name).middle, times=times)

    def chooses(self, role: str, name: Name) -> None:
        """Click a row or a tab until it is the selected one: what it stood on may move away."""

        def is_selected() -> list[Seen]:
            return self.glances(role, name, state="selected")

        def try_again() -> list[Seen]:
            self.clicks(role, name)
            try:
                return until(is_selected, "it to be selected", _A_MOMENT_S)
            except NotSeenError:
                return []

        self._until(try_again, f"{role} {name!r} to be selected by a click")

    def drops(self, files: Seen, role: str, name: Name, *, once_told: re.Pattern[str]) -> None:
        """Drag *files* out of another program's window, and let go once told what will happen."""

        def is_told() -> bool:
            said = (word for seen in self.glances() for word in (seen.name, seen.description))
            return any(map(once_told.fullmatch, said))

        target = self._standing_still(role, name)
        told = f"the words {once_told.pattern!r}"
        self._pointer.drag(files.middle, target.middle, lambda: until(is_told, told))

    def _standing_still(self, role: str, name: Name) -> Seen:
        """Wait until it stays where it is: rows that come push others away from the pointer."""
        last: Seen | None = None
        since = 0.0

        def look() -> Seen | None:
            nonlocal last, since
            now = self.sees(role, name)
            if last is None or now.box != last.box:
                last, since = now, time.monotonic()
            return now if time.monotonic() - since > _STILL_S else None

        return self._until(look, f"{role} {name!r} to stand still")

    def _until(self, fact: Callable[[], T | None], what: str) -> T:
        """Wait for it; who waits in vain tells what was there instead."""
        try:
            return until(fact, what)
        except NotSeenError as error:
            lines = [f"  {seen.role} {seen.name!r} {seen.text[:40]!r}" for seen in self.glances()]
            raise NotSeenError("\n".join([str(error), "but saw", *lines])) from None

    def _tab_on(self) -> None:
        before = self._focused()
        self.keyboard.press("Tab")
        until(lambda: self._focused() != before, f"the focus to leave {before}")

    def _focused(self) -> list[tuple[str, str]]:
        return [(seen.role, seen.name) for seen in self.glances(state="focused")]
