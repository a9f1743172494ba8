"""A tab on those lines of a contract-wide feed that belong to one customer."""

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.records import DepotOrderLine, Procedure
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.feeds import Feed, Feeds
from desktop.ui.faces import Face
from desktop.ui.messages import Messages
from desktop.ui.panes.columns import Column
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.table import RecordView
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

R = TypeVar("R", bound=DepotOrderLine | Procedure)


class FeedPane(Pane, Generic[R]):
    """Shows lines in a table. The first answer may take long: the feed is read whole.

    Attributes:
        grows: The column that takes the room that is left.
        title_field: What a line is called where it is shown by itself.
    """

    feed: Feed
    table_key: str
    empty_key: str
    grows: str
    title_field: str

    def __init__(self, *, feeds: Feeds, changes: ChangeFeed, messages: Messages) -> None:
        table: RecordView[R] = RecordView(
            RecordTable(self._columns(), key=lambda line: line.id),
            name=f"{self.feed.value}_table",
            title=tr(self.table_key),
            grows=self.grows,
        )
        super().__init__(_content(table), name=self.feed.value, messages=messages)
        self._feeds = feeds
        self._table = table
        self._unsubscribe = changes.subscribe(self._note)
        table.record_chosen.connect(self._open)

    def reload(self) -> None:
        """Read the feed anew, all of it: no command gives one customer's lines."""
        if self.selected is not None:
            if self.faces.face is not Face.CONTENT:
                self.faces.show_loading(tr(self.loading_key))
            # Refreshing tells every pane, and this one then loads.
            self._feeds.refresh()

    def stop(self) -> None:
        super().stop()
        self._unsubscribe()

    def state(self) -> dict[str, object]:
        return {"table": self._table.layout_state()}

    def restore(self, state: Mapping[str, object]) -> None:
        if isinstance(table := state.get("table"), Mapping):
            self._table.restore_layout(table)

    def _columns(self) -> Sequence[Column[R]]:
        raise NotImplementedError

    async def _lines(self, selected: Selected) -> Sequence[R]:
        raise NotImplementedError

    async def _load(self, selected: Selected) -> None:
        lines = await self._lines(selected)
        self._table.put(lines)
        if lines:
            self.faces.show_content()
        else:
            self.faces.show_empty(tr(self.empty_key))

    def _forget(self) -> None:
        self._table.put(())

    def _note(self, change: Change) -> None:
        if change.subject is Subject.FEEDS and change.cause == "refresh":
            self._refresh()

    def _open(self, record: R) -> None:
        open_sheet(record, title=record.text(self.title_field), parent=self)


def _content(table: QWidget) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.addWidget(table)
    return page
