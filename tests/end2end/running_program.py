"""A program that runs on the tests' desktop, and the processes it has started."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.end2end.desktop_host import descendants_of
from tests.end2end.desktop_session import DesktopSession
from tests.end2end.waiting import until


class RunningProgram:
    """One program, started on a desktop; what it says is kept in a file."""

    def __init__(
        self,
        desktop: DesktopSession,
        said: Path,
        *line: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._said = said
        with said.open("wb") as file:
            self._process = subprocess.Popen(
                line,
                env={**desktop.environment, **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def said(self) -> str:
        """What it wrote to standard output and standard error so far."""
        return self._said.read_text(encoding="utf-8")

    def descendants(self) -> list[int]:
        """The processes it started, and those that they started."""
        return list(descendants_of(self.pid))

    def exit_code(self) -> int:
        """Wait for its end."""
        until(lambda: self.has_ended, f"the end of the program, which said: {self.said}")
        return self._process.returncode

    def kill(self) -> None:
        """End it as a crash would."""
        self._process.kill()
        self._process.wait()


def is_alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        status = Path("/proc", str(pid), "stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return False
    # One that has ended waits as a zombie until somebody asks how.
    return status.rpartition(")")[2].split()[0] != "Z"
