"""Set up what the program needs and start it: `python3 packaging/run.py [arguments]`.

Without arguments it opens on the embedded server (`--demo`), so that it needs no account.
"""

import os
import subprocess
import sys


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036 - the case this line is there for
        sys.exit(f"Bizztree needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    # Only now, for an older Python cannot even read them.
    import environment
    import system

    python = environment.prepare(environment.LOCK)
    system.provide_for_qt(environment.VENV)
    return start(str(python), environment.ROOT, sys.argv[1:] or ["--demo"])


def start(python: str, root: "os.PathLike[str]", arguments: "list[str]") -> int:
    """Run the program where the user stands, so that paths among the arguments hold."""
    line = [python, "-m", "desktop", *arguments]
    found_first = [str(root), *filter(None, [os.environ.get("PYTHONPATH")])]
    surroundings = dict(os.environ, PYTHONPATH=os.pathsep.join(found_first))
    if os.name != "nt":
        # The program takes our place: signals and its exit status need nobody in between.
        os.execve(python, line, surroundings)  # noqa: S606
    return subprocess.call(line, env=surroundings)


if __name__ == "__main__":
    sys.exit(main())
