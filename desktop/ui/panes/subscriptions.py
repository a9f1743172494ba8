"""The subscriptions of one customer, with what the live ones come to."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.catalogue import ObjectType
from desktop.domain.records import Subscription
from desktop.domain.standing import LIVE, Standing, Sums, standing, sums
from desktop.services.subscriptions import Subscriptions
from desktop.ui.messages import Messages
from desktop.ui.panes.columns import Column, Mark, Tone, field_column, remaining_columns
from desktop.ui.panes.formats import Format, local_today, words
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.table import RecordView
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

_MARKS: Mapping[Standing, Mark] = {
    Standing.LIVE: Mark(),
    Standing.SOON: Mark(tone=Tone.WARNING),
    Standing.EXPIRED: Mark(tone=Tone.DIMMED, struck=True),
    Standing.DELETED: Mark(tone=Tone.DIMMED, struck=True),
}


class SubscriptionsPane(Pane):
    """A table of subscriptions and, under it, the sum of the live ones."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        messages: Messages,
        today: Callable[[], date] = local_today,
    ) -> None:
        model = RecordTable(
            subscription_columns(today),
            key=lambda each: each.id,
            mark=lambda each: _MARKS[standing(each, today())],
        )
        table = RecordView(
            model, name="subscriptions_table", title=tr("panes.subscriptions.table"), grows="title"
        )
        expired, total = _expired_box(), _total_label()
        super().__init__(_content(table, expired, total), name="subscriptions", messages=messages)
        self._subscriptions, self._today = subscriptions, today
        self._table, self._expired, self._total = table, expired, total
        self._all: tuple[Subscription, ...] = ()
        expired.toggled.connect(self._fill)
        table.record_chosen.connect(self._open)

    def state(self) -> dict[str, object]:
        return {"table": self._table.layout_state(), "expired": self._expired.isChecked()}

    def restore(self, state: Mapping[str, object]) -> None:
        if isinstance(table := state.get("table"), Mapping):
            self._table.restore_layout(table)
        self._expired.setChecked(state.get("expired") is True)

    async def _load(self, selected: Selected) -> None:
        self._all = await self._subscriptions.of(selected.id)
        self._fill()
        if self._all:
            self.faces.show_content()
        else:
            self.faces.show_empty(tr("panes.subscriptions.none"))

    def _forget(self) -> None:
        self._all = ()
        self._fill()

    def _fill(self) -> None:
        today = self._today()
        live = [each for each in self._all if standing(each, today) in LIVE]
        ended = len(self._all) - len(live)
        self._expired.setVisible(ended > 0)
        self._expired.setText(tr("panes.subscriptions.show_expired", count=ended))
        self._table.put(self._all if self._expired.isChecked() else live)
        self._total.setText(_sum_words(sums(self._all, today)))

    def _open(self, subscription: Subscription) -> None:
        open_sheet(subscription, title=subscription.text("title"), parent=self)


def subscription_columns(today: Callable[[], date]) -> tuple[Column[Subscription], ...]:
    kind = ObjectType.SUBSCRIPTION
    shown: tuple[Column[Subscription], ...] = (
        field_column(kind, "title", width=20),
        Column(
            key="standing",
            title=tr("panes.column.standing"),
            value=lambda each: standing_words(each, today()),
            width=19,
        ),
        field_column(kind, "duedate", width=10),
        field_column(kind, "expires", width=10),
        Column(
            key="total",
            title=tr("panes.column.total"),
            value=lambda each: each.total,
            format=Format.MONEY,
            width=10,
        ),
        field_column(kind, "period", width=9),
        field_column(kind, "count", width=5),
        field_column(kind, "units", width=5),
        field_column(kind, "unitprice", how=Format.MONEY, width=9),
        field_column(kind, "discount", width=8),
        field_column(kind, "requisition", width=12),
    )
    return (*shown, *remaining_columns(kind, shown))


def standing_words(subscription: Subscription, today: date) -> str:
    """What the colour of the row says, in words."""
    where = standing(subscription, today)
    expires = subscription.day("expires")
    if where is not Standing.SOON or expires is None:
        return tr(f"panes.standing.{where.value}")
    return days_words((expires - today).days)


def days_words(days: int) -> str:
    if days == 0:
        return tr("panes.standing.today")
    if days == 1:
        return tr("panes.standing.tomorrow")
    return tr("panes.standing.in_days", days=days)


def _sum_words(of: Sums) -> str:
    parts = [tr("panes.subscriptions.sum", live=of.live, total=words(of.total, Format.MONEY))]
    if len(of.by_period) > 1:
        # Adding a month's charge to a year's says little, so each period is told as well.
        parts += [
            f"{period or tr('panes.subscriptions.no_period')}: {words(total, Format.MONEY)}"
            for period, total in of.by_period.items()
        ]
    if of.unpriced:
        parts.append(tr("panes.subscriptions.unpriced", count=of.unpriced))
    return " · ".join(parts)


def _expired_box() -> QCheckBox:
    box = QCheckBox()
    box.setObjectName("show_expired")
    return box


def _total_label() -> QLabel:
    label = QLabel()
    label.setObjectName("subscriptions_sum")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    return label


def _content(table: QWidget, expired: QWidget, total: QWidget) -> QWidget:
    page = QWidget()
    foot = QHBoxLayout()
    foot.addWidget(total, 1)
    foot.addWidget(expired, alignment=Qt.AlignmentFlag.AlignTop)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(8, 8, 8, 8)
    layout.setSpacing(8)
    layout.addWidget(table)
    layout.addLayout(foot)
    return page
