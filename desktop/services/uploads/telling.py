"""Telling the window what changed, often enough and no more."""

import asyncio

from desktop.domain.ids import CustomerId
from desktop.domain.uploads import UploadId
from desktop.services.changes import Change, ChangeFeed, Subject

_GATHERED_FOR_S = 0.05
"""Progress comes from several lanes at once, each many times a second."""


class Telling:
    """Publishes changes of uploads, progress gathered."""

    def __init__(self, changes: ChangeFeed) -> None:
        self._changes = changes
        self._progressed: set[int] = set()
        self._later: asyncio.TimerHandle | None = None

    def changed(self, *uploads: UploadId) -> None:
        """These are different; none where only a pause or a batch is."""
        self._changes.publish(Change(subject=Subject.UPLOADS, ids=frozenset(uploads)))

    def stored(self, customer: CustomerId) -> None:
        ids = frozenset({int(customer)})
        self._changes.publish(Change(subject=Subject.DOCUMENTS, ids=ids, cause="upload"))

    def progressed(self, upload: UploadId) -> None:
        self._progressed.add(upload)
        if self._later is None:
            loop = asyncio.get_running_loop()
            self._later = loop.call_later(_GATHERED_FOR_S, self._tell_progress)

    def close(self) -> None:
        if self._later is not None:
            self._later.cancel()

    def _tell_progress(self) -> None:
        self._later = None
        told, self._progressed = frozenset(self._progressed), set()
        self._changes.publish(Change(subject=Subject.UPLOADS, ids=told))
