"""A desktop of the tests' own: screen, window manager, session bus, home folder."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from tests.helpers.source import ROOT

# Of the desktop the tests are started from, nothing may reach the one they run on.
_FOREIGN = ("WAYLAND_", "DBUS_", "DISPLAY", "XAUTHORITY", "XDG_", "QT_", "GTK_", "LC_", "SESSION_")


class DesktopSession:
    """A desktop that ends with `close` or with the process that made it, whichever is first.

    Attributes:
        environment: What a program has to be started with to appear on this desktop.
    """

    def __init__(self, size: str = "1600x1000") -> None:
        # Not pytest's folder: the names of sockets in it must stay below 108 characters. It goes
        # away with the host.
        self._folder = Path(tempfile.mkdtemp(prefix="bizztree-desktop-"))
        for name in ("home", "run"):
            (self._folder / name).mkdir(mode=0o700)
        self.environment = self._bare_environment()
        module = (sys.executable, "-m", "tests.end2end.desktop_host")
        # A session of its own: a Ctrl+C in the terminal is the tests' to deal with.
        self._host = subprocess.Popen(
            (*module, str(self._folder), size),
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self._host.stdout is not None
        line = self._host.stdout.readline()
        if not line:
            self.close()
            raise AssertionError("the desktop did not start")
        self.environment |= json.loads(line)

    def _bare_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
        return kept | {
            "HOME": str(self._folder / "home"),
            "XDG_RUNTIME_DIR": str(self._folder / "run"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            "QT_QPA_PLATFORM": "xcb",
            # Qt tells nobody what it shows unless somebody asked before it started.
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def run(self, *line: str) -> str:
        """Run a command on this desktop; what it says."""
        return subprocess.run(
            line, env=self.environment, check=True, capture_output=True, text=True, timeout=60
        ).stdout

    def keep_picture(self, path: Path) -> None:
        """Write what the screen shows to a PNG file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.run("import", "-silent", "-window", "root", str(path))

    def close(self) -> None:
        for pipe in (self._host.stdin, self._host.stdout):
            if pipe is not None:
                pipe.close()
        self._host.wait(timeout=20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
