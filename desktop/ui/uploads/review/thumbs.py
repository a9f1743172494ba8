"""The thumbnails of files that wait to go up, asked for as they are painted."""

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPixmap

from desktop.domain.errors import AppError
from desktop.domain.uploads import Upload, UploadId, UploadState
from desktop.ui.panes.thumbnails import pixmap_of
from desktop.ui.tasks import Tasks
from desktop.ui.uploads.review.means import ReviewMeans

LONGEST = 36
"""The longer side, in points."""

_MOST_KEPT = 400
# What was scrolled past need not be decoded.
_MOST_WANTED = 60


class UploadThumbs(QObject):
    """Answers at once with what it has, and has the rest made, what was looked at last first.

    Signals:
        drawn: A thumbnail is there to be painted (UploadId).
    """

    drawn = Signal(object)

    def __init__(self, means: ReviewMeans) -> None:
        super().__init__()
        self._thumbnail = means.thumbnail
        self._tasks = Tasks(means.messages.report)
        self._pixmaps: OrderedDict[UploadId, QPixmap | None] = OrderedDict()
        self._wanted: dict[UploadId, float] = {}
        self._is_working = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._work)

    def pixmap(self, row: Upload, ratio: float) -> QPixmap | None:
        """For a screen of so many pixels a point; None while, or where, there is none."""
        if row.id in self._pixmaps:
            return self._pixmaps[row.id]
        is_picture = row.kind is not None and row.kind.is_picture
        if is_picture and row.state is not UploadState.QUEUED:
            self._wanted.pop(row.id, None)
            self._wanted[row.id] = ratio
            if not self._is_working:
                self._soon.start()
        return None

    def stop(self) -> None:
        self._soon.stop()
        self._wanted.clear()
        self._tasks.stop()
        # Not left to the task: one that is cancelled before its first step never runs.
        self._is_working = False

    def _work(self) -> None:
        self._is_working = True
        self._tasks.start("thumbnails", self._make())

    async def _make(self) -> None:
        while self._wanted:
            while len(self._wanted) > _MOST_WANTED:
                del self._wanted[next(iter(self._wanted))]
            upload_id, ratio = self._wanted.popitem()
            try:
                picture = await self._thumbnail(upload_id, round(LONGEST * ratio))
            except AppError:
                # The sign of its kind is painted instead.
                picture = None
            self._keep(upload_id, pixmap_of(picture, ratio) if picture else None)
        self._is_working = False

    def _keep(self, upload_id: UploadId, pixmap: QPixmap | None) -> None:
        self._pixmaps[upload_id] = pixmap
        while len(self._pixmaps) > _MOST_KEPT:
            self._pixmaps.popitem(last=False)
        self.drawn.emit(upload_id)
