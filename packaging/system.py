"""What the operating system has to bring: asked for by name, and installed where we may."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

# Qt names its libraries by file, Debian and Ubuntu by package; these do not follow their rule.
_PACKAGES = {
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libz.so.1": "zlib1g",
}


def provide_for_qt(venv: Path) -> None:
    """Make sure that Qt finds everything it is linked to, and a font."""
    if sys.platform != "linux":
        return  # The wheels for macOS and Windows are complete.
    if missing := missing_libraries(_qt_files(venv)):
        provide("libraries that Qt needs", [package_of(name) for name in missing], missing)
        if left := missing_libraries(_qt_files(venv)):
            sys.exit(f"Qt still lacks {', '.join(left)}.")
    if shutil.which("apt-get") and not any(Path("/usr/share/fonts").rglob("*.ttf")):
        provide("a font", ["fonts-dejavu-core"])


def provide_for_end2end() -> None:
    """Make sure of the programs with which the tests drive real windows on a screen."""
    missing = [package for package, is_there in _END2END.items() if not is_there()]
    provide("programs that the end-to-end tests use", missing)


def provide(what: str, packages: Iterable[str], files: Sequence[str] = ()) -> None:
    """Install *packages* of Debian or Ubuntu, or stop with the line that does."""
    wanted = sorted(set(packages))
    if not wanted:
        return
    if shutil.which("apt-get") is None:
        names = ", ".join(files or wanted)
        sys.exit(
            f"This system lacks {what}: {names}. Install what your system calls them and try "
            f"again; on Debian and Ubuntu they are: {' '.join(wanted)}."
        )
    if os.geteuid() != 0:
        line = f"sudo apt-get install --no-install-recommends {' '.join(map(_current, wanted))}"
        sys.exit(f"This system lacks {what}. Install them and try again:\n\n    {line}\n")
    _install(what, wanted)


def missing_libraries(files: Iterable[Path]) -> list[str]:
    """The libraries that *files* are linked to, directly or through others, and do not find."""
    ldd = subprocess.run(
        ("ldd", *files),
        env={**os.environ, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    return not_found(ldd.stdout)


def not_found(ldd_output: str) -> list[str]:
    """The names in ldd's lines such as `libxcb-cursor.so.0 => not found`."""
    lines = (line.strip().partition(" => ") for line in ldd_output.splitlines())
    return sorted({name for name, _, place in lines if place == "not found"})


def package_of(library: str) -> str:
    """Debian's package of a library: `libxcb-cursor.so.0` lies in `libxcb-cursor0`."""
    if library in _PACKAGES:
        return _PACKAGES[library]
    stem, _, version = library.lower().replace("_", "-").partition(".so.")
    return f"{stem}-{version}" if stem[-1].isdigit() else f"{stem}{version}"


def _install(what: str, packages: Sequence[str]) -> None:
    print(f"Installing {what} ...", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A failing update is no reason to stop: what is known already may do.
    subprocess.run(("apt-get", "update", "--quiet=2"), env=environment, check=False)
    install = ("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends")
    line = (*install, *map(_current, packages))
    # Its many lines on unpacking would bury ours; what goes wrong comes by the other way.
    done = subprocess.run(line, env=environment, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"This did not work: {' '.join(line)}\nThe reason is above.")


def _current(package: str) -> str:
    """*package* as this release calls it: newer ones add t64 to some (64-bit time)."""
    known = subprocess.run(
        ("apt-cache", "pkgnames", package), capture_output=True, text=True, check=False
    ).stdout.split()
    renamed = f"{package}t64"
    return renamed if renamed in known and package not in known else package


def _qt_files(venv: Path) -> list[Path]:
    """What the program loads of Qt, picked so that it leads to all the rest."""
    qt = next(venv.glob("lib/python*/site-packages/PySide6"))
    plugins = qt / "Qt" / "plugins"
    files = [
        qt / "QtWidgets.abi3.so",
        plugins / "imageformats" / "libqsvg.so",
        plugins / "platforms" / "libqxcb.so",
    ]
    if os.environ.get("WAYLAND_DISPLAY"):
        files.append(plugins / "platforms" / "libqwayland.so")
    return files


def _command(name: str) -> Callable[[], bool]:
    return lambda: shutil.which(name) is not None


def _file(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/usr").glob(pattern))


_END2END = {
    "at-spi2-core": _file("lib*/at-spi-bus-launcher"),
    "dbus": _command("dbus-daemon"),
    "imagemagick": _command("import"),
    "openbox": _command("openbox"),
    "python3-gi": _file("lib/python3/dist-packages/gi"),
    "thunar": _command("thunar"),
    "x11-utils": _command("xprop"),
    "x11-xkb-utils": _command("setxkbmap"),
    "xclip": _command("xclip"),
    "xdotool": _command("xdotool"),
    "xvfb": _command("Xvfb"),
}
"""Packages of Debian and Ubuntu, each with the sign that it is there."""
