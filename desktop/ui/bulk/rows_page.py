"""The second step: what would change, and what comes of it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.bulk import AGAIN, NEEDS_YOU, UNDECIDED, BulkRow, BulkState
from desktop.ui.bulk import words
from desktop.ui.bulk.batches import Batches
from desktop.ui.bulk.means import BulkMeans
from desktop.ui.bulk.model import BulkModel
from desktop.ui.bulk.view import BulkView
from desktop.ui.forms.note import Note
from desktop.ui.importing.parts import (
    button,
    button_foot,
    filter_head,
    plain_label,
    thin_progress,
)
from desktop.ui.notice import Severity
from desktop.ui.texts import tr

_BUTTONS = ("theirs", "mine", "again", "queue", "undo", "back", "pause", "run", "close_rows")
_ON_THE_LEFT = frozenset({"theirs", "mine", "again"})
_AT_THE_TROUBLE = "queue"
_TOLD_MS = 80
"""Rows may come faster than anybody reads."""
_OPEN = frozenset({BulkState.WAITING, BulkState.SENDING})
_YET_TO_GO = _OPEN | {BulkState.QUEUED}
_UNDONE = frozenset({BulkState.STORED, BulkState.ALREADY})
_NOT_UNDONE = _OPEN | {BulkState.FAILED}

_FILTERS: Mapping[str, Callable[[BulkRow], bool]] = {
    "all": lambda _row: True,
    "changing": lambda row: row.state is not BulkState.SAME,
    "needs_you": lambda row: row.state in NEEDS_YOU,
    "open": lambda row: row.state in _OPEN,
}


class RowsPage(QWidget):
    """The rows of a batch, what can be done with them, and how far it is.

    Signals:
        asked: A button was pressed (str: its key).
    """

    asked = Signal(str)

    def __init__(self, means: BulkMeans) -> None:
        super().__init__()
        self._means = means
        self._batch: Batches | None = None
        self._has_begun = self._can_go_back = False
        self.model = BulkModel(means)
        self.view = BulkView(self.model)
        self._note = plain_label("bulk_note")
        self._trouble = _trouble()
        self._details = plain_label("bulk_details")
        self._filter = _filter()
        self._progress = thin_progress("bulk_progress", tr("bulk.progress"))
        self._buttons = {key: button(f"bulk_{key}", tr(f"bulk.{key}")) for key in _BUTTONS}
        for each in self._buttons.values():
            # All of them at once would make the sheet wider than a small screen.
            each.hide()
        self._late = QTimer(self, singleShot=True, interval=_TOLD_MS)
        self.setFocusProxy(self.view)
        self._lay_out()
        self._connect()

    def show_batch(self, batch: Batches, *, has_begun: bool, can_go_back: bool) -> None:
        """Show *batch*; before it has begun it is only what would be done."""
        self._batch, self._has_begun, self._can_go_back = batch, has_begun, can_go_back
        self.model.show_plan(batch.plan)
        self.view.show_result(is_first=has_begun)
        self._filter.setCurrentIndex(0)
        self._sift()
        self.tell()
        self.view.selectRow(0)

    def put(self, row: BulkRow) -> None:
        """One of the rows is another by now."""
        self.model.put(row)
        if not self._late.isActive():
            self._late.start()

    @property
    def has_begun(self) -> bool:
        """Whether what is shown was begun; before that it is only what would be done."""
        return self._has_begun

    def begin(self) -> None:
        """From here on it is looked at for what comes of it."""
        self._has_begun = True
        self.view.show_result(is_first=True)

    def tell(self) -> None:
        """Say how it stands, and offer what can be done."""
        if self._batch is None:
            return
        counts, is_running = self._batch.counts, self._batch.is_running
        self._note.setText(self._said())
        self._note.setAccessibleName(self._note.text())
        trouble = "" if is_running else words.halted(self._batch.halted_by)
        self._trouble.say(trouble, Severity.WARNING)
        total = sum(counts.values()) - counts[BulkState.SAME]
        self._progress.setVisible(self._has_begun)
        self._progress.setRange(0, max(1, total))
        self._progress.setValue(total - sum(counts[each] for each in _YET_TO_GO))
        self.model.allow_ticks(can_tick=not is_running)
        self._count_filters()
        self._offer(is_running=is_running)

    def stop(self) -> None:
        self._late.stop()

    # --- what is said -------------------------------------------------------------------------

    def _said(self) -> str:
        assert self._batch is not None  # noqa: S101  # asked by the caller
        counts, is_undo = self._batch.counts, self._batch.plan.is_undo
        if not self._has_begun:
            key = "bulk.told.undo" if is_undo else "bulk.told.plan"
            said = tr(key, count=counts[BulkState.WAITING], same=counts[BulkState.SAME])
            is_whole = self._batch.plan.is_whole
            return said if is_whole else f"{said} {tr('bulk.copy_not_whole')}"
        rows = self._batch.rows
        needy = sum(counts[each] for each in NEEDS_YOU)
        left = sum(counts[each] for each in _OPEN)
        said = tr("bulk.told.run", stored=sum(map(_stands, rows)), left=left)
        if self._batch.is_pausing:
            said = f"{tr('bulk.told.pausing')} {said}"
        if undone := sum(map(_is_undone, rows)):
            said = f"{tr('bulk.told.undone', count=undone)} {said}"
        if queued := counts[BulkState.QUEUED]:
            said = f"{said} {tr('bulk.told.queued', count=queued)}"
        return f"{said} {tr('bulk.told.needs_you', count=needy)}" if needy else said

    def _tell_chosen(self) -> None:
        """The chosen row in full."""
        chosen = self.view.chosen()
        text = ""
        if len(chosen) == 1 and self._batch is not None:
            result = words.result(chosen[0], self._means)
            text = tr("bulk.details", customer=words.customer(chosen[0]), result=result)
        self._details.setText(text)
        self._offer(is_running=self._batch is not None and self._batch.is_running)

    # --- what is offered ----------------------------------------------------------------------

    def _offer(self, *, is_running: bool) -> None:
        if self._batch is None:
            return
        counts, rows = self._batch.counts, self._batch.rows
        waiting = counts[BulkState.WAITING]
        is_over = self._has_begun and not is_running
        is_stuck = is_over and self._batch.halted_by is not None
        shown = {
            "theirs": any(row.state in UNDECIDED for row in rows),
            "mine": any(row.state in UNDECIDED for row in rows),
            "again": self._has_begun and any(row.state in AGAIN for row in rows),
            "queue": is_stuck and waiting > 0 and not self._batch.plan.is_undo,
            "undo": is_over and any(map(_is_stored, rows)),
            "back": self._can_go_back and not self._has_begun,
            "pause": is_running,
            "run": not is_running and (waiting > 0 or not self._has_begun),
            "close_rows": True,
        }
        for key, is_shown in shown.items():
            self._buttons[key].setVisible(is_shown)
        self._buttons["run"].setEnabled(waiting > 0)
        self._buttons["run"].setText(self._run_words(waiting))
        chosen = self.view.chosen()
        is_one_undecided = any(row.state in UNDECIDED for row in chosen)
        for key in ("theirs", "mine"):
            self._buttons[key].setEnabled(is_one_undecided)

    def _run_words(self, count: int) -> str:
        if self._has_begun:
            return tr("bulk.continue", count=count)
        is_undo = self._batch is not None and self._batch.plan.is_undo
        return tr("bulk.run_undo" if is_undo else "bulk.run", count=count)

    def _count_filters(self) -> None:
        rows = self._batch.rows if self._batch is not None else ()
        for at, (key, fits) in enumerate(_FILTERS.items()):
            count = sum(map(fits, rows))
            text = tr("bulk.filter", name=tr(f"bulk.filter.{key}"), count=count)
            self._filter.setItemText(at, text)

    def _sift(self) -> None:
        key = tuple(_FILTERS)[max(0, self._filter.currentIndex())]
        self.model.sift(_FILTERS[key])

    # --- arranging ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self._late.timeout.connect(self.tell)
        self._late.timeout.connect(self._tell_chosen)
        self._filter.currentIndexChanged.connect(lambda _index: self._sift())
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._tell_chosen())
        self.model.modelReset.connect(self._tell_chosen)
        for key, each in self._buttons.items():
            each.clicked.connect(lambda _=False, k=key: self.asked.emit(k))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(filter_head(self._note, tr("bulk.show"), self._filter))
        layout.addLayout(self._trouble_line())
        layout.addWidget(self._progress)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._details)
        foot = {key: each for key, each in self._buttons.items() if key != _AT_THE_TROUBLE}
        layout.addLayout(button_foot(foot, _ON_THE_LEFT))
        for each in self._buttons.values():
            # Those that are not offered yet would keep the window from being narrow.
            each.hide()

    def _trouble_line(self) -> QHBoxLayout:
        """What keeps it from going on, and the way around that."""
        line = QHBoxLayout()
        line.addWidget(self._trouble, 1)
        line.addWidget(self._buttons[_AT_THE_TROUBLE], 0, Qt.AlignmentFlag.AlignTop)
        return line


def _is_stored(row: BulkRow) -> bool:
    """Whether some of it is in Microbizz, and not undone."""
    return row.undoes is None and row.is_chosen and row.is_stored


def _stands(row: BulkRow) -> bool:
    """Whether what was stored is in Microbizz still; of a part that was not undone its row says."""
    is_left = row.undoes is not None and row.state in _NOT_UNDONE
    return is_left or _is_stored(row)


def _is_undone(row: BulkRow) -> bool:
    return row.undoes is not None and row.state in _UNDONE


def _filter() -> QComboBox:
    box = QComboBox()
    box.setObjectName("bulk_filter")
    box.setAccessibleName(tr("bulk.show_spoken"))
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    for key in _FILTERS:
        box.addItem(tr(f"bulk.filter.{key}"))
    return box


def _trouble() -> Note:
    note = Note("bulk")
    note.setObjectName("bulk_trouble")
    return note
