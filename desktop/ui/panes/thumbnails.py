"""The thumbnails of the documents that are looked at, asked for and decoded as they are painted."""

import asyncio
from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from desktop.domain.ids import DocumentId
from desktop.domain.picture import Picture
from desktop.services.pictures import Pictures
from desktop.ui.tasks import Tasks

_MOST_KEPT = 500
# What was scrolled past long ago need not be decoded.
_MOST_WANTED = 120


class Thumbnails(QObject):
    """Answers at once with what it has, and has the rest fetched.

    Signals:
        wanted: A thumbnail is looked at that nobody asked the server for yet.
        drawn: A thumbnail is there to be painted (DocumentId).
    """

    wanted = Signal()
    drawn = Signal(object)

    def __init__(
        self, *, pictures: Pictures, longest: int, report: Callable[[BaseException], None]
    ) -> None:
        super().__init__()
        self._pictures = pictures
        self._longest = longest
        self._tasks = Tasks(report)
        self._wires: dict[DocumentId, str] = {}
        self._pixmaps: dict[DocumentId, QPixmap | None] = {}
        self._queue: dict[DocumentId, float] = {}
        self._was_asked = False
        self._is_decoding = False
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self.wanted)
        self._working = QTimer(self, singleShot=True, interval=0)
        self._working.timeout.connect(self._work)

    def pixmap(self, document: DocumentId, ratio: float) -> QPixmap | None:
        """The thumbnail for a screen of so many pixels a point; None while, or where, it is not."""
        if document in self._pixmaps:
            return self._pixmaps[document]
        if document in self._wires:
            self._queue.pop(document, None)
            self._queue[document] = ratio
            self._working.start()
        elif not self._was_asked:
            self._was_asked = True
            self._asking.start()
        return None

    def put(self, wires: Mapping[DocumentId, str]) -> None:
        """What the server sent; only thumbnails that differ are decoded anew."""
        changed = [key for key, wire in wires.items() if self._wires.get(key) != wire]
        self._wires = dict(wires)
        for key in changed:
            self._pixmaps.pop(key, None)
            self.drawn.emit(key)

    def ask_again(self, changed: Iterable[DocumentId]) -> None:
        """There are documents whose thumbnails are not known, or no longer right."""
        for key in changed:
            self._wires.pop(key, None)
            self._pixmaps.pop(key, None)
        self._was_asked = False

    def forget(self) -> None:
        """Another customer's documents come."""
        self.stop()
        self._wires.clear()
        self._pixmaps.clear()
        self._was_asked = False

    def stop(self) -> None:
        self._asking.stop()
        self._working.stop()
        self._queue.clear()
        self._tasks.stop()
        # Not left to the task: one that is cancelled before its first step never runs.
        self._is_decoding = False

    def _work(self) -> None:
        if not self._is_decoding:
            self._is_decoding = True
            self._tasks.start("decode", self._decode())

    async def _decode(self) -> None:
        """One after the other, what was looked at last first."""
        try:
            while self._queue:
                await self._decode_one(*self._queue.popitem())
        except asyncio.CancelledError:
            # By `stop`, and another may be decoding by now.
            raise
        except Exception:
            self._is_decoding = False
            raise
        self._is_decoding = False

    async def _decode_one(self, document: DocumentId, ratio: float) -> None:
        while len(self._queue) > _MOST_WANTED:
            del self._queue[next(iter(self._queue))]
        wire = self._wires.get(document, "")
        picture = await self._pictures.thumbnail(wire, longest=round(self._longest * ratio))
        if self._wires.get(document) == wire:
            self._keep(document, pixmap_of(picture, ratio) if picture else None)

    def _keep(self, document: DocumentId, pixmap: QPixmap | None) -> None:
        while len(self._pixmaps) >= _MOST_KEPT:
            del self._pixmaps[next(iter(self._pixmaps))]
        self._pixmaps[document] = pixmap
        self.drawn.emit(document)


def pixmap_of(picture: Picture, ratio: float) -> QPixmap:
    """*picture* as it is painted on a screen of so many pixels a point."""
    image = QImage(
        picture.rgba,
        picture.width,
        picture.height,
        4 * picture.width,
        QImage.Format.Format_RGBA8888,
    )
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
