"""What is not in Microbizz yet, in the tree: marks on customers, and rows of new ones."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import QModelIndex

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.rows import one_line
from desktop.domain.values import Value
from desktop.services.session import Session
from desktop.ui.tree.forest import branch_of
from desktop.ui.tree.look import NewCustomer
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.node import Node, is_attached

LookedFor = Callable[[Mapping[str, Value], CustomerId], datetime | None]
"""Until when a lost create is looked for that may have made one of these fields, by its parent."""
_TEXTS = ("name", "customernumber", "address", "zip", "city")
_LOUDEST = (DraftState.REFUSED, DraftState.CONFLICT, DraftState.QUEUED, DraftState.DRAFT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """The state of those that have something unsaved or unsent, and who is to be created."""

    marks: Mapping[CustomerId, DraftState] = field(default_factory=dict)
    new: tuple[NewCustomer, ...] = ()


class PendingReads:
    """Reads drafts and what waits. Raises StorageFailed."""

    def __init__(self, session: Session) -> None:
        self._drafts, self._queue = session.drafts, session.queue
        self._looked_for = session.edits.create_looked_for_until

    async def read(self) -> Pending:
        drafts = [*await self._drafts.all(), *await self._queue.rows()]
        return pending_of(drafts, self._looked_for)


def _is_looked_for_never(_fields: Mapping[str, Value], _parent: CustomerId) -> datetime | None:
    return None


def pending_of(drafts: Iterable[Draft], looked_for: LookedFor = _is_looked_for_never) -> Pending:
    """Of a customer that has several, the one that wants the user most counts."""
    states: dict[CustomerId, DraftState] = {}
    new: dict[CustomerId, NewCustomer] = {}
    for draft in drafts:
        states[draft.customer] = louder(draft.state, states.get(draft.customer, draft.state))
        if draft.is_new:
            parent = draft.parent or NO_CUSTOMER
            new[draft.customer] = _new_of(draft, parent, looked_for(draft.mine, parent))
    marks = {customer: state for customer, state in states.items() if customer > 0}
    return Pending(marks=marks, new=tuple(new.values()))


def louder(one: DraftState, other: DraftState) -> DraftState:
    """The one that wants the user more."""
    return min(one, other, key=_LOUDEST.index)


class PendingTree(CustomerTree):
    """A tree that also has rows of customers to be created, above the children of their parent."""

    def put_pending(self, pending: Pending) -> None:
        """Show these marks and these new customers, and no others."""
        before, self._marks = self._marks, pending.marks
        customers = before.keys() | pending.marks.keys()
        self._tell_looks(id_ for id_ in customers if before.get(id_) != pending.marks.get(id_))
        self._put_new(pending.new)

    @property
    def has_pending(self) -> bool:
        return bool(self._marks or self._forest.newcomers.nodes)

    def put_above(self, above: Mapping[CustomerId, DraftState]) -> None:
        """Show these marks of what is pending somewhere below customers, and no others."""
        before, self._marks_below = self._marks_below, above
        self._tell_looks(id_ for id_, _ in before.items() ^ above.items())

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


def _new_of(draft: Draft, parent: CustomerId, looked_for: datetime | None) -> NewCustomer:
    texts = {**draft.mine, **draft.typed}
    return NewCustomer(
        local=draft.customer,
        parent=parent,
        text="\n".join(one_line(str(texts.get(name) or "")) for name in _TEXTS),
        state=draft.state,
        looked_for=looked_for,
    )
