"""All benches, one after another, each in a process of its own: `python -m tests.bench [NAME ...]`.

A good part of the time goes into making copies of a million customers.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

BENCHES = (
    "startup",
    "selecting",
    "editing",
    "syncing",
    "stalls",
    "upload_send",
    "upload_drop",
    "upload_stalls",
    "upload_long_run",
    "photos",
    "search",
    "search_typing",
    "tree_frames",
    "tree_growth",
)
_SHARING = frozenset({"search_typing", "tree_growth"})


def measure(names: Sequence[str]) -> int:
    """Run those of *names*, or all; how many failed."""
    failed = 0
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    with tempfile.TemporaryDirectory() as folder:
        for name in names or BENCHES:
            more = ["--folder", str(Path(folder) / "copies")] if name in _SHARING else []
            command = [sys.executable, "-m", f"tests.bench.{name}", *more]
            sys.stdout.write(f"--- {name}\n")
            sys.stdout.flush()
            failed += subprocess.run(command, env=environment, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(measure(sys.argv[1:]))
