"""The window of a change of many: fields and values, what would change, what came of it."""

from collections.abc import Coroutine, Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.domain.bulk import BulkRow, BulkState, Plan
from desktop.domain.checks import Unfit
from desktop.services.editing.batch import Batch
from desktop.ui.bulk import words
from desktop.ui.bulk.batches import Batches
from desktop.ui.bulk.fields_page import FieldsPage
from desktop.ui.bulk.means import BulkMeans, Scope
from desktop.ui.bulk.rows_page import RowsPage
from desktop.ui.entered import EnterDialog, activate_behind
from desktop.ui.keyboard import Backtrack
from desktop.ui.messages import Messages, Question
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_MOST_LISTED = 200


class BulkSheet(EnterDialog):
    """One change of many from its fields to its result; it may stay open beside the window.

    What was stored is on record with each customer; what was not sent is told before it closes.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        means: BulkMeans,
        scopes: Sequence[Scope],
        messages: Messages,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._means, self._messages = means, messages
        self._tasks = Tasks(messages.report)
        self._backtrack = Backtrack(self)
        self._batches: list[Batch] = []
        self._shown: Batches | None = None
        self._is_ended = False
        self._held: Batches | None = None
        self._pages = QStackedWidget()
        self._fields = FieldsPage(means, scopes)
        self._rows = RowsPage(means)
        self._lay_out()
        self._connect()

    @property
    def batch(self) -> Batch | None:
        """The one planned last."""
        return self._batches[-1] if self._batches else None

    @property
    def is_unsent(self) -> bool:
        """Whether something would be lost with it."""
        return self._question() is not None

    def show_plan(self, plan: Plan) -> None:
        """Show what was planned elsewhere, such as for those below a customer."""
        self._show(plan)

    def show_choices(self) -> None:
        """Offer what the lists hold now."""
        self._fields.show_choices()

    def reject(self) -> None:
        """Close, unless something is under way, not sent or only typed: then the user is asked."""
        if self._is_ended or self._question() is None:
            self.end()
        else:
            # Asked again, the older question gives way.
            self._tasks.start("close", self._ask_to_close())

    async def may_close(self) -> bool:
        """Whether it is closed by now, after a question if need be."""
        self._tasks.cancel("close")
        await self._ask_to_close()
        return self._is_ended

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802  # as Qt has it
        return self._backtrack.take() or super().focusNextPrevChild(forward)

    def end(self) -> None:
        """Close without a question; a row under way comes to its end."""
        self._is_ended = True
        self._tasks.stop()
        self._rows.stop()
        for batch in self._batches:
            self._means.bulk.forget(batch)
        super().reject()

    # --- planning -----------------------------------------------------------------------------

    async def _plan(self) -> None:
        try:
            changed = self._fields.changed()
        except Unfit:
            return
        self._fields.allow(is_busy=True)
        try:
            ids = await self._fields.scope.ids()
            self._show(await self._means.bulk.plan(ids, changed), can_go_back=True)
        finally:
            self._fields.allow(is_busy=False)

    def _show(self, plan: Plan, *, can_go_back: bool = False) -> None:
        batch = self._means.bulk.begin(plan)
        self._batches.append(batch)
        self._show_rows(batch, has_begun=False, can_go_back=can_go_back)
        self._turn_to(self._rows)

    def _show_rows(self, *batches: Batch, has_begun: bool, can_go_back: bool = False) -> None:
        """Of the first ones what the later ones leave of them, each as it is by now."""
        shown = self._shown = Batches(*batches)
        for each in self._batches:
            each.on_row, each.on_state = _unheard, _unheard
        for each in batches:
            each.on_row, each.on_state = partial(self._put, shown, each), self._rows.tell
        self._rows.show_batch(shown, has_begun=has_begun, can_go_back=can_go_back)

    def _put(self, shown: Batches, batch: Batch, row: BulkRow) -> None:
        if row.saved is not None and self._means.unverified is not None:
            self._means.unverified.saw(row.saved)
        if shown.owns(batch, row.id):
            self._rows.put(row)

    def _go_back(self) -> None:
        """From what would be undone to what was done, or to the fields."""
        self._means.bulk.forget(self._batches.pop())
        if self._batches:
            self._show_rows(*self._batches, has_begun=True)
        else:
            self._turn_to(self._fields)

    async def _undo(self, shown: Batches) -> None:
        """What was undone stays undone."""
        rows = [row for row in shown.rows if row.undoes is None]
        self._show(await self._means.bulk.inverse(rows), can_go_back=True)

    # --- doing --------------------------------------------------------------------------------

    def _do(self, key: str) -> None:
        if key == "close_rows":
            self.reject()
        elif key == "back":
            self._go_back()
        elif self._shown is not None:
            self._do_with(self._shown, key)

    def _do_with(self, shown: Batches, key: str) -> None:
        chosen = tuple(row.id for row in self._rows.view.chosen())
        match key:
            case "run" if self._rows.has_begun:
                shown.go_on()
            case "run":
                self._begin(shown.last)
            case "pause":
                shown.pause()
            case "again":
                shown.again()
            case "theirs" | "mine":
                shown.decide(chosen, is_mine=key == "mine")
            case "queue":
                self._start(shown.last.queue_rest())
            case "undo":
                self._start(self._undo(shown))
        self._rows.tell()

    def _begin(self, batch: Batch) -> None:
        if len(self._batches) > 1:
            # Those that an undo is not about stay in sight: they may be tried again.
            self._show_rows(*self._batches, has_begun=True)
        self._rows.begin()
        batch.start()

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.start("do", work)

    def _tick(self, ids: object, is_chosen: bool) -> None:
        if self._shown is not None and isinstance(ids, tuple) and not self._shown.is_running:
            self._shown.choose(ids, is_chosen=is_chosen)
            self._rows.tell()

    def _go(self) -> None:
        chosen = self._rows.view.chosen()
        if chosen:
            self.customer_asked.emit(chosen[0].id)

    # --- closing ------------------------------------------------------------------------------

    def _unsent(self) -> tuple[str, ...]:
        """Who is still to be sent of what was begun, in words."""
        lines: list[str] = []
        for batch in self._batches:
            if _has_begun(batch):
                rows = [row for row in batch.rows if _is_unsent(row.state) and row.is_chosen]
                lines += map(words.unsent, rows)
        return tuple(lines)

    def _is_any_unsure(self) -> bool:
        return any(words.is_unsure(row) for batch in self._batches for row in batch.rows)

    async def _ask_to_close(self) -> None:
        """What runs waits for the answer, or what is asked would not be true by then."""
        question, shown = self._question(), self._shown
        if shown is not None and shown.is_running and not shown.is_pausing:
            shown.pause()
            self._held = shown
            self._rows.tell()
        if question is None or await self._messages.ask(question, self) == "leave":
            self.end()
            activate_behind(self)
        elif (held := self._held) is not None:
            self._held = None
            if held.halted_by is None:
                held.go_on()
                self._rows.tell()

    def _question(self) -> Question | None:
        """What to ask before it closes; None where nothing would be lost."""
        if self._unsent():
            return self._of_unsent()
        is_typed = self._fields.touched and not any(map(_has_begun, self._batches))
        return self._of_typed() if is_typed else None

    def _of_what_is_left(self) -> Iterator[str]:
        yield tr("bulk.leave.unsure" if self._is_any_unsure() else "bulk.leave.text")
        if any(batch.is_running for batch in self._batches):
            yield tr("bulk.leave.sending")

    def _of_typed(self) -> Question:
        return Question(
            title=tr("bulk.forget.title", count=self._fields.touched),
            text=tr("bulk.forget.text"),
            answers=(("leave", tr("bulk.forget.yes")), ("stay", tr("bulk.forget.no"))),
            default="stay",
        )

    def _of_unsent(self) -> Question:
        unsent = self._unsent()
        more = len(unsent) - _MOST_LISTED
        listed = [
            *unsent[:_MOST_LISTED],
            *([tr("bulk.unsent_more", count=more)] if more > 0 else []),
        ]
        return Question(
            title=tr("bulk.leave.title", count=len(unsent)),
            text=" ".join(self._of_what_is_left()),
            answers=(("leave", tr("bulk.leave.yes")), ("stay", tr("bulk.leave.no"))),
            default="stay",
            details="\n".join(listed),
        )

    # --- arranging ----------------------------------------------------------------------------

    def _turn_to(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _connect(self) -> None:
        self._fields.preview_asked.connect(lambda: self._tasks.start("plan", self._plan()))
        self._fields.close_asked.connect(self.reject)
        self._rows.asked.connect(self._do)
        self._rows.model.ticked.connect(self._tick)
        self._rows.view.activated.connect(self._go)

    def _lay_out(self) -> None:
        self.setObjectName("bulk_sheet")
        self.setWindowTitle(tr("bulk.title"))
        for page in (self._fields, self._rows):
            self._pages.addWidget(page)
        layout = QVBoxLayout(self)
        layout.addWidget(self._pages, 1)
        self.resize(1000, 660)
        self._fields.setFocus()


def _has_begun(batch: Batch) -> bool:
    """Whether any of it was sent, or tried to."""
    is_any = any(row.saved or row.problem or row.conflicts for row in batch.rows)
    return batch.is_running or is_any or batch.halted_by is not None


def _is_unsent(state: BulkState) -> bool:
    return state in {BulkState.WAITING, BulkState.SENDING, BulkState.FAILED, BulkState.CONFLICT}


def _unheard(*_: object) -> None:
    """Another batch is shown."""
