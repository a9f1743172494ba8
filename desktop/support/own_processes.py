"""How the program starts its own child processes, run from source, installed or frozen."""

import os
import sys
from pathlib import Path

import desktop

DEMO_SERVER = "--demo-server"
PICTURE_WORKER = "--picture-worker"
SYNC_WORKER = "--sync-worker"
UPLOAD_WORKER = "--upload-worker"
TABLE_READER = "--table-reader"
"""First arguments with which a frozen program, its own interpreter, becomes one of its children."""


def own_command(switch: str, module: str) -> list[str]:
    """The command for *module* as a process of its own; a frozen program is told by *switch*."""
    if getattr(sys, "frozen", False):
        return [sys.executable, switch]
    return [sys.executable, "-m", module]


def own_environment() -> dict[str, str]:
    """Ours, with this very package to be found from any folder."""
    here = str(Path(desktop.__file__).resolve().parent.parent)
    others = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (here, others)))}
