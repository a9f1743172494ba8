"""The procedures of one customer: texts on how something is done."""

from collections.abc import Sequence

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Procedure
from desktop.services.changes import ChangeFeed
from desktop.services.feeds import Feed, Feeds
from desktop.ui.messages import Messages
from desktop.ui.panes.columns import Column, field_column, remaining_columns
from desktop.ui.panes.feed_pane import FeedPane
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.table import RecordView
from desktop.ui.selection import Selected
from desktop.ui.texts import tr


class ProceduresPane(FeedPane[Procedure]):
    """Enter on a procedure shows its whole text."""

    feed = Feed.PROCEDURES
    loading_key = "panes.procedures.loading"
    empty_key = "panes.procedures.none"

    def __init__(self, *, feeds: Feeds, changes: ChangeFeed, messages: Messages) -> None:
        table = RecordView(
            RecordTable(_columns(), key=lambda each: each.id),
            name="procedures_table",
            title=tr("panes.procedures.table"),
            grows="text",
        )
        super().__init__(table, feeds=feeds, changes=changes, messages=messages)

    async def _lines(self, selected: Selected) -> Sequence[Procedure]:
        return await self._feeds.procedures_of(selected.id)

    def _title_of(self, record: Procedure) -> str:
        return record.text("title")


def _columns() -> tuple[Column[Procedure], ...]:
    kind = ObjectType.PROCEDURE
    shown = (
        field_column(kind, "title", width=26),
        field_column(kind, "text", width=40),
        field_column(kind, "changedate", width=11),
    )
    return (*shown, *remaining_columns(kind, shown))
