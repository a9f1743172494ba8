"""The left side of the window: the tree, with what hides some of it."""

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.ids import NO_CUSTOMER, CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of
from desktop.services.browse import Browse, Place
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui.messages import Messages
from desktop.ui.notice import Severity
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree import several
from desktop.ui.tree.above import marks_above
from desktop.ui.tree.filters import Filters, titles_of
from desktop.ui.tree.loader import Loader
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.matches import Matches
from desktop.ui.tree.memory import Memory
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.pending import Pending, PendingReads, PendingTree
from desktop.ui.tree.refresh import Refresher, with_counts
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.stack import TreeStack
from desktop.ui.tree.view import TreeView

_MARGIN = 8
_HIDDEN_COUNTED_AFTER_MS = 50


class TreePanel(QWidget):
    """Shows who there is, and says who is selected.

    Signals:
        customer_selected: Another customer is looked at, one that is yet to be created, or none
            (Selected, NewCustomer or None).
        files_dropped: Files were let go over a customer (FilesDropped).
        new_customer_asked: The user wants a new customer below this one (Selected).
        sieve_changed: The user chose others to be shown.
        all_shown: Everybody is shown again for one who is not among those of `show_only`.
        move_asked: A customer was let go over another one (CustomerRow, CustomerId).
        asked: Something else is wanted of a row (str, CustomerRow or NewCustomer).
    """

    customer_selected = Signal(object)
    files_dropped = Signal(object)
    new_customer_asked = Signal(object)
    sieve_changed = Signal()
    all_shown = Signal()
    move_asked = Signal(object, object)
    asked = Signal(str, object)

    def __init__(
        self,
        *,
        browse: Browse,
        lists: Lists,
        marks: Marks,
        changes: ChangeFeed,
        messages: Messages,
        pending: PendingReads | None = None,
    ) -> None:
        super().__init__()
        self._browse, self._lists, self._marks, self._pending = browse, lists, marks, pending
        self._tasks = Tasks(messages.report)
        self._tree = PendingTree(self)
        self._view = TreeView(self._tree)
        self._matches = Matches(browse=browse, parent=self)
        self._stack = TreeStack(self._view, self._matches.view)
        self._memory = Memory(tree=self._tree, view=self._view)
        self._make_readers(messages)
        self._filters, self._status = Filters(), _status_line()
        self._counting = QTimer(self, singleShot=True, interval=_HIDDEN_COUNTED_AFTER_MS)
        self._connect(messages)
        self._lay_out()
        self._show_lists()
        self._unsubscribe = changes.subscribe(self._changed)

    @property
    def sieve(self) -> Sieve:
        """What the user chose to be shown."""
        return self._filters.sieve

    @property
    def chosen(self) -> tuple[CustomerId, ...]:
        """All that are selected, from top to bottom."""
        return tuple(row.id for row in several.chosen(self._stack.view))

    def start(self) -> None:
        """Begin to read the roots and the dots."""
        self._tree.put_whole(is_whole=self._browse.is_whole)
        self._loader.start_children(ROOT)
        self._tasks.start("marks", self._show_marks())
        self._tasks.start("pending", self._show_pending())

    def stop(self) -> None:
        self._unsubscribe()
        self._counting.stop()
        self._refresher.stop()
        self._tasks.stop()
        self._loader.stop()

    def reload(self) -> None:
        """Read everything that is open anew; what is selected, open and in sight stays so."""
        self._refresher.ask()

    def select(self, customer: CustomerId) -> None:
        """Go back to *customer* without telling; for a choice that was taken back."""
        self._stack.select(customer)

    def show_customer(self, customer: CustomerId) -> bool:
        """Select *customer* if the tree has it already; whether it has."""
        if self._stack.show_customer(customer):
            return True
        if not self._tree.index_of(customer).isValid():
            return False
        self._show_all()
        return self._stack.show_customer(customer)

    async def reveal(self, place: Place) -> None:
        """Open the tree down to *place*, and select the customer."""
        if self._stack.is_narrowed and self._stack.show_customer(place.row.id):
            return
        await self._loader.open_path(place)
        self._show_all()
        self._stack.show_customer(place.row.id)

    def show_new(self, local: CustomerId) -> None:
        """Bring the keyboard to a customer that is to be created."""
        self._tasks.start("go to", self._reveal_new(local))

    def show_only(self, ids: Collection[CustomerId] | None) -> None:
        """Show *ids* and those above them alone; None shows everybody as they were before.

        Somebody who was selected among the few stays selected, and is led to.
        """
        if ids is None:
            self._tasks.cancel("matches")
            self._widen()
        else:
            self._tasks.start("matches", self._show_matches(ids))

    def expand_branch(self) -> None:
        """Open all there is below the selected customer."""
        if customer := self._stack.view.customer:
            self._ask_branch(customer.id)

    def state(self) -> dict[str, object]:
        """What to remember, for the settings."""
        sieve = self._filters.sieve
        return {
            **self._memory.state(),
            "with_closed": sieve.with_closed,
            "maingroup": sieve.maingroup,
        }

    def restore(self, state: dict[str, Any]) -> None:
        maingroup = state.get("maingroup")
        sieve = Sieve(
            with_closed=bool(state.get("with_closed")),
            maingroup=MaingroupId(maingroup if isinstance(maingroup, int) else 0),
        )
        self._filters.show_sieve(sieve)
        self._tree.put_sieve(sieve)
        self._memory.restore(state)

    # --- parts --------------------------------------------------------------------------------

    def _make_readers(self, messages: Messages) -> None:
        self._loader = Loader(reads=self._browse.tree, tree=self._tree, messages=messages)
        self._refresher = Refresher(
            reads=self._browse.tree,
            tree=self._tree,
            loader=self._loader,
            open_keys=self._memory.open_keys,
            keeping=self._memory.keeping,
            messages=messages,
        )

    def _connect(self, messages: Messages) -> None:
        self._connect_views(messages)
        self._stack.customer_selected.connect(self._tell_selected)
        self._stack.lost.connect(self._look_for)
        self._loader.roots_read.connect(self._show_status)
        self._loader.branch_read.connect(self._view.expand_branch)
        self._refresher.refreshed.connect(self._show_refreshed)
        self._filters.sieve_chosen.connect(self._sift)
        self._tree.hidden_changed.connect(self._counting.start)
        self._counting.timeout.connect(self._show_hidden)

    def _connect_views(self, messages: Messages) -> None:
        for view in (self._view, self._matches.view):
            view.files_dropped.connect(self.files_dropped)
            view.move_asked.connect(self.move_asked)
            view.asked.connect(self.asked)
            view.new_customer_asked.connect(self.new_customer_asked)
            view.branch_asked.connect(self._ask_branch)
            view.place_asked.connect(self._go_to)
            view.seen_asked.connect(self._marks.mark_branch_seen)
            view.refused.connect(messages.report)
            view.missed.connect(lambda: messages.say(tr("tree.missed"), severity=Severity.WARNING))
        self._view.retry_asked.connect(self._loader.start_children)
        self._view.branch_opened.connect(self._browse.look_into)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, 0, 0)
        layout.setSpacing(6)
        for widget in (self._filters, self._stack, self._status):
            layout.addWidget(widget)
        layout.setStretch(layout.indexOf(self._stack), 1)
        self.setFocusProxy(self._stack)

    # --- who is looked at ---------------------------------------------------------------------

    def _tell_selected(self, chosen: Selected | NewCustomer | None) -> None:
        if chosen is not None:
            self._memory.forget_selected()
        self.customer_selected.emit(chosen)

    def _go_to(self, customer: CustomerId) -> None:
        self._tasks.start("go to", self._find(customer))

    async def _find(self, customer: CustomerId) -> None:
        if place := await self._browse.place(customer):
            await self.reveal(place)
        elif customer == self._stack.told and self._browse.is_whole:
            self._stack.let_go()

    def _look_for(self) -> None:
        if self._stack.told is not None:
            self._go_to(self._stack.told)

    def _ask_branch(self, key: CustomerId) -> None:
        if self._stack.is_narrowed:
            self._matches.view.expand_branch(key)
        else:
            self._loader.start_branch(key)
            self._browse.look_into(key)

    # --- those who were looked for ------------------------------------------------------------

    async def _show_matches(self, ids: Collection[CustomerId] | None = None) -> None:
        places = await self._matches.read(ids)
        with self._stack.quiet():
            self._matches.show(places, self._tree.sieve)
        self._stack.narrow()
        self._filters.show_chips(shown=False)

    def _show_all(self) -> None:
        """Leave those who were looked for, for one who is not among them."""
        if self._stack.is_narrowed:
            self._tasks.cancel("matches")
            self._widen()
            self.all_shown.emit()

    def _widen(self) -> None:
        if not self._stack.is_narrowed:
            return
        is_there = self._stack.widen()
        self._filters.show_chips(shown=True)
        self._matches.clear()
        if not is_there:
            self._look_for()

    # --- what changed -------------------------------------------------------------------------

    def _changed(self, change: Change) -> None:
        match change.subject:
            case Subject.LISTS:
                self._show_lists()
            case Subject.DRAFTS:
                self._hear_of_drafts(change)
            case Subject.SAVING if NO_CUSTOMER in change.ids:
                # A new one may be looked for now, or no longer.
                self._tasks.start("pending", self._show_pending())
            case Subject.MARKS:
                self._tasks.start("marks", self._show_marks())
            case Subject.SYNC if self._tree.put_whole(is_whole=self._browse.is_whole):
                # Who has no parent here has none that is yet to come.
                self._refresher.ask()
            case Subject.CUSTOMERS:
                records = [each for each in change.records if isinstance(each, Customer)]
                self._show_records(records)
                others = change.ids.difference(each.id for each in records)
                if others or not change.ids:
                    self._refresher.ask([CustomerId(id_) for id_ in others])
            case _:
                pass

    def _show_records(self, customers: list[Customer]) -> None:
        """Show customers as the server just sent them, before the copy has them."""
        rows = [row_of(each) for each in customers]
        with self._stack.quiet():
            for tree in (self._tree, self._matches.tree):
                tree.put_changed([with_counts(row, tree.row_at(row.id)) for row in rows])
        for row in rows:
            if row.id == self._stack.told and self._stack.view.customer is None:
                self._tasks.start("go to", self._follow(row))

    async def _follow(self, row: CustomerRow) -> None:
        """Lead to a customer that is looked at where it went."""
        await self.reveal(await self._browse.place_of(row))

    def _show_refreshed(self) -> None:
        self._show_status()
        if self._tree.has_pending:
            # Who has something pending may be below others now.
            self._tasks.start("pending", self._show_pending())
        if self._stack.is_narrowed:
            self._tasks.start("matches", self._show_matches())

    async def _show_marks(self) -> None:
        unseen = await self._marks.read()
        for tree in (self._tree, self._matches.tree):
            tree.put_looks(unseen=unseen)

    def _hear_of_drafts(self, change: Change) -> None:
        self._tasks.start("pending", self._show_pending())
        new = self._stack.new
        if change.cause == "made" and new is not None and new.local in change.ids:
            # The keyboard stays on who was created.
            real = CustomerId(max(change.ids))
            if not self.show_customer(real):
                self._go_to(real)

    async def _reveal_new(self, local: CustomerId) -> None:
        await self._show_pending()
        index = self._tree.index_of_new(local)
        above = self._tree.parent_of_new(local)
        if not index.isValid() and above is not None:
            if place := await self._browse.place(above):
                await self._loader.open_path(place)
            index = self._tree.index_of_new(local)
        if index.isValid():
            self._show_all()
            self._view.show_row(index)
            self._view.setFocus()

    async def _show_pending(self) -> None:
        """What is unsaved or unsent; who is to be created is in the tree of everybody alone."""
        if self._pending is not None:
            pending = await self._pending.read()
            with self._stack.quiet():
                self._tree.put_pending(pending)
            self._matches.tree.put_pending(Pending(marks=pending.marks))
            # A draft that is looked at may wait to be created now, or may have gone.
            self._stack.tell()
            above = await marks_above(pending, self._browse)
            for tree in (self._tree, self._matches.tree):
                tree.put_above(above)

    def _sift(self, sieve: Sieve) -> None:
        # What is looked at stays in sight.
        told = self._stack.told
        self._loader.start_sieve(sieve, keep=[told] if told else [])
        self.sieve_changed.emit()

    def _show_hidden(self) -> None:
        self._filters.show_hidden(self._tree.hidden())

    def _show_lists(self) -> None:
        self._filters.show_maingroups(titles_of(self._lists.maingroups))
        for tree in (self._tree, self._matches.tree):
            tree.put_looks(types=self._lists.types)

    def _show_status(self) -> None:
        words = ""
        if not self._tree.is_filled:
            words = tr("tree.status.none" if self._browse.is_whole else "tree.status.none_yet")
        self._status.setText(words)
        self._status.setVisible(bool(words))


def _status_line() -> QLabel:
    label = QLabel()
    label.setObjectName("tree_status")
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.setWordWrap(True)
    label.hide()
    return label
