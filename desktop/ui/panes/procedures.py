"""The procedures of one customer: texts on how something is done."""

from collections.abc import Sequence

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Procedure
from desktop.services.feeds import Feed
from desktop.ui.panes.columns import Column, field_column, with_remaining
from desktop.ui.panes.feed_pane import FeedPane
from desktop.ui.selection import Selected


class ProceduresPane(FeedPane[Procedure]):
    """Enter on a procedure shows its whole text."""

    feed = Feed.PROCEDURES
    table_key = "panes.procedures.table"
    loading_key = "panes.procedures.loading"
    empty_key = "panes.procedures.none"
    grows = "text"
    title_field = "title"

    async def _lines(self, selected: Selected) -> Sequence[Procedure] | None:
        return await self._feeds.procedures_of(selected.id)

    def _columns(self) -> Sequence[Column[Procedure]]:
        kind = ObjectType.PROCEDURE
        shown: tuple[Column[Procedure], ...] = (
            field_column(kind, "title", width=26),
            field_column(kind, "text", width=40),
            field_column(kind, "changedate", width=11),
        )
        return with_remaining(kind, shown)
