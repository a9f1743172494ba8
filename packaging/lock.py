"""Write the two lock files anew from pyproject.toml: `python3 packaging/lock.py [--upgrade]`.

Without `--upgrade` the versions stay as they are wherever pyproject.toml still allows them.
It needs `uv` (`pip install uv`), which nothing else here does.
"""

import shutil
import subprocess
import sys

from environment import LOCK, ROOT, TEST_LOCK, command

COMPILE = (
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--no-build",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "--no-annotate",
)


def uv() -> str:
    """The `uv` in the project's environment, else the one on the path."""
    found = shutil.which(command("uv")) or shutil.which("uv")
    if found is None:
        sys.exit("packaging/lock.py needs uv. Get it with: python3 -m pip install uv")
    return found


def main() -> int:
    compile_ = (uv(), *COMPILE, *sys.argv[1:], "pyproject.toml")
    subprocess.run((*compile_, "--extra=test", f"--output-file={TEST_LOCK}"), cwd=ROOT, check=True)
    # Held to the versions just chosen, so that the program runs with what was tested.
    constrained = (*compile_, f"--constraints={TEST_LOCK}", f"--output-file={LOCK}")
    subprocess.run(constrained, cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
