"""A tab whose lines stand in one table."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.ui.around import Around
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.table import RecordView, table_page

L = TypeVar("L")


class TablePane(Pane, Generic[L]):
    """Remembers how the user arranged its table; *content* is for more than the table."""

    def __init__(
        self, table: RecordView[L], *, name: str, around: Around, content: QWidget | None = None
    ) -> None:
        super().__init__(content or table_page(table), name=name, around=around)
        self._table = table

    def state(self) -> dict[str, object]:
        return {"table": self._table.layout_state()}

    def restore(self, state: Mapping[str, object]) -> None:
        if isinstance(table := state.get("table"), Mapping) and table:
            self._table.restore_layout(table)

    def _forget(self) -> None:
        self._table.put(())
