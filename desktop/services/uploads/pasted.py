"""Pictures from the clipboard: files that are nowhere else, kept for as long as any upload."""

import contextlib
import time
from collections.abc import Collection
from pathlib import Path

from desktop.support.paths import private_folder

_KEPT_S = 30 * 24 * 3600
"""What nothing refers to may be wanted again for a month: cancelled by mistake, for one."""


def pasted_folder(account: Path) -> Path:
    """The folder of one account's pictures, which only the user can read. Raises OSError."""
    return private_folder(account / "pasted")


def clear_away(folder: Path, needed: Collection[str]) -> None:
    """Remove what is older than a month, but for the *needed*, by name."""
    for picture in folder.iterdir():
        # One that cannot go is in nobody's way.
        with contextlib.suppress(OSError):
            if picture.name not in needed and picture.stat().st_mtime < time.time() - _KEPT_S:
                picture.unlink()
