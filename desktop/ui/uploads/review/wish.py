"""What the user wants to be different of files before they go."""

from collections.abc import Iterable
from typing import NamedTuple

from desktop.domain.batches import Changes
from desktop.domain.uploads import Upload, UploadId


class Wish(NamedTuple):
    """These uploads are to be changed so."""

    ids: tuple[UploadId, ...]
    changes: Changes


Wishes = tuple[Wish, ...]
Ids = tuple[UploadId, ...]


def ids_of(rows: Iterable[Upload]) -> Ids:
    return tuple(row.id for row in rows)
