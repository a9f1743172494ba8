"""The left side of the window: the tree, with what leads to customers and what hides them."""

from typing import Any

from PySide6.QtCore import QLocale, QTimer, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.ids import CustomerId, MaingroupId
from desktop.domain.records import Customer
from desktop.services.browse import Browse, Place, RootsPage
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.lists import Lists
from desktop.ui.messages import Messages
from desktop.ui.problems import describe
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.entry import read_entries
from desktop.ui.tree.filters import Filters, titles_of
from desktop.ui.tree.jump import JumpField
from desktop.ui.tree.loader import Loader
from desktop.ui.tree.memory import Memory
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.sieve import Sieve
from desktop.ui.tree.view import TreeView, selected

_MARGIN = 8
_HIDDEN_COUNTED_AFTER_MS = 50


class TreePanel(QWidget):
    """Shows who there is, and says who is selected.

    Signals:
        customer_selected: Another customer is looked at, or none (Selected or None).
        files_dropped: Files were let go over a customer (FilesDropped).
        new_customer_asked: The user wants a new customer below this one (Selected).
    """

    customer_selected = Signal(object)
    files_dropped = Signal(object)
    new_customer_asked = Signal(object)

    def __init__(
        self, *, browse: Browse, lists: Lists, changes: ChangeFeed, messages: Messages
    ) -> None:
        super().__init__()
        self._browse, self._lists = browse, lists
        self._tasks = Tasks(messages.report)
        self._told: CustomerId | None = None
        self._is_quiet = False
        self._tree = CustomerTree(child_count=browse.child_count, parent=self)
        self._view = TreeView(self._tree)
        self._loader = Loader(browse=browse, tree=self._tree, messages=messages)
        self._memory = Memory(tree=self._tree, view=self._view)
        self._jump, self._filters, self._status = JumpField(), Filters(), _status_line()
        self._counting = QTimer(self, singleShot=True, interval=_HIDDEN_COUNTED_AFTER_MS)
        self._connect()
        self._view.refused.connect(messages.report)
        self._lay_out()
        self._show_lists()
        self._unsubscribe = changes.subscribe(self._changed)

    def start(self) -> None:
        """Begin to read the roots."""
        self._loader.start_roots()

    def stop(self) -> None:
        self._unsubscribe()
        self._counting.stop()
        self._tasks.stop()
        self._loader.stop()

    def reload(self) -> None:
        """Read everything that is open anew; what is selected, open and in sight stays so."""
        self._loader.start_roots()
        self._loader.start_refresh([key for key in self._memory.open_keys() if key > ROOT])

    def select(self, customer: CustomerId) -> None:
        """Go back to *customer* without telling; for a choice that was taken back."""
        # It may have been sifted away since; what is looked at stays in sight.
        self._tree.keep(customer)
        index = self._tree.index_of(customer)
        if index.isValid():
            self._is_quiet = True
            self._view.show_row(index)
            self._is_quiet = False
            self._told = customer

    def show_customer(self, customer: CustomerId) -> bool:
        """Select *customer* if the tree has it already; whether it has."""
        index = self._tree.index_of(customer)
        if index.isValid():
            self._view.show_row(index)
        return index.isValid()

    async def reveal(self, place: Place) -> None:
        """Open the tree down to *place*, and select the customer."""
        await self._loader.open_path(place)
        index = self._tree.index_of(place.customer.id)
        if index.isValid():
            self._view.show_row(index)

    def focus_search(self) -> None:
        self._jump.focus()

    def expand_branch(self) -> None:
        """Open all there is below the selected customer."""
        if customer := self._view.customer:
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

    def _connect(self) -> None:
        self._view.selectionModel().selectionChanged.connect(self._tell_selected)
        self._view.files_dropped.connect(self.files_dropped)
        self._view.new_customer_asked.connect(self.new_customer_asked)
        self._view.retry_asked.connect(self._loader.start_children)
        self._view.branch_asked.connect(self._ask_branch)
        self._view.place_asked.connect(self._go_to)
        self._loader.page_read.connect(self._show_progress)
        self._loader.branch_read.connect(self._view.expand_branch)
        self._filters.sieve_chosen.connect(self._sift)
        self._tree.hidden_changed.connect(self._counting.start)
        self._counting.timeout.connect(self._show_hidden)
        self._jump.jump_asked.connect(lambda text: self._tasks.start("jump", self._find(text)))
        self._jump.left.connect(self._view.setFocus)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, 0, 0)
        layout.setSpacing(6)
        for widget in (self._jump, self._filters, self._view, self._status):
            layout.addWidget(widget)
        layout.setStretch(layout.indexOf(self._view), 1)

    def _tell_selected(self) -> None:
        customer = self._view.customer
        id_ = customer.id if customer else None
        if self._is_quiet or id_ == self._told:
            return
        self._told = id_
        if customer is not None:
            self._memory.forget_selected()
        self.customer_selected.emit(selected(customer) if customer else None)

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.LISTS:
            self._show_lists()
        elif change.subject is Subject.CUSTOMERS:
            self._show_changed([r for r in change.records if isinstance(r, Customer)])

    def _show_changed(self, customers: list[Customer]) -> None:
        """Show customers as they are now; one that is looked at is followed where it went."""
        self._is_quiet = True
        self._tree.put_changed(read_entries(customers))
        self._is_quiet = False
        if self._view.customer is None and self._told in {each.id for each in customers}:
            self._go_to(self._told)

    def _go_to(self, customer: CustomerId) -> None:
        self._tasks.start("jump", self._find(f"#{customer}"))

    async def _find(self, wanted: str) -> None:
        words = ""
        self._jump.show_busy()
        try:
            words = await self._jump_to(wanted)
        except AppError as error:
            words = describe(error).text
        finally:
            self._jump.show_words(words)
        # What was looked at may be gone.
        self._tell_selected()

    async def _jump_to(self, wanted: str) -> str:
        """Select who is meant; what there is to say about it."""
        place = await self._browse.find(wanted)
        if place is None:
            return tr("tree.jump.none")
        await self.reveal(place)
        if self._jump.hasFocus():
            self._view.setFocus()
        return tr("tree.jump.others", count=place.others + 1) if place.others else ""

    def _ask_branch(self, key: CustomerId) -> None:
        self._loader.start_branch(key)
        self._view.expand(self._tree.index_of(key))

    def _sift(self, sieve: Sieve) -> None:
        # What is looked at stays in sight.
        self._loader.start_sieve(sieve, keep=[self._told] if self._told else [])

    def _show_hidden(self) -> None:
        self._filters.show_hidden(self._tree.hidden())

    def _show_lists(self) -> None:
        self._filters.show_maingroups(titles_of(self._lists.maingroups))
        self._tree.put_types(self._lists.types)

    def _show_progress(self, page: RootsPage) -> None:
        words = tr("tree.status.reading", count=QLocale().toString(page.seen))
        if page.is_last:
            words = "" if page.seen else tr("tree.status.none")
        self._status.setText(words)
        self._status.setVisible(bool(words))


def _status_line() -> QLabel:
    label = QLabel()
    label.setObjectName("tree_status")
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    label.hide()
    return label
