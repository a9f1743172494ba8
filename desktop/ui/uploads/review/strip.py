"""One batch that can still be undone: what is said of it, asked, and changed."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QDialog,
    QStyle,
    QStyleOptionFocusRect,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.batches import Again, Batch, Changes
from desktop.domain.ids import DocumentId
from desktop.domain.uploads import BatchId, Upload, UploadId
from desktop.ui.asking import answered
from desktop.ui.notice import Severity
from desktop.ui.tasks import Tasks
from desktop.ui.uploads.review import head, words
from desktop.ui.uploads.review.again import Repeats
from desktop.ui.uploads.review.details import Details
from desktop.ui.uploads.review.digest import Digest
from desktop.ui.uploads.review.head import Head
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.notes import Notes
from desktop.ui.uploads.review.plain import Ground
from desktop.ui.uploads.review.redirect import RedirectDialog
from desktop.ui.uploads.review.replacing import ReplaceSheet
from desktop.ui.uploads.review.wish import Wishes, ids_of

_KEPT_AFTER_MS = 500
"""Whatever ends the program, what was typed before that is not lost."""


class BatchStrip(Ground):
    """Holds its batch while the user is at work in it, and does what its buttons say.

    Signals:
        left: The user is done here: Escape, with nothing open.
        unfolded: Its details are open now, and need room, or are closed again (bool).
    """

    left = Signal()
    unfolded = Signal(bool)

    def __init__(self, means: ReviewMeans, digest: Digest) -> None:
        super().__init__()
        self.setObjectName("review_strip")
        # By the keyboard alone: a click counts as a touch, and would stop the hold for good.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._means, self._digest = means, digest
        self._tasks = Tasks(means.messages.report)
        self._has_focus = self._is_asking = self._is_held = self._is_released = False
        self._is_stopped = False
        self._head, self._notes, self._repeats = Head(), Notes(), Repeats(means)
        self._details: Details | None = None
        self._kept = digest.batch.typed
        self._keeping = QTimer(self, singleShot=True, interval=_KEPT_AFTER_MS)
        self._keeping.timeout.connect(self._keep_typed)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(8, 5, 8, 5)
        self._layout.setSpacing(4)
        for part in (self._head, self._repeats, self._notes):
            self._layout.addWidget(part)
        self._connect()
        self.put(digest)

    @property
    def batch(self) -> BatchId:
        return self._digest.batch.id

    @property
    def heading(self) -> str:
        return self._head.sentence.text()

    @property
    def is_open(self) -> bool:
        return self._head.buttons[head.DETAILS].isChecked()

    @property
    def more(self) -> int:
        """How much higher than its least it would like to be, in points."""
        return self._details.more if self._details is not None and self.is_open else 0

    def put(self, digest: Digest) -> None:
        """Show the batch as it is now."""
        self._digest = digest
        self.set_severity(Severity.WARNING if digest.batch.asks else Severity.INFO)
        self._show_head()
        learned = self._means.uploads.learned
        self._notes.put(
            words.notes(
                digest,
                smallest_failed=learned.smallest_failed or 0,
                largest_worked=learned.largest_worked,
            )
        )
        self._ask_of_repeated()
        if self._details is not None:
            self._details.show_digest(digest)

    def tick(self, batch: Batch) -> None:
        """Another second is gone."""
        self._digest = replace(self._digest, batch=batch)
        self._show_head()

    def take_up(self) -> None:
        """Go on with what was typed here and not taken when the program ended."""
        if typed := self._digest.batch.typed:
            self._head.buttons[head.DETAILS].setChecked(True)
            if self._details is not None:
                self._details.take_up(typed)
            self._commit()

    def note_focus(self, *, is_inside: bool) -> None:
        """The keyboard is here now, or no longer."""
        self._has_focus = is_inside
        self._fit_hold()

    def stop(self) -> None:
        self._commit()
        self._is_stopped = True
        self._tasks.stop()
        self._repeats.stop()
        if self._details is not None:
            self._details.stop()

    # --- what Qt calls ------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_hold()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._commit()
        self._fit_hold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.is_open:
            self._fold()
        else:
            self.left.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self._touch()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            option = QStyleOptionFocusRect()
            option.initFrom(self)
            option.rect = self.rect().adjusted(2, 2, -2, -2)
            painter = QStylePainter(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, option)
            painter.end()

    # --- what the user does -------------------------------------------------------------------

    def _press(self, name: str) -> None:
        batches = self._means.uploads.batches
        is_taken = self._commit()
        if not is_taken and name in (head.SEND, head.ADD):
            self._show_unfit()
            return
        match name:
            case head.UNDO | head.REFUSE:
                batches.undo(self.batch, ids_of(self._digest.rows))
            case head.SEND:
                batches.send_now(self.batch)
            case head.ADD:
                batches.confirm(self.batch)
            case head.REDIRECT:
                self._tasks.start("redirect", self._redirect())

    def _toggle_details(self, is_open: bool) -> None:  # a slot of QAbstractButton.toggled
        if not is_open and not self._commit():
            with QSignalBlocker(self._head.buttons[head.DETAILS]):
                self._head.buttons[head.DETAILS].setChecked(True)
            self._show_unfit()
            return
        if is_open and self._details is None:
            self._details = Details(self._means)
            self._details.wished.connect(self._change)
            self._details.dropped.connect(self._cancel)
            self._details.touched.connect(self._keep_soon)
            self._layout.addWidget(self._details, 1)
            follow(self._head.buttons[head.DETAILS], self._details)
        if self._details is not None:
            self._details.setVisible(is_open)
            if is_open:
                self._details.show_digest(self._digest)
        self.unfolded.emit(is_open)
        self._fit_hold()

    def _change(self, wishes: Wishes) -> None:
        batches = self._means.uploads.batches
        for wish in wishes:
            batches.change(wish.ids, wish.changes)
        self._touch()

    def _cancel(self, ids: tuple[UploadId, ...]) -> None:
        self._means.uploads.cancel(ids)
        self._touch()

    def _answer_note(self, key: str) -> None:
        """The only note that can be answered: whether the place stays in the photos."""
        if key == "place":
            rows = self._digest.telling
            keeps = not all(row.keeps_place for row in rows)
            ids = tuple(row.id for row in rows)
            self._means.uploads.batches.change(ids, Changes(keeps_place=keeps))
            self._touch()

    def _answer_again(self, ids: tuple[UploadId, ...], again: Again) -> None:
        self._means.uploads.batches.answer_earlier(ids, again)
        self._touch()

    def _touch(self) -> None:
        """Count anew; while the batch is held there is nothing to count."""
        if not self._is_held:
            self._means.uploads.batches.touch(self.batch)

    def _fold(self) -> None:
        """Close the details; first give up what was typed and cannot be taken."""
        if self._details is not None and self._details.put_back():
            return
        self._head.buttons[head.DETAILS].setChecked(False)
        if not self.is_open:
            self._head.buttons[head.DETAILS].setFocus()

    def _commit(self) -> bool:
        """Take what was typed and not left yet; whether all of it could be."""
        if self._details is None or self._is_stopped:
            return True
        is_taken = self._details.commit()
        self._keep_typed()
        return is_taken

    def _keep_soon(self) -> None:
        # Not begun anew by each key: who types without a pause is to lose nothing either.
        if not self._keeping.isActive():
            self._keeping.start()

    def _keep_typed(self) -> None:
        self._keeping.stop()
        typed = self._details.typed if self._details is not None else ()
        if typed != self._kept and not self._is_stopped:
            self._kept = typed
            self._means.uploads.batches.keep_typed(self.batch, typed)

    def _show_unfit(self) -> None:
        if self._details is not None:
            self._details.show_unfit()

    # --- dialogs ------------------------------------------------------------------------------

    async def _redirect(self) -> None:
        dialog = RedirectDialog(
            finding=self._means.finding, messages=self._means.messages, parent=self.window()
        )
        self._hold_for(is_asking=True)
        try:
            async with answered(dialog):
                if dialog.target is not None:
                    self._means.uploads.batches.redirect(self.batch, dialog.target)
        finally:
            self._hold_for(is_asking=False)

    def _ask_to_replace(self, row: Upload) -> None:
        earlier = row.earlier
        if earlier is not None and earlier.document_id is not None:
            self._tasks.start("replace", self._replace(row, earlier.document_id))

    async def _replace(self, row: Upload, document: DocumentId) -> None:
        sheet = ReplaceSheet(means=self._means, row=row, document=document, parent=self.window())
        self._hold_for(is_asking=True)
        try:
            async with answered(sheet):
                if sheet.result() == QDialog.DialogCode.Accepted:
                    self._means.uploads.batches.answer_earlier(
                        (row.id,), Again.REPLACE, document_id=document
                    )
        finally:
            self._hold_for(is_asking=False)

    # --- how ----------------------------------------------------------------------------------

    def _hold_for(self, *, is_asking: bool) -> None:
        self._is_asking = is_asking
        self._fit_hold()

    def _fit_hold(self) -> None:
        """Stop the hold while the user is at work here; it counts anew from the end of it."""
        # What is hidden holds nothing: nobody would know why it does not go up. But what was typed
        # and cannot be taken must not be left out: nothing that went up can be changed.
        is_looked_at = self._has_focus or self._is_asking or self.is_open
        is_unfit = self._details is not None and self._details.is_unfit
        held = not self._is_stopped and (is_unfit or (self.isVisible() and is_looked_at))
        if held != self._is_held:
            self._is_held = held
            self._means.uploads.batches.hold(self.batch, held)
            self._show_head()

    def _ask_of_repeated(self) -> None:
        """Whoever gave the last answer by keyboard goes on where they came from."""
        was_asking = holds(self._repeats, self.window().focusWidget())
        self._repeats.put(self._digest.repeated)
        if was_asking and self._repeats.isHidden():
            self.left.emit()

    def _show_head(self) -> None:
        batch = self._digest.batch
        if not self._is_held:
            is_waiting = bool(batch.asks or batch.typed)
            self._is_released = not is_waiting and batch.seconds_left is None
        self._head.put(self._digest, is_looked_at=self._is_held, is_released=self._is_released)
        status = self._head.status.text()
        self.setAccessibleName(f"{self.heading}. {status}" if status else self.heading)

    def _connect(self) -> None:
        self._head.pressed.connect(self._press)
        self._head.buttons[head.DETAILS].toggled.connect(self._toggle_details)
        self._notes.answered.connect(self._answer_note)
        self._repeats.answered.connect(self._answer_again)
        self._repeats.replace_asked.connect(self._ask_to_replace)
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(lambda: self._press(head.UNDO))


def follow(before: QWidget, part: QWidget) -> None:
    """Have Tab lead from *before* through *part*, which came late into the window."""
    for widget in part.findChildren(QWidget):
        # The lists that fold out of a field are windows of their own.
        is_in_window = widget.window() is part.window()
        if is_in_window and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            QWidget.setTabOrder(before, widget)
            before = widget


def holds(strip: QWidget, widget: QWidget | None) -> bool:
    """Whether *widget* is *strip* or in it, lists that fold out of it included."""
    while widget is not None and widget is not strip:
        widget = widget.parentWidget()
    return widget is strip
