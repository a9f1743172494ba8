"""Make the README's pictures from the running program: `python3 packaging/screenshots.py`.

It brings its own screen. Look at the pictures before they are committed.
"""

import os
import sys
from pathlib import Path

import environment
import system

PICTURES = environment.ROOT / "packaging" / "pictures"


def main() -> int:
    python = environment.prepare(environment.LOCK)
    if Path(sys.prefix) != environment.VENV:
        _set_up_system()
        line = [str(python), str(Path(__file__).resolve())]
        os.execve(python, line, {**os.environ, "PYTHONPATH": str(environment.ROOT)})  # noqa: S606
    # Only now, for it needs what lies in the environment.
    import studio

    studio.take_all(PICTURES)
    return 0


def _set_up_system() -> None:
    system.provide_for_qt(environment.VENV)
    system.provide_for_end2end()
    if not any(Path("/usr/lib").glob("*/libgtk-3.so.0")):
        system.provide("what Qt takes the dark look from", ["libgtk-3-0"])


if __name__ == "__main__":
    sys.exit(main())
