"""What is not in Microbizz yet, in the tree: marks on customers, and rows of new ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QModelIndex

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import one_line
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.queue import Queue
from desktop.ui.tree.forest import branch_of
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import Node, is_attached

_TEXTS = ("name", "customernumber", "address", "zip", "city")
_LOUDEST = (DraftState.REFUSED, DraftState.CONFLICT, DraftState.QUEUED, DraftState.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The state of those that have something unsaved or unsent, and who is to be created."""

    marks: Mapping[CustomerId, DraftState] = field(default_factory=dict)
    new: tuple[NewCustomer, ...] = ()


class PendingReads:
    """Reads drafts and what waits. Raises StorageFailed."""

    def __init__(self, *, drafts: Drafts, queue: Queue) -> None:
        self._drafts = drafts
        self._queue = queue

    async def read(self) -> Pending:
        return pending_of([*await self._drafts.all(), *await self._queue.rows()])


def pending_of(drafts: Iterable[Draft]) -> Pending:
    """Of a customer that has several, the one that wants the user most counts."""
    states: dict[CustomerId, DraftState] = {}
    new: dict[CustomerId, NewCustomer] = {}
    for draft in drafts:
        both = (draft.state, states.get(draft.customer, draft.state))
        states[draft.customer] = min(both, key=_LOUDEST.index)
        if draft.is_new:
            new[draft.customer] = _new_of(draft)
    marks = {customer: state for customer, state in states.items() if customer > 0}
    return Pending(marks=marks, new=tuple(new.values()))


class PendingTree(CustomerTree):
    """A tree that also has rows of customers to be created, above the children of their parent."""

    def put_pending(self, pending: Pending) -> None:
        """Show these marks and these new customers, and no others."""
        before, self._marks = self._marks, pending.marks
        customers = before.keys() | pending.marks.keys()
        self._tell_looks(id_ for id_ in customers if before.get(id_) != pending.marks.get(id_))
        self._put_new(pending.new)

    def index_of_new(self, local: CustomerId) -> QModelIndex:
        """Where the customer to be created is; invalid where it is not, or not shown."""
        node = self._forest.newcomers.nodes.get(local)
        return self._index(node) if node and node.parent and is_attached(node) else QModelIndex()

    def parent_of_new(self, local: CustomerId) -> CustomerId | None:
        """The customer it is to be below; None at the top, or where it is not known."""
        node = self._forest.newcomers.nodes.get(local)
        while node is not None and node.new.parent < NO_CUSTOMER:
            node = self._forest.newcomers.nodes.get(node.new.parent)
        return node.new.parent or None if node is not None else None

    def _put_new(self, new: tuple[NewCustomer, ...]) -> None:
        newcomers = self._forest.newcomers
        before = newcomers.below.keys()
        changed = [newcomers.nodes[each.local] for each in new if self._is_changed(each)]
        newcomers.know(new)
        for parent in sorted({*before, *newcomers.below}, reverse=True):
            node = self._parent_of_new(parent)
            if node is not None:
                newcomers.settle(node, parent)
                branch_of(node)
                self._arrange(node)
        for node in changed:
            if node.parent is not None:
                self._tell_changed(node.parent, [node])
        self._forest.drop(newcomers.forget())
        self._tell()

    def _is_changed(self, new: NewCustomer) -> bool:
        node = self._forest.newcomers.nodes.get(new.local)
        return node is not None and node.new != new

    def _parent_of_new(self, parent: CustomerId) -> Node | None:
        if parent < NO_CUSTOMER:
            return self._forest.newcomers.nodes.get(parent)
        return self._forest.find(parent)


def _new_of(draft: Draft) -> NewCustomer:
    texts = {**draft.mine, **draft.typed}
    return NewCustomer(
        local=draft.customer,
        parent=draft.parent or NO_CUSTOMER,
        text="\n".join(one_line(str(texts.get(name) or "")) for name in _TEXTS),
        state=draft.state,
    )
