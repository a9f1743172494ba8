"""The depot order lines of one customer: products used there, to be invoiced."""

from collections.abc import Sequence

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import DepotOrderLine
from desktop.services.feeds import Feed
from desktop.ui.formats import Format
from desktop.ui.panes.columns import Column, field_column, money_column, with_remaining
from desktop.ui.panes.feed_pane import FeedPane
from desktop.ui.selection import Selected
from desktop.ui.texts import tr


class DepotPane(FeedPane[DepotOrderLine]):
    """The lines, with what each comes to."""

    feed = Feed.DEPOT_LINES
    table_key = "panes.depot.table"
    loading_key = "panes.depot.loading"
    empty_key = "panes.depot.none"
    grows = title_field = "producttext"

    async def _lines(self, selected: Selected) -> Sequence[DepotOrderLine] | None:
        return await self._feeds.depot_lines_of(selected.id)

    def _columns(self) -> Sequence[Column[DepotOrderLine]]:
        kind = ObjectType.DEPOT_ORDER_LINE
        shown: tuple[Column[DepotOrderLine], ...] = (
            field_column(kind, "date", width=11),
            field_column(kind, "producttext", width=24),
            field_column(kind, "productnumber", width=12),
            field_column(kind, "count", width=6),
            field_column(kind, "units", width=6),
            field_column(kind, "unitprice", how=Format.MONEY, width=10),
            money_column("total", tr("panes.column.total"), _total, width=11),
            field_column(kind, "text1", width=14),
            field_column(kind, "text2", width=14),
        )
        return with_remaining(kind, shown)


def _total(line: DepotOrderLine) -> float | None:
    count, price = line.real("count"), line.real("unitprice")
    return None if count is None or price is None else count * price
