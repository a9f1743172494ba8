"""Whether there is a screen to open a window on."""

import sys
from collections.abc import Mapping
from pathlib import Path

_NO_SCREEN = frozenset({"offscreen", "minimal", "vnc", "linuxfb", "eglfs"})
_X_PORT = 6000


def display_problem(environment: Mapping[str, str]) -> str | None:
    """One sentence that says what is missing and how to go on, or None when a window can open.

    Asked before Qt is: Qt itself ends the process without a word a user could use.
    """
    if not sys.platform.startswith("linux"):
        return None
    if environment.get("QT_QPA_PLATFORM", "").partition(":")[0] in _NO_SCREEN:
        return None
    if _wayland_answers(environment) or _x_answers(environment.get("DISPLAY", "")):
        return None
    if environment.get("DISPLAY"):
        missing = f"The display {environment['DISPLAY']} does not answer."
    else:
        missing = "There is no display here to open a window on."
    return (
        f"Bizztree: {missing} Start it in a desktop session, over 'ssh -X', "
        "or on a virtual screen with 'xvfb-run bizztree'."
    )


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY", "")
    if not name:
        return False
    return (Path(environment.get("XDG_RUNTIME_DIR", "/")) / name).is_socket()


def _x_answers(display: str) -> bool:
    host, _, number = display.rpartition(":")
    screen = number.partition(".")[0]
    if not screen.isdigit():
        return False
    path = f"/tmp/.X11-unix/X{screen}"  # noqa: S108  # where X servers put it
    if host not in {"", "unix"}:
        return _connects((host, _X_PORT + int(screen)))
    # Servers without a file in /tmp listen under the same name in the abstract space.
    return Path(path).is_socket() or _connects(f"\0{path}")


def _connects(place: str | tuple[str, int]) -> bool:
    import socket

    family = socket.AF_UNIX if isinstance(place, str) else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(2)
        try:
            probe.connect(place)
        except OSError:
            return False
        return True
