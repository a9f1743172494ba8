"""Where the program's own files live."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

_APP = "bizztree"
_LONGEST_SOCKET_PATH = 100
"""Bytes; systems take 104 to 108."""


class Profile(NamedTuple):
    """The folders everything is written to; only the user can read them."""

    root: Path

    @property
    def settings_file(self) -> Path:
        return self.root / "settings.json"

    @property
    def lock_file(self) -> Path:
        return self.root / "running.lock"

    @property
    def log_file(self) -> Path:
        return self.root / "logs" / "bizztree.log"

    @property
    def demo(self) -> Path:
        """For the files of the throw-away account, which the next one replaces."""
        return self.root / "demo"

    def account_folder(self, account_key: str) -> Path:
        """The folder of one account; its name tells nothing about whose it is."""
        return self.root / "accounts" / _digest(account_key)

    @property
    def journals(self) -> frozenset[Path]:
        """The journals of all accounts that were ever opened, sound or not."""
        return frozenset((self.root / "accounts").glob("*/journal.db"))

    @property
    def socket_name(self) -> str:
        """The name under which a running program is found by a second start.

        A file of the profile, where sockets are files and the path is not too long for one.
        """
        path = str(self.root / "running.socket")
        if sys.platform != "win32" and len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
            return path
        return f"{_APP}-{_digest(str(self.root))}"


def _digest(text: str) -> str:
    import hashlib

    return hashlib.sha256(os.fsencode(text)).hexdigest()[:20]


def open_profile(folder: Path | None) -> Profile:
    """The profile in *folder*, or the user's own; OSError where it cannot be made."""
    root = folder.absolute() if folder else _users_own()
    private_folder(root)
    return Profile(root)


def fresh_profile(folder: Path) -> Profile:
    """An empty profile in *folder*; what was there is gone."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    return open_profile(folder)


def private_folder(path: Path) -> Path:
    """Make *path*, and see to it that only the user can enter it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    return path


def _users_own() -> Path:
    from platformdirs import user_data_path

    return user_data_path(_APP, appauthor=False, roaming=False)
