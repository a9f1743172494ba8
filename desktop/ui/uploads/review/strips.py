"""The strips of all batches that can still be undone, the newest on top."""

from collections.abc import Callable
from typing import NamedTuple

import shiboken6
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.uploads import BatchId
from desktop.services.changes import Change, Subject
from desktop.ui.search.announcing import Announcer
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import digest_of
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.strip import BatchStrip, holds

# A drop of five hundred files is looked at in one go, and told as many times.
_GATHERED_FOR_MS = 30
_COUNTED_EVERY_MS = 200
_GOOD_HEIGHT, _GOOD_OPEN, _MOST_OPEN = 140, 340, 480
_LEAST_HEIGHT, _LEAST_OPEN = 44, 120
"""Points: with less, what is open below a strip cannot be worked with."""


class _Timers(NamedTuple):
    """When to look again: soon after something changed, and while seconds go by."""

    late: QTimer
    countdown: QTimer


class ReviewStrips(QScrollArea):
    """Hides itself while there is nothing to be undone; is as high as its strips, or scrolls.

    Signals:
        opened: A new batch can be undone (BatchId).
        reshaped: There is more or less to be shown now.
    """

    opened = Signal(object)
    reshaped = Signal()

    def __init__(self, means: ReviewMeans) -> None:
        super().__init__()
        self.setObjectName("review")
        self.setAccessibleName(tr("review.title"))
        self._means = means
        self._strips: dict[BatchId, BatchStrip] = {}
        self._came_from: QWidget | None = None
        self._room: Callable[[], int] = lambda: 0
        self._announcer = Announcer(self)
        self._content = QWidget()
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(1)
        self._timers = _Timers(
            QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS),
            QTimer(self, interval=_COUNTED_EVERY_MS),
        )
        self._timers.late.timeout.connect(self.refresh)
        self._timers.countdown.timeout.connect(self._count_down)
        self._lay_out()

    @property
    def is_open(self) -> bool:
        """Whether the details of a batch are."""
        return any(strip.is_open for strip in self._strips.values())

    @property
    def least_height(self) -> int:
        """With which all that is open can be seen without scrolling, in points."""
        width = max(1, self.viewport().width())
        if self._layout.hasHeightForWidth():
            return self._layout.totalHeightForWidth(width)
        return self._layout.totalSizeHint().height()

    def find_room_by(self, room: Callable[[], int]) -> None:
        """Have *room* say how high this can be before the window has to grow, in points."""
        self._room = room

    def start(self) -> None:
        """Show what is open, and what opens from here on."""
        self._unsubscribe = self._means.changes.subscribe(self._note)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow_focus)
        self.refresh()

    def stop(self) -> None:
        """End all reads, for good."""
        self._unsubscribe()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.disconnect(self._follow_focus)
        for timer in self._timers:
            timer.stop()
        for strip in self._strips.values():
            strip.stop()

    def refresh(self) -> None:
        """Show the open batches as they are now."""
        uploads = self._means.uploads
        digests = [digest_of(batch, uploads.get) for batch in uploads.batches.open]
        shown = {digest.batch.id: digest for digest in digests if digest.rows}
        for batch in tuple(self._strips):
            if batch not in shown:
                self._remove(self._strips.pop(batch))
        for batch, digest in shown.items():
            if batch in self._strips:
                self._strips[batch].put(digest)
            else:
                self._add(BatchStrip(self._means, digest))
        self.setVisible(bool(self._strips))
        self._fit_countdown()
        self.updateGeometry()
        self.reshaped.emit()

    def focus_strip(self) -> None:
        """Bring the keyboard to the strip that needs it most: one that asks, else the newest."""
        if not self._strips:
            return
        asking = [each.id for each in self._means.uploads.batches.open if each.asks]
        key = next((each for each in asking if each in self._strips), list(self._strips)[-1])
        strip = self._strips[key]
        strip.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.ensureWidgetVisible(strip)

    # --- what Qt calls ------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height())

    def minimumSizeHint(self) -> QSize:
        # Opened, its last line says what photos lose: it is not to begin below the edge.
        good_open = min(max(_GOOD_OPEN, self.least_height), _MOST_OPEN)
        good, least = (good_open, _LEAST_OPEN) if self.is_open else (_GOOD_HEIGHT, _LEAST_HEIGHT)
        least = max(least, min(good, self._room()))
        # Nothing may be cut off at the side, where there is no scroll bar.
        width = (
            self._content.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        )
        return QSize(width, min(self._height(), least))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    # --- how ----------------------------------------------------------------------------------

    def _note(self, change: Change) -> None:
        if change.subject is Subject.UPLOADS and not self._timers.late.isActive():
            self._timers.late.start()

    def _count_down(self) -> None:
        for batch in self._means.uploads.batches.open:
            if batch.id in self._strips:
                self._strips[batch.id].tick(batch)

    def _fit_countdown(self) -> None:
        if self._strips:
            self._timers.countdown.start()
        else:
            self._timers.countdown.stop()

    def _add(self, strip: BatchStrip) -> None:
        self._strips[strip.batch] = strip
        strip.left.connect(self._hand_back)
        strip.unfolded.connect(lambda is_open: self._unfold(strip, is_open=is_open))
        # The newest on top, where it is seen whatever is open in another.
        self._layout.insertWidget(0, strip)
        strip.take_up()
        self._announcer.say_soon(strip.accessibleName())
        self.opened.emit(strip.batch)

    def _unfold(self, strip: BatchStrip, *, is_open: bool) -> None:
        """What is open takes the room that is to spare."""
        self._layout.setStretchFactor(strip, int(is_open))
        self.reshaped.emit()
        if is_open:
            # Once everything has its place.
            QTimer.singleShot(0, strip, lambda: self._bring_up(strip))

    def _bring_up(self, strip: BatchStrip) -> None:
        """Scroll to *strip* from its top on."""
        self._content.adjustSize()
        self.verticalScrollBar().setValue(strip.y())

    def _remove(self, strip: BatchStrip) -> None:
        """Whoever pressed a button there goes on where they came from."""
        strip.stop()
        if holds(strip, QApplication.focusWidget()):
            self._hand_back()
        self._layout.removeWidget(strip)
        strip.hide()
        strip.deleteLater()

    def _hand_back(self) -> None:
        came_from = self._came_from
        if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focusNextChild()

    def _follow_focus(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is None:
            # To another window: the user comes back to where the focus was.
            return
        was_inside, is_inside = holds(self, old), holds(self, now)
        if is_inside and not was_inside and old is not None and old.window() is self.window():
            self._came_from = old
        if is_inside and self._content.isAncestorOf(now) and now.window() is self.window():
            self._show_whole(now)
        for strip in self._strips.values():
            strip.note_focus(is_inside=holds(strip, now))

    def _show_whole(self, widget: QWidget) -> None:
        """Scroll to all of it; of a table, Qt itself would show the current row alone."""
        top = widget.mapTo(self._content, QPoint(0, 0)).y()
        for y in (top + widget.height(), top):
            self.ensureVisible(0, y, 0, 0)

    def _height(self) -> int:
        """Of all strips in the width there is, so that nothing is cut off."""
        return self.least_height + sum(strip.more for strip in self._strips.values())

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._content.installEventFilter(self)
        self.setWidget(self._content)
        self.hide()
