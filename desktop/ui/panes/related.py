"""The customers around one: its parents, siblings and children."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow
from desktop.services.browse import Browse
from desktop.services.changes import Change, Subject
from desktop.services.lists import Lists
from desktop.ui.around import Around
from desktop.ui.panes.descendants import Descendants, Wish
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.section import Section
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

_READ_AT_ONCE = 500

Whole = Callable[[Collection[CustomerId]], Awaitable[Mapping[CustomerId, Customer]]]


class RelatedPane(Pane):
    """Three tables; Enter or a double click on a row goes to that customer.

    *whole* reads whole records of the local copy; without it nothing can be compared.

    Signals:
        customer_asked: The user wants to see another customer (CustomerId).
        several_asked: The user wants to change fields of these (tuple of CustomerId).
    """

    customer_asked = Signal(object)
    several_asked = Signal(object)

    def __init__(
        self, *, browse: Browse, lists: Lists, around: Around, whole: Whole | None = None
    ) -> None:
        self._parents = Section("parents", tr("panes.related.parents"), lists=lists, is_path=True)
        self._siblings = Section("siblings", tr("panes.related.siblings"), lists=lists)
        self._children = Descendants(lists=lists)
        super().__init__(_content(self._sections()), name="related", around=around)
        self._browse, self._whole = browse, whole
        for section in self._sections():
            section.customer_asked.connect(self.customer_asked)
        self._children.several_asked.connect(self.several_asked)
        self._children.wish_changed.connect(self._refresh)

    def state(self) -> dict[str, object]:
        return {each.objectName(): each.layout_state() for each in self._sections()}

    def restore(self, state: Mapping[str, object]) -> None:
        for section in self._sections():
            if isinstance(layout := state.get(section.objectName()), Mapping):
                section.restore_layout(layout)

    async def _load(self, selected: Selected) -> None:
        place = await self._browse.place(selected.id)
        if place is None:
            # The copy is told of the customer by what the card asks, and this pane by the copy.
            self._is_stale = True
            return
        parent = place.row.parent
        wish = self._children.wish
        read = self._all_below(selected.id) if wish.is_all else self._browse.children(selected.id)
        children, siblings = await asyncio.gather(read, self._children_of(parent))
        compared = await self._compared(selected.id, children, wish)
        others = [each for each in siblings if each.id != selected.id]
        self._parents.put(place.parents, none=tr("panes.related.at_the_top"))
        self._siblings.put(others, none=_no_siblings(parent))
        self._children.put(
            children,
            none=tr("panes.related.no_children"),
            parent=compared.get(selected.id),
            whole=compared,
            under=_under(selected.id, children),
        )
        self._show(is_mirrored=True)
        self._look_further(selected.id, parent)

    async def _all_below(self, customer: CustomerId) -> list[CustomerRow]:
        below: list[CustomerRow] = []
        ids = [slim.id for slim in await self._browse.tree.branch(customer)]
        for at in range(0, len(ids), _READ_AT_ONCE):
            below += await self._browse.rows(ids[at : at + _READ_AT_ONCE])
        return below

    async def _compared(
        self, customer: CustomerId, below: Sequence[CustomerRow], wish: Wish
    ) -> Mapping[CustomerId, Customer]:
        """The customer and those below, where a field of them is compared."""
        if self._whole is None or not wish.field:
            return {}
        return await self._whole([customer, *(each.id for each in below)])

    async def _children_of(self, parent: CustomerId) -> Sequence[CustomerRow]:
        """None at the top: there may be very many, and the tree shows them."""
        return () if parent == NO_CUSTOMER else await self._browse.children(parent)

    def _look_further(self, *parents: CustomerId) -> None:
        """Until the copy has been loaded once, some may be missing in it."""
        for each in parents if not self._browse.is_whole else ():
            if each != NO_CUSTOMER:
                self._browse.look_into(each)

    def _forget(self) -> None:
        for section in self._sections():
            section.put((), none="")

    def _note(self, change: Change) -> None:
        selected = self.selected
        if change.subject is not Subject.CUSTOMERS or selected is None:
            return
        near = {selected.id, selected.parent_id} - {NO_CUSTOMER}
        shown = {each.id for section in self._sections() for each in section.customers}
        moved_here = any(
            isinstance(each, Customer) and each.parent_id in near for each in change.records
        )
        if not change.ids or moved_here or (near | shown) & change.ids:
            self._refresh_for(change)

    def _sections(self) -> tuple[Section, Section, Descendants]:
        return (self._parents, self._siblings, self._children)


def _under(top: CustomerId, below: Sequence[CustomerRow]) -> Mapping[CustomerId, str]:
    """Where each is, by the names between it and *top*."""
    rows = {each.id: each for each in below}
    paths: dict[CustomerId, str] = {}
    # Level by level, so that the one above comes first.
    for each in below:
        above = rows.get(each.parent)
        if above is not None and each.parent != top:
            path = paths.get(above.id, "")
            paths[each.id] = f"{path} / {above.name}" if path else above.name
    return paths


def _no_siblings(parent: int) -> str:
    if parent == NO_CUSTOMER:
        return tr("panes.related.siblings_at_the_top")
    return tr("panes.related.no_siblings")


def _content(sections: Sequence[QWidget]) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(12)
    for section in sections:
        layout.addWidget(section, 100)
    # Only what no section can use.
    layout.addStretch(1)
    return _scrolled(page)


def _scrolled(page: QWidget) -> QScrollArea:
    """Three tables are higher than a small window has room for."""
    area = QScrollArea(widgetResizable=True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    return area
