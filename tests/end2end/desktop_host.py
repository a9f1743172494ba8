"""The processes of one private desktop, which live until standard input ends.

A process of its own, so that they end also when the test that wanted them is killed.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.end2end.waiting import NotSeenError, until

_BECOME_PARENT_OF_ORPHANS = 36  # PR_SET_CHILD_SUBREAPER
_ACCESSIBILITY = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")
_KEYBOARD = "dk"
"""Real keys for æ, ø and å: xdotool types them wrongly where it has to invent them."""

_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*"/> <allow receive_sender="*"/> <allow own="*"/>
  </policy>
</busconfig>
"""


def main(folder: Path, size: str) -> None:
    """Start a desktop below *folder*, tell its environment in one line, and end it at the end."""
    ctypes.CDLL(None).prctl(_BECOME_PARENT_OF_ORPHANS, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    screen, os.environ["DISPLAY"] = _start_screen(folder, size)
    try:
        subprocess.run(("setxkbmap", _KEYBOARD), check=True)
        # After the screen: what the bus starts inherits its environment.
        os.environ["DBUS_SESSION_BUS_ADDRESS"] = _start_bus(folder)
        _start_window_manager(folder)
        told = {name: os.environ[name] for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS")}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()
    finally:
        _end_all_but(screen)
        screen.terminate()
        screen.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _start_screen(folder: Path, size: str) -> tuple[subprocess.Popen[bytes], str]:
    line = ("Xvfb", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset", "-displayfd")
    screen, number = _start_and_hear(line, folder / "screen.log")
    return screen, f":{number}"


def _start_bus(folder: Path) -> str:
    """Only the accessibility bus can be called up: no keyring, portal or file service."""
    services = folder / "services"
    services.mkdir()
    (services / _ACCESSIBILITY.name).symlink_to(_ACCESSIBILITY)
    config = folder / "bus.conf"
    config.write_text(_BUS.format(folder=folder / "run", services=services), encoding="utf-8")
    line = ("dbus-daemon", f"--config-file={config}", "--nofork", "--print-address")
    return _start_and_hear(line, folder / "bus.log")[1]


def _start_and_hear(line: tuple[str, ...], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a program whose last argument takes the pipe on which it says that it is ready."""
    ear, mouth = os.pipe()
    with log.open("wb") as file:
        process = subprocess.Popen((*line, str(mouth)), pass_fds=(mouth,), stdout=file, stderr=file)
    os.close(mouth)
    with os.fdopen(ear) as answer:
        said = answer.readline().strip()
    if not said:
        sys.exit(f"{line[0]} did not start: {log.read_text(encoding='utf-8', errors='replace')}")
    return process, said


def _start_window_manager(folder: Path) -> None:
    with (folder / "window-manager.log").open("wb") as file:
        subprocess.Popen(("openbox", "--sm-disable"), stdout=file, stderr=file)
    ask = ("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
    until(lambda: b"window id" in subprocess.check_output(ask), "a window manager")


def _end_all_but(screen: subprocess.Popen[bytes]) -> None:
    """End what is left of the desktop while its screen still stands, orphans included."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        for process in descendants_of(os.getpid()):
            if process != screen.pid:
                _send(process, how)
        try:
            until(lambda: _reap_all_but(screen), "the end of the desktop", patience_s=3)
        except NotSeenError:
            continue
        return


def _send(process: int, how: signal.Signals) -> None:
    try:
        os.kill(process, how)
    except ProcessLookupError:
        return


def _reap_all_but(screen: subprocess.Popen[bytes]) -> bool:
    for process in descendants_of(os.getpid()):
        if process != screen.pid:
            try:
                os.waitpid(process, os.WNOHANG)
            except ChildProcessError:  # a grandchild, which its own parent has to reap
                continue
    return set(descendants_of(os.getpid())) <= {screen.pid}


def descendants_of(process: int) -> Iterator[int]:
    for child in _children_of(process):
        yield child
        yield from descendants_of(child)


def _children_of(process: int) -> list[int]:
    """The processes that have *process* as their parent, those that have ended included."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # gone between the listing and now
            continue
        # The name before the last parenthesis may hold spaces; state and parent follow it.
        if int(status.rpartition(")")[2].split()[1]) == process:
            found.append(int(folder.name))
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
