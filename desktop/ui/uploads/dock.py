"""The transfers: all uploads of the account, and what can be done about each."""

import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from desktop.domain.batches import Answer
from desktop.domain.ids import CustomerId
from desktop.domain.pauses import Pause, PauseKind
from desktop.domain.uploads import BETWEEN, Upload, UploadId, UploadState
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.ui.faces import Faces
from desktop.ui.opening import open_outside
from desktop.ui.texts import tr
from desktop.ui.uploads import groups, wishes, words
from desktop.ui.uploads.groups import ON_THE_WAY, UNSETTLED
from desktop.ui.uploads.head import TransfersHead
from desktop.ui.uploads.list import TransfersList
from desktop.ui.uploads.model import FILE, TransfersModel
from desktop.ui.uploads.notes import notes
from desktop.ui.uploads.review.strips import ReviewStrips
from desktop.ui.uploads.strips import PauseStrip
from desktop.ui.uploads.totals import Totals

# Progress comes some twenty times a second; a drop of five hundred files in one go.
_GATHERED_FOR_MS = 30
_LEAST_HEIGHT = 44
_MANY, _MANY_GATHERED_FOR_MS = 1000, 150
_MEASURED_EVERY_MS = 500
_MAY_BE_LATE = frozenset({UploadState.SENDING, *BETWEEN})
_FOR_ALL = frozenset({PauseKind.JOURNAL, PauseKind.DISK, PauseKind.USER})
"""What is said though nothing waits: it would hold up whatever comes."""
_ANSWERS = {wishes.THERE: Answer.THERE, wishes.DROP: Answer.DROP}
_WRONG = frozenset({UploadState.REFUSED, UploadState.NEEDS_YOU})


ByState = Mapping[UploadState, Sequence[Upload]]


class Transfers(Protocol):
    """What the dock needs of the uploads."""

    @property
    def live(self) -> Sequence[Upload]: ...
    @property
    def listed(self) -> tuple[Upload, ...]: ...
    def count(self, *states: UploadState) -> int: ...
    def get(self, upload: UploadId, /) -> Upload | None: ...
    @property
    def pause(self) -> Pause | None: ...
    @property
    def unlisted(self) -> Collection[CustomerId]: ...
    @property
    def next_looks(self) -> Mapping[UploadId, float]: ...
    def cancel(self, ids: Iterable[UploadId], /) -> None: ...
    def retry(self, ids: Iterable[UploadId], /, *, as_files: bool = False) -> None: ...
    def settle(self, upload: UploadId, answer: Answer, /) -> None: ...
    def first(self, ids: Iterable[UploadId], /) -> None: ...
    def pause_all(self) -> None: ...
    def resume(self) -> None: ...
    def try_again(self) -> None: ...
    def hide_finished(self) -> None: ...


class TransfersDock(QWidget):
    """Shows what is on its way and lets the user cancel, send again and decide.

    Signals:
        customer_asked: The user wants to see the customer of an upload (CustomerId).
        told: Something the user asked for came to nothing (str).
    """

    customer_asked = Signal(object)
    told = Signal(str)

    def __init__(
        self, *, uploads: Transfers, changes: ChangeFeed, review: ReviewStrips | None = None
    ) -> None:
        super().__init__()
        self.setObjectName("transfers")
        self.setAccessibleName(tr("uploads.title"))
        self._uploads = uploads
        self._review = review
        self._model = TransfersModel()
        self._list = TransfersList(self._model)
        self._head, self._pause, self._bar = TransfersHead(), PauseStrip(), wishes.WishBar()
        self._list.addActions(self._bar.actions_in_order)
        self._faces = _faces_of(self._list)
        self._rest = _Rest()
        self._totals = Totals(time.monotonic)
        self._states: dict[UploadId, UploadState] = {}
        self._late_cancels: set[UploadId] = set()
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._measuring = QTimer(self, interval=_MEASURED_EVERY_MS)
        self._unsubscribe = changes.subscribe(self._note)
        self._lay_out()
        self._connect()
        self.refresh()

    @property
    def review(self) -> ReviewStrips | None:
        """The strips of what can still be undone."""
        return self._review

    def refresh(self) -> None:
        """Show the uploads as they are now."""
        rows = self._uploads.listed
        by_state = groups.by_state(rows)
        before, self._states = self._states, {row.id: row.state for row in rows}
        self._head.put(groups.counted(self._uploads.count))
        self._model.put(groups.within(rows, self._head.group), self._notes(by_state))
        if rows:
            self._faces.show_content()
        else:
            self._faces.show_empty(tr("uploads.empty"))
        self._bring_up_what_is_new(before)
        self._tell_pause(by_state.keys())
        self._keep_measuring(by_state.keys())
        self._tell()
        self._share_room()
        # A list of thousands is not looked through thirty times a second.
        self._late.setInterval(_GATHERED_FOR_MS if len(rows) < _MANY else _MANY_GATHERED_FOR_MS)

    def stop(self) -> None:
        self._unsubscribe()
        self._late.stop()
        self._measuring.stop()
        if self._review is not None:
            self._review.stop()

    def state(self) -> dict[str, object]:
        return self._list.layout_state()

    def restore(self, state: Mapping[str, object]) -> None:
        self._list.restore_layout(state)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt calls it
        """A button that goes, such as by its own click, hands the keyboard to the list."""
        focused = QApplication.focusWidget()
        is_ours = any(each.isAncestorOf(focused) for each in (self._rest, self._pause) if focused)
        is_going = focused is not None and not (focused.isVisible() and focused.isEnabled())
        if not is_ours or not is_going or not self._list.isVisible():
            return super().focusNextPrevChild(forward)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _share_room(self) -> None:
        """In a window too low for both, what is open in the review has the room of the list."""
        review = self._review
        if review is None:
            return
        room = self._room_beside(self._rest)
        is_crowded = review.is_open and room < review.least_height
        self._rest.setHidden(is_crowded)
        if is_crowded:
            # What stands above may need less by now.
            review.updateGeometry()

    def _room(self) -> int:
        """How high the review can be before the window has to grow."""
        return self._room_beside() if self._rest.isHidden() else self._room_beside(self._rest)

    def _room_beside(self, *parts: QWidget) -> int:
        floors = self.parentWidget()
        if not isinstance(floors, QSplitter):
            return 0
        above = [floors.widget(index) for index in range(floors.indexOf(self))]
        others = [*parts, *(each for each in (self._pause, *above) if each and not each.isHidden())]
        taken = sum(_least_height(other) for other in others)
        return floors.height() - floors.handleWidth() - taken

    def _note(self, change: Change) -> None:
        if change.subject is Subject.UPLOADS and not self._late.isActive():
            self._late.start()

    def _notes(self, by_state: ByState) -> dict[UploadId, str]:
        """What is known of uploads beyond their rows."""
        self._late_cancels = {
            each for each in self._late_cancels if self._states.get(each) in _MAY_BE_LATE
        }
        return notes(
            by_state,
            late=self._late_cancels,
            unlisted=self._uploads.unlisted,
            looks=self._uploads.next_looks,
        )

    def _bring_up_what_is_new(self, before: Mapping[UploadId, UploadState]) -> None:
        """Show what newly went wrong, or the files that came; else scroll nothing.

        A file that needs a decision is chosen too, unless the user has chosen something.
        """
        rows = self._model.rows
        changed = [i for i, row in enumerate(rows) if before.get(row.id) is not row.state]
        come = [i for i in changed if rows[i].id not in before]
        wrong = [i for i in changed if rows[i].state in _WRONG]
        asking = [i for i in wrong if rows[i].state is UploadState.NEEDS_YOU]
        if asking and not self._list.selectionModel().hasSelection():
            self._list.choose(asking[0])
        if wrong:
            self._list.bring_up(wrong)
        elif come:
            self._list.bring_to_top(come[0])

    def _tell_pause(self, states: Collection[UploadState]) -> None:
        """Say why nothing is sent where that keeps something back, or would."""
        why = self._uploads.pause
        is_waited_for = not UNSETTLED.isdisjoint(states)
        is_for_all = why is not None and why.kind in _FOR_ALL
        self._pause.put(why if is_waited_for or is_for_all else None)
        self._head.allow_pause(
            is_allowed=is_waited_for and (why is None or why.kind is not PauseKind.USER)
        )

    def _keep_measuring(self, states: Collection[UploadState]) -> None:
        """Also while nothing comes, for then it is slower every moment."""
        is_on_the_way = not ON_THE_WAY.isdisjoint(states)
        if is_on_the_way and not self._measuring.isActive():
            self._measuring.start()
            self._put_total()
        elif not is_on_the_way and self._measuring.isActive():
            self._measuring.stop()
            self._put_total()

    def _measure(self) -> None:
        """How far and how fast; the seconds until what is looked for is looked for again."""
        self._put_total()
        if self._uploads.count(UploadState.VERIFYING):
            self.refresh()

    def _put_total(self) -> None:
        is_paused = self._uploads.pause is not None
        rows = {row.id: row for row in self._uploads.live}
        for each in self._totals.followed:
            if each not in rows and (row := self._uploads.get(each)) is not None:
                rows[each] = row
        self._head.put_total(self._totals.look(rows.values(), is_paused=is_paused))

    def _tell(self) -> None:
        chosen = self._list.chosen()
        note = self._model.note(chosen[0].id) if chosen else self._said_of_older()
        self._bar.put(chosen, self._uploads.listed, note)

    def _said_of_older(self) -> str:
        """Where more ended than are listed, for the chips count them all."""
        group, counts = self._head.group, groups.counted(self._uploads.count)
        meant = sum(counts.values()) if group is None else counts.get(group, 0)
        older = meant - len(self._model.rows)
        return words.older(older) if older > 0 else ""

    def _fulfil(self, wish: str) -> None:
        meant = wishes.meant_by(wish, self._list.chosen(), self._uploads.listed)
        ids = [row.id for row in meant]
        match wish:
            case _ if not meant:
                return
            case wishes.SHOW:
                self.customer_asked.emit(meant[0].customer_id)
            case wishes.FILE:
                # The folder: what the file itself would open is for its own program to say.
                if words := open_outside(QUrl.fromLocalFile(str(meant[0].path.parent))):
                    self.told.emit(words)
            case wishes.FIRST:
                self._uploads.first(ids)
            case wishes.CANCEL:
                self._late_cancels.update(ids)
                self._uploads.cancel(ids)
            case wishes.AS_FILE:
                self._uploads.retry(ids, as_files=True)
            case _:
                self._settle(meant, _ANSWERS.get(wish, Answer.AGAIN))
        self.refresh()

    def _settle(self, rows: Iterable[Upload], answer: Answer) -> None:
        """Say what is to become of those that need the user, and of those that were refused."""
        refused = [row.id for row in rows if row.state is UploadState.REFUSED]
        if refused and answer is Answer.AGAIN:
            self._uploads.retry(refused)
        elif refused:
            self._uploads.cancel(refused)
        for row in rows:
            if row.state is UploadState.NEEDS_YOU:
                self._uploads.settle(row.id, answer)

    def _go_on(self) -> None:
        why = self._uploads.pause
        if why is not None and why.kind in {PauseKind.USER, PauseKind.UNSURE}:
            self._uploads.resume()
        else:
            self._uploads.try_again()

    def _pause_all(self) -> None:
        self._uploads.pause_all()

    def _hide_finished(self) -> None:
        self._uploads.hide_finished()

    def _connect(self) -> None:
        self._late.timeout.connect(self.refresh)
        self._measuring.timeout.connect(self._measure)
        self._list.selectionModel().selectionChanged.connect(self._tell)
        self._list.doubleClicked.connect(
            lambda index: self._fulfil(wishes.FILE if index.column() == FILE else wishes.SHOW)
        )
        self._pause.go_on_asked.connect(self._go_on)
        self._head.picked.connect(self.refresh)
        self._head.pause_asked.connect(self._pause_all)
        self._bar.wished.connect(self._fulfil)
        self._bar.clear_asked.connect(self._hide_finished)
        if self._review is not None:
            self._review.find_room_by(self._room)
            self._review.reshaped.connect(self._share_room)
            self._review.start()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        if self._review is not None:
            layout.addWidget(self._review)
        layout.addWidget(self._pause)
        layout.addWidget(self._rest, 1)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(0)
        rest.addWidget(self._head)
        rest.addWidget(self._faces, 1)
        rest.addWidget(self._bar)


class _Rest(QWidget):
    """What stands below the review; it can be as low as its least, whatever its width is."""

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt calls it
        # A layout gives what has one its whole good height before others have their least.
        return False

    def minimumSizeHint(self) -> QSize:
        """In the width it has: chips and buttons take more lines in less of it."""
        least, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and self.width():
            least.setHeight(max(least.height(), layout.minimumHeightForWidth(self.width())))
        return least


def _faces_of(transfers: TransfersList) -> Faces:
    faces = Faces(transfers)
    # The head and a line: a small window has no more, and the user can make room.
    faces.setMinimumHeight(_LEAST_HEIGHT)
    # What is said of the chosen files comes before more lines of the list.
    faces.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    return faces


def _least_height(widget: QWidget) -> int:
    return widget.minimumHeight() or widget.minimumSizeHint().height()
