"""A tab on those lines of a contract-wide feed that belong to one customer."""

from collections.abc import Sequence
from typing import TypeVar

from desktop.domain.records import DepotOrderLine, Procedure
from desktop.services.changes import Change, Subject
from desktop.services.feeds import Feed, FeedRecords
from desktop.ui.around import Around
from desktop.ui.panes.columns import Column
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.not_loaded import show_not_loaded
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.table_pane import TablePane
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

R = TypeVar("R", bound=DepotOrderLine | Procedure)


class FeedPane(TablePane[R]):
    """Shows lines in a table, read from the local copy: no command gives one customer's.

    Attributes:
        grows: The column that takes the room that is left.
        title_field: What a line is called where it is shown by itself.
    """

    feed: Feed
    table_key: str
    empty_key: str
    grows: str
    title_field: str

    def __init__(self, *, feeds: FeedRecords, around: Around) -> None:
        table: RecordView[R] = RecordView(
            RecordTable(self._columns(), key=lambda line: line.id),
            name=f"{self.feed.value}_table",
            title=tr(self.table_key),
            grows=self.grows,
        )
        super().__init__(table, name=self.feed.value, around=around)
        self._feeds = feeds
        self._is_missing = False
        table.record_chosen.connect(self._open)

    def reload(self) -> None:
        """Bring the copy up to date; this pane hears of what was new."""
        self._feeds.refresh()
        super().reload()

    def _columns(self) -> Sequence[Column[R]]:
        raise NotImplementedError

    async def _lines(self, selected: Selected) -> Sequence[R] | None:
        """None while the copy does not have the feed."""
        raise NotImplementedError

    async def _load(self, selected: Selected) -> None:
        lines = await self._lines(selected)
        self._is_missing = lines is None
        if lines is None:
            self._is_stale = True
            show_not_loaded(self.faces, self._around.copy(), tr(self.loading_key))
            return
        self._table.put(lines)
        self._show(empty="" if lines else tr(self.empty_key), is_mirrored=True)

    def _forget(self) -> None:
        super()._forget()
        self._is_missing = False

    def _note(self, change: Change) -> None:
        if change.subject is Subject.FEEDS and change.cause != "refused":
            self._refresh()
        elif change.subject is Subject.SYNC and self._is_missing and self.selected is not None:
            # A feed that is empty is told of by nothing else.
            self._start(self.selected)

    def _open(self, record: R) -> None:
        open_sheet(record, title=record.text(self.title_field), parent=self)
