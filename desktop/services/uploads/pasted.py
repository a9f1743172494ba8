"""Pictures from the clipboard: files that are nowhere else, kept for as long as any upload."""

import contextlib
import io
import time
from collections.abc import Collection
from pathlib import Path

from desktop.domain.errors import StorageFailed
from desktop.journal import uploads
from desktop.photos import wholeness
from desktop.support.paths import Profile, private_folder

_KEPT_S = 30 * 24 * 3600
"""What nothing refers to may be wanted again for a month: cancelled by mistake, for one."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_PNG_END = b"IEND"


def is_whole(content: bytes) -> bool:
    """Whether a PNG or a JPEG reaches its end; nothing is decoded, and little of it read."""
    if content.startswith(_PNG):
        return _reaches_png_end(content)
    return content.startswith(_JPEG) and not wholeness.lacks_its_end(io.BytesIO(content))


def _reaches_png_end(content: bytes) -> bool:
    place = len(_PNG)
    # A piece: the length of its content, four letters, the content, a check sum.
    while place + 12 <= len(content):
        kind = content[place + 4 : place + 8]
        place += 12 + int.from_bytes(content[place : place + 4])
        if kind == _PNG_END:
            return place <= len(content)
    return False


def clear_away_shared(profile: Profile, account: Path, needed: Collection[str]) -> None:
    """The same of the folder that an older program had for all accounts of a profile.

    *needed* is what the open one needs, whose folder *account* is. Where the journal of another
    one cannot be read, nothing goes. The folder goes once it is empty. Raises OSError.
    """
    folder = profile.root / "pasted"
    if not folder.is_dir():
        return
    others = (each for each in profile.journals if each.parent != account)
    try:
        of_others = frozenset().union(*map(uploads.needed_by, others))
    except StorageFailed:
        return
    clear_away(folder, of_others.union(needed))
    with contextlib.suppress(OSError):
        folder.rmdir()


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
