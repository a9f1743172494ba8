"""What can be done with a row, for its menu."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex

from desktop.domain.rows import CustomerRow
from desktop.ui.selection import Selected
from desktop.ui.tree.look import Kind, Look, NewCustomer
from desktop.ui.tree.menu import Choice, copy_number
from desktop.ui.tree.node import ROOT
from desktop.ui.tree.rows import LOOK_ROLE, NEW_ROLE, VALUE_ROLE

if TYPE_CHECKING:
    from desktop.ui.tree.view import TreeView

Choices = tuple[Choice | None, ...]


def choices_of(view: "TreeView", index: QModelIndex) -> Choices:
    """None is a line between them; most are carried out by who hears the view's signals."""
    look, customer, new = index.data(LOOK_ROLE), index.data(VALUE_ROLE), index.data(NEW_ROLE)
    kind = look.kind if isinstance(look, Look) else None
    key = view.tree.key_at(index)
    if kind is Kind.FAILURE:
        return (Choice("retry", lambda: view.retry_asked.emit(key)),)
    seen = _seen(view, index, look if isinstance(look, Look) else None)
    if isinstance(new, NewCustomer):
        return *_of_new(view, new), None, *seen
    branch = (
        Choice("expand", lambda: view.branch_asked.emit(key), view.tree.hasChildren(index)),
        Choice("collapse", lambda: view.collapse_branch(index), view.isExpanded(index)),
    )
    if not isinstance(customer, CustomerRow):
        return (*branch, None, *seen) if kind is Kind.ORPHANS else seen
    about = (*_new_ones(view, customer), None, *_changes(view, customer), None, _copy(customer))
    if kind is Kind.CUT:
        return Choice("show", lambda: view.place_asked.emit(customer.id)), None, *about
    return *branch, None, *about, None, *seen


def selected(row: CustomerRow) -> Selected:
    return Selected(id=row.id, parent_id=row.parent, name=row.name or f"#{row.id}")


def _new_ones(view: "TreeView", customer: CustomerRow) -> Choices:
    return (
        Choice("new_child", lambda: view.new_customer_asked.emit(selected(customer))),
        Choice("new_beside", lambda: view.asked.emit("new_beside", customer)),
    )


def _changes(view: "TreeView", customer: CustomerRow) -> Choices:
    close = "reopen" if customer.is_closed else "close"
    block = "unblock" if customer.is_blocked else "block"
    return (
        Choice("move", lambda: view.asked.emit("move", customer)),
        Choice(close, lambda: view.asked.emit("close", customer)),
        Choice(block, lambda: view.asked.emit("block", customer)),
        Choice("bulk", lambda: view.asked.emit("bulk", customer)),
    )


def _copy(customer: CustomerRow) -> Choice:
    return Choice("copy_number", lambda: copy_number(customer), bool(customer.number))


def _of_new(view: "TreeView", new: NewCustomer) -> Choices:
    return (
        Choice("edit_new", lambda: view.asked.emit("edit_new", new)),
        Choice("drop_new", lambda: view.asked.emit("drop_new", new)),
    )


def _seen(view: "TreeView", index: QModelIndex, look: Look | None) -> tuple[Choice, ...]:
    """To take the dots away: of a customer and all below, and of everyone."""
    key = view.tree.key_at(index)
    everyone = Choice("all_seen", lambda: view.seen_asked.emit(ROOT), view.tree.has_unseen)
    if look is None or not look.is_customer:
        return (everyone,)
    is_marked = look.is_unseen or look.unseen_below > 0
    return Choice("seen", lambda: view.seen_asked.emit(key), is_marked), everyone
