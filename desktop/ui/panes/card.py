"""The card of one customer: the header above the tabs."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, time
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from desktop.domain.errors import AppError, TimedOut, Unreachable
from desktop.domain.records import Customer
from desktop.domain.rows import CustomerRow, row_of
from desktop.services.browse import Browse, Place
from desktop.services.changes import Change, Subject
from desktop.services.connection import Reach
from desktop.services.feeds import FeedRecords
from desktop.services.kept_first import kept_first
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.ui.around import Around
from desktop.ui.faces import Faces
from desktop.ui.forms.details import DetailsPane
from desktop.ui.panes.header import CustomerHeader
from desktop.ui.panes.new_page import NewPage
from desktop.ui.panes.tab_keys import TabKeys
from desktop.ui.panes.tabs import CHANGES, Tab
from desktop.ui.problems import describe
from desktop.ui.selection import Aim, Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.tree.choices import selected
from desktop.ui.tree.look import NewCustomer
from desktop.ui.uploads.aims import aim_at_new, aim_of
from desktop.ui.uploads.drop import DropZone, Spot

_OF_THE_ONE_SHOWN = ("card", "copy", "path")
"""What is read of a customer."""


class CustomerCard(QWidget):
    """Shows one customer: what the copy has at once, then what the server answers.

    Only the visible tab asks the server, in one request with the header.

    Signals:
        customer_asked: The user wants to go to another customer (CustomerId).
        record_shown: A record of the customer arrived, from the copy or the server (Customer).
        files_dropped: Files were let go over it (FilesDropped).
        edit_asked: The user wants to go on with the one yet to be created (NewCustomer).
        tab_hidden: A feed was refused, so its tab went; a sentence says why (str).
        pressed: The user clicked where nothing takes the keyboard: the header, a tab.
    """

    customer_asked = Signal(object)
    record_shown = Signal(object)
    files_dropped = Signal(object)
    edit_asked = Signal(object)
    tab_hidden = Signal(str)
    pressed = Signal()

    def __init__(
        self,
        *,
        browse: Browse,
        lists: Lists,
        feeds: FeedRecords,
        marks: Marks,
        around: Around,
        details: DetailsPane,
        tabs: tuple[Tab, ...],
    ) -> None:
        super().__init__()
        self._browse, self._lists, self._feeds, self._marks = browse, lists, feeds, marks
        self._details = details
        self._tabs = tabs
        self._around = around
        self._tasks = Tasks(around.messages.report)
        self._forget(None)
        self.header = CustomerHeader()
        self._tab_widget = QTabWidget(documentMode=True)
        self._faces, self._new_page = Faces(self._build()), NewPage()
        self._sides = QStackedWidget()
        self._unsubscribe = around.changes.subscribe(self._changed)
        self._connect()
        self.show_selected(None)

    @property
    def record(self) -> Customer | None:
        """The record of the selected customer that is shown."""
        return self._record

    @property
    def selected(self) -> Selected | None:
        """Who is shown, by the name that is known by now."""
        return self._selected

    @property
    def visible_tab(self) -> str:
        return self._tab_widget.currentWidget().objectName() if self._tab_widget.count() else ""

    @property
    def aim(self) -> Aim | None:
        """The customer as files that are let go here are for it, with what is known by now."""
        if self._new is not None:
            return aim_at_new(self._new)
        if self._selected is None:
            return None
        kind = self._lists.types.get(self._record.type_id) if self._record is not None else None
        return aim_of(self._selected, self._record, self._path or (), kind)

    def show_tab(self, key: str) -> None:
        for index in range(self._tab_widget.count()):
            page = self._tab_widget.widget(index)
            if page is not None and page.objectName() == key:
                self._tab_widget.setCurrentIndex(index)

    def show_selected(self, selected: Selected | None) -> None:
        """Show *selected*, once the selection has settled."""
        self._forget(selected)
        self._fit_titles()
        self._sides.setCurrentWidget(self._faces)
        if selected is None:
            self._show_nobody()
            return
        self.header.show_selected(selected)
        self._details.show_loading()
        self._faces.show_content()
        self._tasks.start("card", self._load(selected))
        self._show_visible_tab()

    def show_new(self, new: NewCustomer) -> None:
        """Show one that is yet to be created, and nothing of anybody else."""
        self._forget(None, new)
        self._fit_titles()
        self._show_nobody()
        self._new_page.show_new(new)
        self._sides.setCurrentWidget(self._new_page)

    def take_keyboard(self) -> None:
        bar = self._tab_widget.tabBar()
        goal = bar if bar.isVisible() else self._sides
        goal.setFocus(Qt.FocusReason.MouseFocusReason)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.pressed.emit()

    def reload(self) -> None:
        """Ask the server anew for what is visible; a form with changes keeps them."""
        if self._selected is None:
            return
        self._tasks.start("card", self._load(self._selected))
        for tab in self._tabs:
            if tab.feed is not None:
                # It hears of its feed by itself.
                continue
            if tab.key == self.visible_tab:
                tab.pane.reload()
            else:
                # Read anew when it is looked at.
                tab.pane.show_customer(None)

    def stop(self) -> None:
        self._unsubscribe()
        self._tasks.stop()
        self._details.stop()
        for tab in self._tabs:
            tab.pane.stop()

    def _forget(self, selected: Selected | None, new: NewCustomer | None = None) -> None:
        """Nothing is known yet of *selected*, or of *new* in its place."""
        for late in _OF_THE_ONE_SHOWN:
            # It would be shown as the next one's, and commands would mean the one before.
            self._tasks.cancel(late)
        self._selected = selected
        self._new = new
        self._record: Customer | None = None
        self._read_at: datetime | None = None
        self._path: tuple[CustomerRow, ...] | None = None
        self._is_cut_off = self._is_unseen = False

    def _show_nobody(self) -> None:
        self._tasks.stop()
        self._details.show_record(None)
        self._faces.show_empty(tr("card.nothing_selected"))

    async def _load(self, selected: Selected) -> None:
        """Customer and parents; started with the visible tab's reads, so all go in one request."""
        of_record, of_path = await asyncio.gather(
            self._problem_of(self._load_record(selected)),
            self._problem_of(self._load_path(selected)),
        )
        self._is_cut_off = isinstance(of_record or of_path, Unreachable | TimedOut)
        if of_record is not None and not (self._is_cut_off and self._record is not None):
            self._details.show_problem(of_record)
            self.header.show_problem(describe(of_record).text)
        elif of_path is not None and not (self._is_cut_off and self._path is not None):
            self.header.show_problem(tr("card.no_path", reason=describe(of_path).text))
        else:
            # Where there is no connection, the age of what is shown tells.
            self.header.show_problem("")

    async def _problem_of(self, work: Coroutine[Any, Any, None]) -> AppError | None:
        try:
            await work
        except AppError as error:
            return error
        return None

    async def _load_record(self, selected: Selected) -> None:
        browse, id_ = self._browse, selected.id
        fresh = await kept_first(browse.kept(id_), browse.customer(id_), self._show_record)
        self._read_at = datetime.now(UTC)
        self._show_record(fresh)

    async def _load_path(self, selected: Selected) -> None:
        fresh = self._browse.parents(selected.id)
        parents = await kept_first(self._browse.place(selected.id), fresh, self._show_place)
        self._show_path(tuple(row_of(parent) for parent in parents))

    async def _read_copy(self, selected: Selected) -> None:
        """What the copy has learned since of the customer and those above; nobody is asked."""
        kept = await self._browse.kept(selected.id)
        if kept is not None and kept != self._record and not _is_older(kept, self._record):
            self._show_record(kept)
        place = await self._browse.place(selected.id)
        if place is not None:
            self._show_place(place)

    def _show_place(self, place: Place) -> None:
        self._show_path(place.parents)

    def _show_path(self, path: tuple[CustomerRow, ...]) -> None:
        if path != self._path:
            self._path = path
            self.header.show_parents(path)
        self._details.show_parent(path[-1] if path else None)

    def _show_record(self, customer: Customer) -> None:
        self._record, self._selected = customer, selected(row_of(customer))
        self.header.show_customer(customer, self._lists.types.get(customer.type_id))
        self._details.show_record(customer, read_at=self._read_at)
        self.record_shown.emit(customer)

    def _show_visible_tab(self) -> None:
        self._fit_titles()
        self._note_seen()
        for tab in self._tabs:
            if tab.key == self.visible_tab:
                tab.pane.show_customer(self._selected)

    def _changed(self, change: Change) -> None:
        match change.subject:
            case Subject.FEEDS:
                self._show_allowed_tabs()
            case Subject.MARKS if self._selected is not None:
                self._tasks.start("marks", self._read_marks())
            case Subject.LISTS if self._record is not None:
                kind = self._lists.types.get(self._record.type_id)
                self.header.show_customer(self._record, kind)
            case Subject.CUSTOMERS if self._selected is not None:
                self._follow(change, self._selected)
            case Subject.CONNECTION if self._is_cut_off and self._selected is not None:
                if self._around.connection.reach is Reach.CONNECTED:
                    self._is_cut_off = False
                    self._tasks.start("card", self._load(self._selected))
            case _:
                pass

    def _follow(self, change: Change, selected: Selected) -> None:
        """Show what is new of the customer; under another parent it also has another path."""
        above = {parent.id for parent in self._path or ()}
        for record in change.records:
            if isinstance(record, Customer) and record.id == selected.id:
                has_moved = self._record is not None and self._record.parent_id != record.parent_id
                self._read_at = datetime.now(UTC)
                self._show_record(record)
                if has_moved:
                    self._tasks.start("path", self._load_moved(selected))
                return
        if not change.ids or change.ids & {selected.id, *above}:
            self._tasks.start("copy", self._read_copy(selected))

    async def _load_moved(self, selected: Selected) -> None:
        parents = await self._browse.parents(selected.id)
        self._show_path(tuple(row_of(parent) for parent in parents))

    async def _read_marks(self) -> None:
        await self._marks.read()
        self._fit_titles()
        self._note_seen()

    def _note_seen(self) -> None:
        """Who looks at the changes has seen them."""
        if self._selected is not None and self.visible_tab == CHANGES:
            self._marks.mark_seen(self._selected.id)

    def _fit_titles(self) -> None:
        """A dot on the changes, from when there were unseen ones until they are looked at there.

        The customer's own mark goes as soon as the customer is looked at.
        """
        self._is_unseen |= self._selected is not None and (
            self._selected.id in self._marks.snapshot.unseen
        )
        self._is_unseen &= self.visible_tab != CHANGES
        for tab in self._tabs:
            if tab.key == CHANGES:
                index, title = self._tab_widget.indexOf(tab.pane), tr(f"card.tab.{tab.key}")
                words = tr("card.tab_unseen", tab=title) if self._is_unseen else title
                self._tab_widget.setTabText(index, words)
                self._tab_widget.setTabToolTip(index, tr("card.unseen") if self._is_unseen else "")

    def _show_allowed_tabs(self) -> None:
        """A feed the contract refuses hides its tab; asked anew and given, it comes back."""
        place = 1
        for tab in self._tabs:
            shown = self._tab_widget.indexOf(tab.pane) >= 0
            refusal = self._feeds.refused.get(tab.feed) if tab.feed else None
            title = tr(f"card.tab.{tab.key}")
            if refusal is None:
                if not shown:
                    self._tab_widget.insertTab(place, tab.pane, title)
                place += 1
            elif shown:
                self._tab_widget.removeTab(self._tab_widget.indexOf(tab.pane))
                self.tab_hidden.emit(tr("card.tab_hidden", tab=title, reason=refusal.message))

    def _build(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._tab_widget, 1)
        self._details.setObjectName("details")
        self._tab_widget.addTab(self._details, tr("card.tab.details"))
        for tab in self._tabs:
            tab.pane.setObjectName(tab.key)
        self._show_allowed_tabs()
        return content

    def _connect(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._sides)
        for side in (self._faces, self._new_page):
            self._sides.addWidget(side)
        self._new_page.edit_asked.connect(self.edit_asked)
        self._tab_widget.setObjectName("tabs")
        self._tab_widget.setAccessibleName(tr("card.tabs"))
        TabKeys(self._tab_widget.tabBar())
        self._tab_widget.tabBarClicked.connect(self.pressed)
        show: Callable[[int], None] = lambda _index: self._show_visible_tab()  # noqa: E731
        self._tab_widget.currentChanged.connect(show)
        self._details.title_changed.connect(
            lambda title: self._tab_widget.setTabText(
                self._tab_widget.indexOf(self._details), title
            )
        )
        self.header.customer_asked.connect(self.customer_asked)
        self.header.retry_asked.connect(self.reload)
        zone = DropZone(self, spot=self._spot)
        zone.files_dropped.connect(self.files_dropped)
        zone.refused.connect(self._around.messages.report)

    def _spot(self, _at: QPoint) -> Spot | None:
        aim = self.aim
        return Spot(aim=aim) if aim is not None else None


def _is_older(kept: Customer, shown: Customer | None) -> bool:
    """Whether the server has shown a later change of it, which the copy is yet to be told of."""
    if shown is None or shown.id != kept.id:
        return False
    before, after = _changed_at(kept), _changed_at(shown)
    return before is not None and after is not None and before < after


def _changed_at(customer: Customer) -> datetime | None:
    """By the server's clock, naive."""
    day = customer.day("changedate")
    return datetime.combine(day, customer.clock("changetime") or time()) if day else None
