"""The transfers: all uploads of the account, and what can be done about each."""

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.uploads import BatchId, Upload, UploadId, UploadState
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.uploads.service import Uploads
from desktop.ui.faces import Faces
from desktop.ui.texts import tr
from desktop.ui.uploads import wishes
from desktop.ui.uploads.list import TransfersList
from desktop.ui.uploads.model import TransfersModel
from desktop.ui.uploads.strips import HoldStrips, PauseStrip

# Progress comes some twenty times a second; a drop of five hundred files in one go.
_GATHERED_FOR_MS = 30
_COUNTED_EVERY_MS = 200
_WRONG = frozenset({UploadState.REFUSED, UploadState.NEEDS_YOU})


class TransfersDock(QWidget):
    """Shows what is on its way and lets the user undo, cancel, send again and decide.

    Signals:
        customer_asked: The user wants to see the customer of an upload (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(self, *, uploads: Uploads, changes: ChangeFeed) -> None:
        super().__init__()
        self.setObjectName("transfers")
        self.setAccessibleName(tr("uploads.title"))
        self._uploads = uploads
        self._model = TransfersModel()
        self._list = TransfersList(self._model)
        self._holds, self._pause, self._bar = HoldStrips(), PauseStrip(), wishes.WishBar()
        self._list.addActions(self._bar.actions_in_order)
        self._faces = Faces(self._list)
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._countdown = QTimer(self, interval=_COUNTED_EVERY_MS)
        self._unsubscribe = changes.subscribe(self._note)
        self._lay_out()
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the uploads as they are now."""
        rows = self._uploads.rows
        before = {row.id: row.state for row in self._model.rows}
        self._model.put(rows)
        if rows:
            self._faces.show_content()
        else:
            self._faces.show_empty(tr("uploads.empty"))
        self._bring_up_what_is_new(before)
        is_waiting = any(row.state is UploadState.READY for row in rows)
        self._pause.put(self._uploads.pause if is_waiting else None)
        self._count_down()
        self._tell()

    def stop(self) -> None:
        self._unsubscribe()
        self._late.stop()
        self._countdown.stop()

    def state(self) -> dict[str, object]:
        return self._list.layout_state()

    def restore(self, state: Mapping[str, object]) -> None:
        self._list.restore_layout(state)

    def _note(self, change: Change) -> None:
        if change.subject is Subject.UPLOADS and not self._late.isActive():
            self._late.start()

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

    def _count_down(self) -> None:
        held = self._uploads.held()
        self._holds.put(_batches(self._model.rows, held))
        if held:
            self._countdown.start()
        else:
            self._countdown.stop()

    def _tell(self) -> None:
        self._bar.put(self._list.chosen(), self._model.rows)
        self._bar.setVisible(bool(self._model.rowCount()))

    def _fulfil(self, wish: str) -> None:
        for row in wishes.meant_by(wish, self._list.chosen()):
            match wish:
                case wishes.SHOW:
                    self.customer_asked.emit(row.customer_id)
                case wishes.THERE:
                    self._uploads.settle(row.id, stored=True)
                case wishes.AGAIN:
                    self._uploads.retry(row.id)
                case wishes.DROP if row.state is UploadState.NEEDS_YOU:
                    self._uploads.settle(row.id, stored=False)
                case _:
                    self._uploads.cancel(row.id)
        self.refresh()

    def _connect(self) -> None:
        # Whoever pressed a button there goes on here when its strip goes.
        self._holds.setFocusProxy(self._list)
        self._late.timeout.connect(self.refresh)
        self._countdown.timeout.connect(self._count_down)
        self._list.selectionModel().selectionChanged.connect(self._tell)
        self._list.doubleClicked.connect(lambda _index: self._fulfil(wishes.SHOW))
        self._holds.undo_asked.connect(self._uploads.undo)
        self._holds.send_asked.connect(self._uploads.send_now)
        self._pause.try_asked.connect(self._uploads.try_again)
        self._bar.wished.connect(self._fulfil)
        self._bar.clear_asked.connect(self._uploads.forget_finished)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pause)
        layout.addWidget(self._holds)
        layout.addWidget(self._faces, 1)
        layout.addWidget(self._bar)


def _batches(
    rows: tuple[Upload, ...], held: Mapping[BatchId, float]
) -> dict[BatchId, tuple[int, str, float]]:
    """Each held batch: how many files, for whom, and the seconds left."""
    batches: dict[BatchId, tuple[int, str, float]] = {}
    for row in rows:
        if row.batch in held and row.state is UploadState.HELD:
            count = batches[row.batch][0] if row.batch in batches else 0
            batches[row.batch] = (count + 1, row.customer_name, held[row.batch])
    return batches
