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
        system.provide_for_qt(environment.VENV)
        system.provide_for_end2end()
        line = [str(python), str(Path(__file__).resolve())]
        os.execve(python, line, {**os.environ, "PYTHONPATH": str(environment.ROOT)})  # noqa: S606
    # Only now, for it needs what lies in the environment.
    import studio

    studio.take_all(PICTURES)
    return 0


if __name__ == "__main__":
    sys.exit(main())
