"""What the tree looked like the last time, brought back as it loads."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QByteArray, QModelIndex, QObject, QTimer

from desktop.domain.ids import CustomerId
from desktop.ui.tree.model import CustomerTree
from desktop.ui.tree.view import Top, TreeView

MOST_OPEN = 200
"""Branches that are opened again: each is read, and laid out anew with what it brings."""


class Memory(QObject):
    """Opens and selects what was open and selected, each when it appears.

    So it does with what goes while the copy is begun anew: it is as if the tree had just loaded.
    """

    def __init__(self, *, tree: CustomerTree, view: TreeView) -> None:
        super().__init__(view)
        self._tree = tree
        self._view = view
        self._open: list[CustomerId] = []
        self._selected: CustomerId | None = None
        self._top: Top | None = None
        # Once for all rows that come in one turn, and never while the model is changing.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._bring_back)
        tree.rowsInserted.connect(self._look_soon)
        # By the user; what is scrolled by the program does not come this way.
        view.verticalScrollBar().actionTriggered.connect(self._forget_top)

    def state(self) -> dict[str, object]:
        """What is worth remembering, for the settings."""
        customer = self._view.customer
        path = list(_upwards(self._tree, customer.id)) if customer else []
        still_awaited = [key for key in self._open if key not in path]
        opened = dict.fromkeys([*reversed(path), *self.open_keys(), *still_awaited])
        return {
            "open": list(opened)[:MOST_OPEN],
            "selected": customer.id if customer else self._selected,
            "columns": bytes(self._view.header().saveState().data()).hex(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        opened = state.get("open")
        keys = opened[:MOST_OPEN] if isinstance(opened, list) else []
        self._open = [CustomerId(key) for key in keys if isinstance(key, int)]
        selected = state.get("selected")
        self._selected = CustomerId(selected) if isinstance(selected, int) else None
        columns = str(state.get("columns", ""))
        self._view.restore_columns(QByteArray.fromHex(columns.encode("ascii", "replace")))
        self._look_soon()

    def forget_selected(self) -> None:
        """The user chose another customer meanwhile."""
        self._selected = None
        self._forget_top()

    @contextmanager
    def keeping(self, opened: Sequence[CustomerId]) -> Iterator[None]:
        """Await what is *opened*, selected or in sight now and will have gone at the end."""
        customer, top = self._view.customer, self._view.top
        yield
        if self._tree.is_whole and self._tree.is_filled:
            # Who went has gone.
            return
        gone = [key for key in opened[:MOST_OPEN] if not self._tree.index_of(key).isValid()]
        self._open = list(dict.fromkeys([*self._open, *gone]))[:MOST_OPEN]
        if customer is not None and not self._tree.index_of(customer.id).isValid():
            self._selected = customer.id
        if top is not None and not self._tree.index_of(top.key).isValid():
            self._top = top

    def open_keys(self) -> Iterator[CustomerId]:
        """The open branches, each after the one it lies in."""
        todo = [QModelIndex()]
        while todo:
            above = todo.pop()
            for row in range(self._tree.rowCount(above)):
                index = self._tree.index(row, 0, above)
                if self._view.isExpanded(index) and self._tree.hasChildren(index):
                    todo.append(index)
                    if (key := self._tree.key_at(index)) is not None:
                        yield key

    def _look_soon(self) -> None:
        if self._open or self._selected is not None or self._top is not None:
            self._soon.start()

    def _forget_top(self) -> None:
        self._top = None

    def _bring_back(self) -> None:
        for key in tuple(self._open):
            index = self._tree.index_of(key)
            if index.isValid():
                self._open.remove(key)
                self._view.open_row(index)
        if self._selected is not None:
            index = self._tree.index_of(self._selected)
            if index.isValid():
                self._selected = None
                self._view.show_row(index)
        if self._top is not None and self._view.scroll_to(self._top):
            self._top = None


def _upwards(tree: CustomerTree, key: CustomerId) -> Iterator[CustomerId]:
    """The keys above *key*, the nearest first, without the top."""
    above = tree.parent_of(key)
    while above:
        yield above
        above = tree.parent_of(above)
