"""What befalls uploads again and again before their last piece may leave."""

from dataclasses import dataclass

from desktop.domain.uploads import Upload, UploadId

_PROGRESS = 10
"""A try got further than all before it where that is by a tenth of the file: no jitter does it."""


@dataclass(slots=True)
class _Row:
    """Failures in a row; `silences` is how often the server had been silent by the last one."""

    count: int = 0
    furthest: int = 0
    silences: int = 0


class Mishaps:
    """Counts in a row: a try that got further breaks it, and so does a server that was silent.

    What remains is the file's fault, as far as can be told: while the server answers, it comes to
    nothing each time at the same place.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._rows: dict[UploadId, _Row] = {}

    def is_one_too_many(self, upload: Upload, *, silences: int = 0) -> bool:
        """Count one more; after so many in a row they are forgotten, and it is for the user."""
        row = self._rows.setdefault(upload.id, _Row(silences=silences))
        step = max(1, upload.bytes_to_send // _PROGRESS)
        if row.silences != silences or upload.sent >= row.furthest + step:
            row.count = 0
        row.count += 1
        row.furthest, row.silences = max(row.furthest, upload.sent), silences
        if row.count >= self._most:
            self.forget(upload.id)
            return True
        return False

    def forget(self, upload: UploadId) -> None:
        """It went all the way."""
        self._rows.pop(upload, None)
