"""What a program shows, as a screen reader is told it."""

import json
import re
import subprocess
from pathlib import Path
from typing import NamedTuple, Self

from tests.end2end.desktop_session import DesktopSession

_SYSTEMS_PYTHON = "/usr/bin/python3"
_TREE = Path(__file__).with_name("accessibility_tree.py")

Name = str | re.Pattern[str]
"""An accessible name, or a pattern of the whole of one."""
ANYTHING = re.compile(".*", re.DOTALL)


class Seen(NamedTuple):
    """One object as it was when asked for; its box is in pixels of the screen."""

    role: str
    name: str
    description: str
    box: tuple[int, int, int, int]
    text: str
    label: str

    @property
    def middle(self) -> tuple[int, int]:
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


class ScreenReader:
    """Asks a running program what it shows."""

    def __init__(self, desktop: DesktopSession) -> None:
        self._process = subprocess.Popen(
            (_SYSTEMS_PYTHON, "-I", str(_TREE)),
            env=desktop.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def find(
        self, pid: int, *, role: str = "", name: Name = ANYTHING, state: str = "showing"
    ) -> list[Seen]:
        """What is on the screen now of the program and in that state."""
        pattern = re.escape(name) if isinstance(name, str) else name.pattern
        question = {"pid": pid, "role": role, "name": pattern, "state": state}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return [_seen(each) for each in json.loads(self._process.stdout.readline())]

    def close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process.wait(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _seen(told: dict[str, object]) -> Seen:
    box = told.pop("box")
    assert isinstance(box, list)
    left, top, width, height = box
    words = {key: str(value) for key, value in told.items()}
    return Seen(**words, box=(left, top, width, height))
