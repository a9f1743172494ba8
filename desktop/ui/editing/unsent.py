"""The window of unsent edits and drafts: what each waits for, and what can be done with it."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId
from desktop.services.changes import Change, Subject
from desktop.ui.editing import words
from desktop.ui.editing.lines import UnsentLine, table_model
from desktop.ui.editing.means import UnsentMeans
from desktop.ui.editing.unsent_parts import UnsentFoot, UnsentStory
from desktop.ui.entered import EnterDialog
from desktop.ui.faces import Faces
from desktop.ui.forms.conflicts import ask_conflicts
from desktop.ui.forms.naming import Naming, customer_words, customers_in
from desktop.ui.messages import Messages, Question
from desktop.ui.panes.table import RecordView
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

_GATHERED_FOR_MS = 100
_AGAIN = {"NumberTaken": "share", "NumberUnchecked": "unchecked", "CreateUnsure": "twice"}
"""What is asked before one is tried again, by what it was refused for."""


class UnsentSheet(EnterDialog):
    """Lists drafts and waiting saves; it may stay open beside the window.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
        draft_asked: The user wants to go on with a new customer (Draft).
    """

    customer_asked = Signal(object)
    draft_asked = Signal(object)

    def __init__(
        self, *, means: UnsentMeans, messages: Messages, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._means, self._messages = means, messages
        self._tasks, self._doing = Tasks(messages.report), Tasks(messages.report)
        self._model = table_model()
        self._table = RecordView(
            self._model, name="unsent_table", title=tr("unsent.title"), grows="customer"
        )
        self._table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.faces = Faces(self._table)
        self._story, self._foot = UnsentStory(Naming(lists=means.lists)), UnsentFoot()
        self._late = QTimer(self, singleShot=True, interval=_GATHERED_FOR_MS)
        self._unsubscribe: Callable[[], None] | None = means.changes.subscribe(self._note)
        self._lay_out()
        self._connect()
        self.faces.show_loading()
        self.reload()

    def reload(self) -> None:
        """Read anew what there is."""
        self._tasks.start("read", self._read())

    def stop(self) -> None:
        """End all reads, for good; closing the sheet does."""
        self._tasks.stop()
        self._doing.stop()
        self._late.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    # --- reading ------------------------------------------------------------------------------

    async def _read(self) -> None:
        try:
            found = (*await self._means.queue.rows(), *await self._means.drafts.all())
            parents = {each.parent for each in found if each.is_new and each.parent}
            parents |= {each for draft in found for each in _customers_in(draft)}
            rows = await self._means.browse.rows({each for each in parents if each > 0})
        except AppError as error:
            self.faces.show_problem(error)
            return
        names = {row.id: customer_words(row.name, row.number, row.id) for row in rows}
        self._story.naming = Naming(
            lists=self._means.lists, choices=self._means.choices, names=names
        )
        new = {each.customer: words.name_of(each) for each in found if each.is_new}
        self._show(found, {**names, **new})

    def _show(self, found: tuple[Draft, ...], names: Mapping[CustomerId, str]) -> None:
        lines = [
            UnsentLine(draft=each, parent=names.get(each.parent, "") if each.parent else "")
            for each in found
        ]
        self._table.put(lines)
        if lines:
            self.faces.show_content()
            if not self._table.chosen():
                self._table.selectRow(0)
        else:
            self.faces.show_empty(tr("unsent.none"))
        self._fit()

    def _note(self, change: Change) -> None:
        if change.subject is Subject.DRAFTS and not self._late.isActive():
            self._late.start()

    @property
    def _chosen(self) -> Draft | None:
        return next((line.draft for line in self._table.chosen()), None)

    def _fit(self) -> None:
        self._story.show_draft(self._chosen)
        self._foot.show_draft(self._chosen)

    # --- doing --------------------------------------------------------------------------------

    def _do(self, command: str) -> None:
        draft = self._chosen
        if draft is None:
            return
        if command == "go":
            self._go(draft)
            return
        works: Mapping[str, Callable[[Draft], Coroutine[Any, Any, None]]] = {
            "resolve": self._resolve,
            "adopt": self._adopt,
            "again": self._again,
            "drop": self._drop,
        }
        self._doing.start("do", works[command](draft))

    def _go(self, draft: Draft) -> None:
        if words.is_unsure(draft) and draft.fresh is not None:
            self.customer_asked.emit(draft.fresh.id)
        elif draft.is_new:
            self.draft_asked.emit(draft)
        else:
            self.customer_asked.emit(draft.customer)

    async def _resolve(self, draft: Draft) -> None:
        answers = await ask_conflicts(draft.conflicts, self._story.naming, self)
        if answers is not None:
            await self._means.queue.answers.decide(draft, answers)

    async def _adopt(self, draft: Draft) -> None:
        await self._means.queue.answers.adopt(draft)

    async def _again(self, draft: Draft) -> None:
        """Ask first where it would make a second customer of the same number or name."""
        key = _AGAIN.get(draft.problem)
        if draft.state is DraftState.QUEUED:
            self._means.queue.go()
            return
        answers = ("yes", "check", "no") if key == "unchecked" else ("yes", "no")
        answer = "check" if key is None else await self._answer(key, draft, answers)
        if answer in {"yes", "check"}:
            is_shared = answer == "yes" and key != "twice"
            await self._means.queue.answers.again(draft.customer, may_share_number=is_shared)

    async def _drop(self, draft: Draft) -> None:
        is_draft = draft.state is DraftState.DRAFT
        given_up = "drop_new" if draft.is_new else "drop"
        if not await self._agrees("discard" if is_draft else given_up, draft):
            return
        if is_draft:
            await self._means.drafts.drop(draft.customer)
        else:
            await self._means.queue.answers.drop(draft.customer)

    async def _agrees(self, key: str, draft: Draft) -> bool:
        return await self._answer(key, draft, ("yes", "no")) == "yes"

    async def _answer(self, key: str, draft: Draft, answers: tuple[str, ...]) -> str:
        name = words.name_of(draft)
        if key == "drop_new":
            name = words.typed_name(draft) or name
        question = Question(
            title=tr(f"unsent.ask.{key}.title", name=name),
            text=tr(f"unsent.ask.{key}.text", fields=words.fields_of(draft)),
            answers=tuple((each, tr(f"unsent.ask.{key}.{each}")) for each in answers),
            default="no",
        )
        return await self._messages.ask(question, self)

    # --- arranging ----------------------------------------------------------------------------

    def _connect(self) -> None:
        self.finished.connect(self.stop)
        self.faces.retry_asked.connect(self.reload)
        self._late.timeout.connect(self.reload)
        self._table.selectionModel().selectionChanged.connect(self._fit)
        self._table.record_chosen.connect(lambda line: self._go(line.draft))
        self._foot.asked.connect(self._do)
        self._foot.close_asked.connect(self.reject)

    def _lay_out(self) -> None:
        self.setObjectName("unsent_sheet")
        self.setWindowTitle(tr("unsent.title"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.faces, 3)
        layout.addWidget(self._story, 2)
        layout.addWidget(self._foot)
        self.resize(900, 520)


def _customers_in(draft: Draft) -> set[CustomerId]:
    """Those whom it refers to, as it was, as it is to be, and as it is by now."""
    said = [*draft.mine.items(), *((name, draft.base.value(name)) for name in draft.mine)]
    said += [(each.name, each.theirs) for each in draft.conflicts]
    return customers_in(said)
