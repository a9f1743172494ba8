"""The subscriptions of one customer, with what the live ones come to."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.records import Subscription
from desktop.domain.standing import LIVE, Standing, Sums, standing, sums
from desktop.services.changes import Change, Subject
from desktop.services.kept_first import kept_first
from desktop.services.subscriptions import Subscriptions
from desktop.ui.around import Around
from desktop.ui.formats import Format, local_today, words
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.subscription_columns import WARNED, customers_columns
from desktop.ui.panes.table import RecordView
from desktop.ui.panes.table_pane import TablePane
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

_MARKS: Mapping[Standing, Mark] = {
    Standing.LIVE: Mark(),
    Standing.SOON: Mark(tone=Tone.WARNING, only=WARNED),
    Standing.EXPIRED: Mark(tone=Tone.DIMMED, struck=True),
    Standing.DELETED: Mark(tone=Tone.DIMMED, struck=True),
}


class SubscriptionsPane(TablePane[Subscription]):
    """A table of subscriptions and, under it, the sum of the live ones."""

    def __init__(
        self,
        *,
        subscriptions: Subscriptions,
        around: Around,
        today: Callable[[], date] = local_today,
    ) -> None:
        model = RecordTable(
            customers_columns(today),
            key=lambda each: each.id,
            mark=lambda each: _MARKS[standing(each, today())],
        )
        table = RecordView(
            model, name="subscriptions_table", title=tr("panes.subscriptions.table"), grows="title"
        )
        expired, total = _expired_box(), _total_label()
        content = _content(table, expired, total)
        super().__init__(table, name="subscriptions", around=around, content=content)
        self._subscriptions, self._today = subscriptions, today
        self._expired, self._total = expired, total
        self._all: tuple[Subscription, ...] = ()
        self._is_mirrored = False
        expired.toggled.connect(self._fill)
        table.record_chosen.connect(self._open)

    def state(self) -> dict[str, object]:
        return {**super().state(), "expired": self._expired.isChecked()}

    def restore(self, state: Mapping[str, object]) -> None:
        super().restore(state)
        self._expired.setChecked(state.get("expired") is True)

    async def _load(self, selected: Selected) -> None:
        mine = self._subscriptions
        found = await kept_first(mine.kept(selected.id), mine.of(selected.id), self._put_kept)
        self._put(found, at=datetime.now(UTC))

    async def _follow(self, selected: Selected) -> None:
        """What the local copy has learned of these since; nobody is asked for it."""
        kept = await self._subscriptions.kept(selected.id)
        if kept is not None:
            self._put_kept(kept)

    def _put_kept(self, found: tuple[Subscription, ...]) -> None:
        self._is_mirrored = True
        self._put(found, at=None)

    def _put(self, found: tuple[Subscription, ...], *, at: datetime | None) -> None:
        self._all = found
        self._fill()
        empty = "" if found else tr("panes.subscriptions.none")
        self._show(empty=empty, at=at, is_mirrored=self._is_mirrored)

    def _note(self, change: Change) -> None:
        if change.subject is Subject.FEEDS and self.selected is not None and self._is_read:
            self._tasks.start("follow", self._follow(self.selected))

    def _forget(self) -> None:
        self._all, self._is_mirrored = (), False
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
