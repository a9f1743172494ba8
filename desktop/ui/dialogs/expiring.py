"""What expires soon, over the whole contract."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.catalogue import ObjectType
from desktop.domain.errors import AppError, CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, Subscription
from desktop.domain.standing import sums
from desktop.services.browse import Browse
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.feeds import Feeds
from desktop.ui.faces import Faces
from desktop.ui.messages import Messages
from desktop.ui.panes.columns import Column, Mark, Tone, field_column, remaining_columns
from desktop.ui.panes.formats import Format, local_today, words
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.subscriptions import standing_words
from desktop.ui.panes.table import RecordView
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

DAYS = (30, 60, 90)
_SCROLLED_FOR_MS = 150
_URGENT_DAYS = 7


class ExpiringSheet(QDialog):
    """Lists the subscriptions that end within so many days; it may stay open beside the window.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        feeds: Feeds,
        browse: Browse,
        changes: ChangeFeed,
        messages: Messages,
        today: Callable[[], date] = local_today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._feeds, self._browse, self._messages, self._today = feeds, browse, messages, today
        self._names: dict[CustomerId, str] = {}
        self._tasks = Tasks(messages.report)
        self._model = RecordTable(self._columns(), key=lambda each: each.id, mark=self._mark)
        self._table = _table_of(self._model)
        self.faces = Faces(self._table)
        self._days, self._summary = _days_box(), _summary_label()
        self._go = QPushButton(tr("panes.expiring.go"))
        self._settled = QTimer(self, singleShot=True, interval=_SCROLLED_FOR_MS)
        self._unsubscribe: Callable[[], None] | None = changes.subscribe(self._note)
        self._build()
        self._connect()
        self.reload()

    def reload(self) -> None:
        self.faces.show_loading(tr("panes.expiring.loading"))
        self._tasks.start("load", self._load(DAYS[self._days.currentIndex()]))

    def stop(self) -> None:
        """End all reads, for good; closing the sheet does."""
        self._tasks.stop()
        self._settled.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def state(self) -> dict[str, object]:
        return {
            "table": self._table.layout_state(),
            "days": DAYS[self._days.currentIndex()],
        }

    def restore(self, state: Mapping[str, object]) -> None:
        if isinstance(table := state.get("table"), Mapping):
            self._table.restore_layout(table)
        days = state.get("days")
        if isinstance(days, int) and days in DAYS:
            self._days.setCurrentIndex(DAYS.index(days))

    # --- reading ------------------------------------------------------------------------------

    async def _load(self, days: int) -> None:
        today = self._today()
        try:
            found = await self._feeds.expiring(today=today, days=days)
        except CommandRefused as refusal:
            self.faces.show_refusal(refusal, tr("panes.expiring.refused"))
        except AppError as error:
            self.faces.show_problem(error)
        else:
            self._show(found, today)

    def _show(self, found: tuple[Subscription, ...], today: date) -> None:
        self._table.put(found)
        total = words(sums(found, today).total, Format.MONEY)
        self._summary.setText(tr("panes.expiring.sum", count=len(found), total=total))
        if found:
            self.faces.show_content()
            self._settled.start()
        else:
            self.faces.show_empty(tr("panes.expiring.none"))

    def _look_up_names(self) -> None:
        """Ask for the names of the customers in sight, all in one request."""
        wanted = {each.customer_id for each in self._in_sight()} - self._names.keys()
        if wanted:
            self._tasks.start("names", self._load_names(sorted(wanted)))

    async def _load_names(self, wanted: list[CustomerId]) -> None:
        answers = await asyncio.gather(
            *(self._browse.customer(each) for each in wanted), return_exceptions=True
        )
        for key, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, Customer):
                self._names[key] = answer.name
        for each in self._model.records:
            if each.customer_id in wanted:
                self._model.touch(each.id)

    def _in_sight(self) -> tuple[Subscription, ...]:
        first = max(self._table.rowAt(0), 0)
        last = self._table.rowAt(self._table.viewport().height() - 1)
        return self._model.records[first : last + 1 if last >= 0 else None]

    def _note(self, change: Change) -> None:
        if change.subject is Subject.FEEDS and change.cause == "refresh":
            self.reload()

    # --- showing ------------------------------------------------------------------------------

    def _columns(self) -> tuple[Column[Subscription], ...]:
        kind = ObjectType.SUBSCRIPTION
        shown: tuple[Column[Subscription], ...] = (
            field_column(kind, "expires", width=11),
            Column(
                key="standing",
                title=tr("panes.column.standing"),
                value=lambda each: standing_words(each, self._today()),
                order=lambda each: each.day("expires"),
                width=18,
            ),
            Column(
                key="customer",
                title=tr("field.subscription.customerid"),
                value=self._name_of,
                width=26,
            ),
            field_column(kind, "title", width=20),
            Column(
                key="total",
                title=tr("panes.column.total"),
                value=lambda each: each.total,
                format=Format.MONEY,
                width=11,
            ),
            field_column(kind, "period", width=10),
            field_column(kind, "duedate", width=11),
        )
        return (*shown, *remaining_columns(kind, shown))

    def _name_of(self, subscription: Subscription) -> str:
        return self._names.get(subscription.customer_id) or f"#{subscription.customer_id}"

    def _mark(self, subscription: Subscription) -> Mark:
        expires = subscription.day("expires")
        is_urgent = expires is not None and (expires - self._today()).days <= _URGENT_DAYS
        return Mark(tone=Tone.WARNING if is_urgent else Tone.PLAIN)

    def _build(self) -> None:
        self.setObjectName("expiring_sheet")
        self.setWindowTitle(tr("panes.expiring.title"))
        label = QLabel(tr("panes.expiring.within"))
        label.setBuddy(self._days)
        head = QHBoxLayout()
        for widget in (label, self._days):
            head.addWidget(widget)
        head.addStretch()
        head.addWidget(self._summary)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self._go, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self._go.setObjectName("expiring_go")
        self._go.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.faces, 1)
        layout.addWidget(buttons)
        self.resize(900, 520)

    def _connect(self) -> None:
        self.finished.connect(self.stop)
        self.faces.retry_asked.connect(self.reload)
        self._days.currentIndexChanged.connect(self.reload)
        self._settled.timeout.connect(self._look_up_names)
        self._table.verticalScrollBar().valueChanged.connect(self._wait_until_still)
        self._table.horizontalHeader().sortIndicatorChanged.connect(self._wait_until_still)
        self._table.record_chosen.connect(lambda each: self.customer_asked.emit(each.customer_id))
        self._go.clicked.connect(self._go_to_current)
        self._table.selectionModel().selectionChanged.connect(self._fit_button)
        self._fit_button()

    def _wait_until_still(self) -> None:
        """Rows fly past while the table is scrolled; their names are not worth asking for."""
        self._settled.start()

    def _go_to_current(self) -> None:
        for each in self._table.chosen()[:1]:
            self.customer_asked.emit(each.customer_id)

    def _fit_button(self) -> None:
        self._go.setEnabled(len(self._table.chosen()) == 1)


def _table_of(model: RecordTable[Subscription]) -> RecordView[Subscription]:
    return RecordView(
        model, name="expiring_table", title=tr("panes.expiring.title"), grows="customer"
    )


def _days_box() -> QComboBox:
    box = QComboBox()
    box.setObjectName("expiring_days")
    for days in DAYS:
        box.addItem(tr("panes.expiring.days", days=days))
    return box


def _summary_label() -> QLabel:
    label = QLabel()
    label.setObjectName("expiring_summary")
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
