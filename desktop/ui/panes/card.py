"""The card of one customer: the header above the tabs."""

import asyncio
from collections.abc import Awaitable, Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from desktop.domain.errors import AppError
from desktop.domain.records import Customer
from desktop.services.browse import Browse
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.feeds import Feeds
from desktop.services.lists import Lists
from desktop.ui.faces import Faces
from desktop.ui.forms.details import DetailsPane
from desktop.ui.messages import Messages
from desktop.ui.panes.header import CustomerHeader
from desktop.ui.panes.tabs import Tab
from desktop.ui.problems import describe
from desktop.ui.selection import Selected
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.drop import DropTarget, DropZone


class CustomerCard(QWidget):
    """Shows one customer; only the visible tab asks the server, in one request with the header.

    Signals:
        customer_asked: The user wants to go to another customer (CustomerId).
        record_shown: The server's record of the customer arrived (Customer).
        files_dropped: Files were let go over the header (FilesDropped).
        tab_hidden: A feed was refused, so its tab went; a sentence says why (str).
    """

    customer_asked = Signal(object)
    record_shown = Signal(object)
    files_dropped = Signal(object)
    tab_hidden = Signal(str)

    def __init__(
        self,
        *,
        browse: Browse,
        lists: Lists,
        feeds: Feeds,
        changes: ChangeFeed,
        messages: Messages,
        details: DetailsPane,
        tabs: tuple[Tab, ...],
    ) -> None:
        super().__init__()
        self._browse, self._lists, self._feeds = browse, lists, feeds
        self._details = details
        self._tabs = tabs
        self._messages = messages
        self._tasks = Tasks(messages.report)
        self._selected: Selected | None = None
        self._record: Customer | None = None
        self.header = CustomerHeader()
        self._tab_widget = QTabWidget(documentMode=True)
        self._faces = Faces(self._build())
        self._unsubscribe = changes.subscribe(self._changed)
        self._connect()
        self.show_selected(None)

    @property
    def record(self) -> Customer | None:
        """The server's record of the selected customer, once it is there."""
        return self._record

    @property
    def visible_tab(self) -> str:
        return self._tab_widget.currentWidget().objectName() if self._tab_widget.count() else ""

    def show_tab(self, key: str) -> None:
        for index in range(self._tab_widget.count()):
            page = self._tab_widget.widget(index)
            if page is not None and page.objectName() == key:
                self._tab_widget.setCurrentIndex(index)

    def show_selected(self, selected: Selected | None) -> None:
        """Show *selected*, once the selection has settled."""
        self._selected, self._record = selected, None
        if selected is None:
            self._tasks.cancel("card")
            self._details.show_record(None)
            self._faces.show_empty(tr("card.nothing_selected"))
            return
        self.header.show_selected(selected)
        self._details.show_loading()
        self._faces.show_content()
        self._tasks.start("card", self._load(selected))
        self._show_visible_tab()

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

    async def _load(self, selected: Selected) -> None:
        """Customer and parents; started with the visible tab's reads, so all go in one request."""
        parents = asyncio.ensure_future(self._browse.parents(selected.id))
        try:
            self._show_record(await self._browse.customer(selected.id))
        except AppError as error:
            self._details.show_problem(error)
            self.header.show_problem(describe(error).text)
            parents.cancel()
            return
        self.header.show_problem("")
        await self._show_path(parents)

    async def _show_path(self, parents: Awaitable[tuple[Customer, ...]]) -> None:
        try:
            path = await parents
        except AppError as error:
            self.header.show_problem(tr("card.no_path", reason=describe(error).text))
            return
        self.header.show_parents(path)
        self._details.show_parent(path[-1] if path else None)

    def _show_record(self, customer: Customer) -> None:
        self._record = customer
        self.header.show_customer(customer, self._lists.types.get(customer.type_id))
        self._details.show_record(customer)
        self.record_shown.emit(customer)

    def _show_visible_tab(self) -> None:
        for tab in self._tabs:
            if tab.key == self.visible_tab:
                tab.pane.show_customer(self._selected)

    def _changed(self, change: Change) -> None:
        if change.subject is Subject.FEEDS:
            self._show_allowed_tabs()
        elif change.subject is Subject.LISTS and self._record is not None:
            self.header.show_customer(self._record, self._lists.types.get(self._record.type_id))
        elif change.subject is Subject.CUSTOMERS and self._selected is not None:
            for record in change.records:
                if isinstance(record, Customer) and record.id == self._selected.id:
                    self._follow(record)

    def _follow(self, record: Customer) -> None:
        """Show what is new of the customer; under another parent it also has another path."""
        has_moved = self._record is not None and self._record.parent_id != record.parent_id
        self._show_record(record)
        if has_moved:
            self._tasks.start("path", self._show_path(self._browse.parents(record.id)))

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
        layout.addWidget(self._faces)
        self._tab_widget.setObjectName("tabs")
        self._tab_widget.setAccessibleName(tr("card.tabs"))
        show: Callable[[int], None] = lambda _index: self._show_visible_tab()  # noqa: E731
        self._tab_widget.currentChanged.connect(show)
        self._details.title_changed.connect(
            lambda title: self._tab_widget.setTabText(
                self._tab_widget.indexOf(self._details), title
            )
        )
        self.header.customer_asked.connect(self.customer_asked)
        self.header.retry_asked.connect(self.reload)
        zone = DropZone(self.header, target=self._drop_target)
        zone.files_dropped.connect(self.files_dropped)
        zone.refused.connect(self._messages.report)

    def _drop_target(self) -> DropTarget | None:
        return DropTarget(customer=self._selected) if self._selected is not None else None
