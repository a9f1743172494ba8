"""The workspace of one session: tree, card and transfers, and what ties them together."""

import asyncio

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from desktop.domain.errors import CustomerGone
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.services.browse import Place
from desktop.services.changes import Change, Subject
from desktop.services.session import Session
from desktop.support.settings import Section, Settings
from desktop.ui.actions import Actions, Needs
from desktop.ui.errands import Errands
from desktop.ui.forms.details import DetailsPane
from desktop.ui.messages import Messages, Question
from desktop.ui.notice import Severity
from desktop.ui.panes.card import CustomerCard
from desktop.ui.panes.tabs import Tabs
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.status_bar import StatusBar
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.panel import TreePanel
from desktop.ui.uploads.dock import TransfersDock

_SETTLED_AFTER_MS = 150
"""Walking the tree by arrow keys asks the server for nothing until it stops."""
_SECTION = "workspace"


class Workspace(QWidget):
    """Arranges the parts, and leads what one asks to the one that can.

    Signals:
        titled: What the window's title should be (str).
    """

    titled = Signal(str)

    def __init__(
        self,
        *,
        session: Session,
        actions: Actions,
        messages: Messages,
        status: StatusBar,
        settings: Settings,
    ) -> None:
        super().__init__()
        self._session, self._actions, self._messages = session, actions, messages
        self._status, self._settings = status, settings
        self._tasks = Tasks(messages.report)
        self._selected: Selected | None = None
        self._shown: Selected | None = None
        self._settled = QTimer(self, singleShot=True, interval=_SETTLED_AFTER_MS)
        self._make_parts()
        self._errands = Errands(session=session, messages=messages, window=self)
        self._splitters = _arrange(self, self.tree, self.card, self.transfers)
        self._undo: list[object] = []
        self._connect_parts()
        self._connect_actions()
        self._unsubscribe = session.changes.subscribe(self._changed)

    def start(self) -> None:
        """Show what was shown the last time, and begin to read."""
        state = self._settings.get(_SECTION)
        for name, splitter in self._splitters.items():
            sizes = state.get(name)
            if isinstance(sizes, list) and all(isinstance(size, int) for size in sizes):
                splitter.setSizes(sizes)
        self.tabs.restore(_section(state, "tabs"))
        self.card.show_tab(str(state.get("tab", "")))
        self.transfers.restore(_section(state, "transfers_columns"))
        self._actions["transfers"].setChecked(bool(state.get("transfers")))
        self.tree.restore(self._session.memory.get("tree"))
        self.tree.start()
        self._tasks.start("lists", self._read_lists())
        self._show_work()
        self._tell_the_past()

    def stop(self) -> None:
        """Remember how everything looked and end all reads; what writes is the session's."""
        self._settings.put(_SECTION, self._state())
        self._session.memory.put("tree", self.tree.state())
        self._unsubscribe()
        for connection in self._undo:
            self.disconnect(connection)  # type: ignore[call-overload]  # a connection's handle
        self._settled.stop()
        self._tasks.stop()
        self._errands.stop()
        self.tree.stop()
        self.card.stop()
        self.transfers.stop()

    async def may_leave(self) -> bool:
        """Whether the user lets this end: nothing typed is lost, no upload forgotten."""
        unfinished = self._session.uploads.unfinished_count
        if unfinished and not await self._ask_about_uploads(unfinished):
            return False
        return await self.details.may_leave()

    async def _ask_about_uploads(self, unfinished: int) -> bool:
        answer = await self._messages.ask(
            Question(
                title=tr("work.leave_title"),
                text=tr("work.leave_text", count=unfinished),
                answers=(("leave", tr("work.leave_yes")), ("stay", tr("work.leave_no"))),
                default="stay",
            ),
            self,
        )
        return answer == "leave"

    # --- parts --------------------------------------------------------------------------------

    def _make_parts(self) -> None:
        session, messages = self._session, self._messages
        self.tree = TreePanel(
            browse=session.browse,
            lists=session.lists,
            changes=session.changes,
            messages=messages,
        )
        self.details = DetailsPane(
            edits=session.edits, lists=session.lists, changes=session.changes, messages=messages
        )
        self.tabs = Tabs(session=session, messages=messages)
        self.card = CustomerCard(
            browse=session.browse,
            lists=session.lists,
            feeds=session.feeds,
            changes=session.changes,
            messages=messages,
            details=self.details,
            tabs=self.tabs.all,
        )
        self.transfers = TransfersDock(uploads=session.uploads, changes=session.changes)

    def _connect_parts(self) -> None:
        self._settled.timeout.connect(self._show_settled)
        self.tree.customer_selected.connect(self._select)
        self.tree.files_dropped.connect(self._upload)
        self.tree.new_customer_asked.connect(self._new_customer)
        self.card.customer_asked.connect(self.go_to)
        self.card.files_dropped.connect(self._upload)
        self.card.tab_hidden.connect(self._messages.say)
        self.details.dirty_changed.connect(self._allow_actions)
        self.details.customer_asked.connect(self.go_to)
        self.details.retry_asked.connect(self.card.reload)
        self.tabs.related.customer_asked.connect(self.go_to)
        self.tabs.documents.files_dropped.connect(self._upload)
        self.tabs.documents.add_files_asked.connect(self._add_files)
        self.tabs.documents.paste_asked.connect(self._paste)
        self.transfers.customer_asked.connect(self.go_to)
        self._errands.customer_asked.connect(self.go_to)
        self._errands.files_chosen.connect(self._upload)

    def _connect_actions(self) -> None:
        wiring = {
            "new_top": lambda: self._new_customer(None),
            "new_child": lambda: self._new_customer(self._selected),
            "add_files": lambda: self._add_files(""),
            "save": self.details.save,
            "revert": self.details.revert,
            "find": self.tree.focus_search,
            "refresh": self._refresh,
            "expand_branch": self.tree.expand_branch,
            "parent": self._go_to_parent,
            "expiring": self._errands.show_expiring,
        }
        for key, slot in wiring.items():
            self._undo.append(self._actions[key].triggered.connect(lambda _=False, s=slot: s()))
        self._undo.append(self._actions["transfers"].toggled.connect(self.transfers.setVisible))

    # --- selecting ----------------------------------------------------------------------------

    def go_to(self, customer: CustomerId) -> None:
        """Show *customer* in the tree and beside it; asks the server only for what is not there."""
        if not self.tree.show_customer(customer):
            self._tasks.start("go to", self._reveal(customer))

    def _select(self, selected: Selected | None) -> None:
        """Follow the tree, unless a form with changes must be asked about first."""
        if selected is None and self._selected is not None:
            # Its row went; perhaps only to another branch.
            self._tasks.start("go to", self._look_for(self._selected))
            return
        if self._selected is not None and self.details.is_dirty:
            if selected is None or selected.id != self._selected.id:
                self._tasks.start("leave", self._select_if_allowed(selected))
            return
        self._follow(selected)

    async def _select_if_allowed(self, selected: Selected | None) -> None:
        if await self.details.may_leave():
            self._follow(selected)
        elif self._selected is not None:
            self.tree.select(self._selected.id)

    def _follow(self, selected: Selected | None) -> None:
        """Show the first at once; those that follow quickly only when the last has settled."""
        if selected == self._selected:
            return
        self._selected = selected
        self._allow_actions()
        self.titled.emit(tr("app.title", customer=selected.name) if selected else tr("app.name"))
        if self._settled.isActive():
            self._settled.start()
            return
        self.card.show_selected(selected)
        self._shown = selected
        self._settled.start()

    def _show_settled(self) -> None:
        if self._selected != self._shown:
            self._shown = self._selected
            self.card.show_selected(self._selected)

    async def _look_for(self, lost: Selected) -> None:
        try:
            await self._reveal(lost.id)
        except CustomerGone as error:
            if self.details.is_dirty:
                self.details.show_problem(error)
            else:
                self._follow(None)

    async def _reveal(self, customer: CustomerId) -> None:
        found, parents = await asyncio.gather(
            self._session.browse.customer(customer), self._session.browse.parents(customer)
        )
        await self.tree.reveal(Place(customer=found, parents=parents))

    def _go_to_parent(self) -> None:
        if self._selected is not None and self._selected.parent_id != NO_CUSTOMER:
            self.go_to(self._selected.parent_id)

    # --- doing --------------------------------------------------------------------------------

    def _new_customer(self, parent: Selected | None) -> None:
        self._errands.new_customer(parent)

    def _add_files(self, folder: str) -> None:
        if self._selected is not None:
            self._errands.choose_files(self._selected, folder)

    def _paste(self, folder: str) -> None:
        if self._selected is not None:
            self._errands.paste(self._selected, folder)

    def _upload(self, dropped: FilesDropped) -> None:
        self._session.uploads.add(
            dropped.customer.id, dropped.customer.name, dropped.paths, dropped.folder
        )
        self._actions["transfers"].setChecked(True)

    def _refresh(self) -> None:
        self._session.feeds.refresh()
        self.tree.reload()
        self.card.reload()
        self._tasks.start("lists", self._read_lists())

    async def _read_lists(self) -> None:
        await asyncio.gather(self._session.lists.load(), self._session.feeds.learn_refused())

    # --- telling ------------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.CONNECTION:
            self._status.show_connection(self._session.connection)
        elif change.subject in {Subject.UPLOADS, Subject.SAVING}:
            self._show_work()
            self._tell_failures()

    def _tell_failures(self) -> None:
        """Saves that failed when the form that asked for them had gone."""
        for error in self._session.edits.take_failures():
            self._messages.say(tr("work.save_failed"), severity=Severity.PROBLEM)
            self._messages.report(error)

    def _tell_the_past(self) -> None:
        """What the last run left that the user should know of."""
        if self._session.journal.set_aside is not None:
            self._messages.say(tr("work.journal_set_aside"), severity=Severity.WARNING)
        unsettled = self._session.edits.unsettled
        if known := [f"#{id_}" for id_ in unsettled if id_ != NO_CUSTOMER]:
            words = tr("work.unsettled", customers=", ".join(known))
            self._messages.say(words, severity=Severity.WARNING)
        if NO_CUSTOMER in unsettled:
            self._messages.say(tr("work.unsettled_new"), severity=Severity.WARNING)

    def _show_work(self) -> None:
        count = self._session.uploads.unfinished_count
        words = [tr("work.uploads", count=count)] if count else []
        if self._session.edits.stopped is not None:
            words.append(tr("work.saving_stopped"))
        self._status.show_work(" · ".join(words))

    def _allow_actions(self) -> None:
        there = {Needs.NOTHING, Needs.SESSION}
        if self._selected is not None:
            there.add(Needs.CUSTOMER)
        if self.details.is_dirty:
            there.add(Needs.CHANGES)
        self._actions.allow(frozenset(there))

    def _floors(self) -> object:
        """The heights, which a hidden dock does not have; then those of the last time."""
        if self.transfers.isVisible():
            return self._splitters["floors"].sizes()
        return self._settings.get(_SECTION).get("floors")

    def _state(self) -> dict[str, object]:
        return {
            "sides": self._splitters["sides"].sizes(),
            "floors": self._floors(),
            "tabs": self.tabs.state(),
            "tab": self.card.visible_tab,
            "transfers": self._actions["transfers"].isChecked(),
            "transfers_columns": self.transfers.state(),
        }


def _section(state: Section, key: str) -> Section:
    """A part of what is remembered; empty where it is not of that shape."""
    found = state.get(key)
    return found if isinstance(found, dict) else {}


def _arrange(
    workspace: QWidget, tree: QWidget, card: QWidget, transfers: QWidget
) -> dict[str, QSplitter]:
    sides = QSplitter(Qt.Orientation.Horizontal)
    sides.addWidget(tree)
    sides.addWidget(card)
    sides.setStretchFactor(1, 1)
    sides.setSizes([430, 850])
    floors = QSplitter(Qt.Orientation.Vertical)
    floors.addWidget(sides)
    floors.addWidget(transfers)
    floors.setStretchFactor(0, 1)
    floors.setSizes([560, 190])
    transfers.hide()
    for splitter in (sides, floors):
        splitter.setChildrenCollapsible(False)
    layout = QVBoxLayout(workspace)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(floors)
    return {"sides": sides, "floors": floors}
