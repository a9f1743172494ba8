"""What the user wants to be different of files before they go."""

from typing import NamedTuple

from desktop.domain.batches import Changes
from desktop.domain.uploads import UploadId


class Wish(NamedTuple):
    """These uploads are to be changed so."""

    ids: tuple[UploadId, ...]
    changes: Changes


Wishes = tuple[Wish, ...]
