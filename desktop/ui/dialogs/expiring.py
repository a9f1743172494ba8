"""What expires soon, over the whole contract."""

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import AppError, CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import Subscription
from desktop.domain.standing import sums
from desktop.services.browse import Browse
from desktop.services.changes import Change, Subject
from desktop.services.feeds import FeedRecords
from desktop.ui.age import AgeLine
from desktop.ui.around import Around
from desktop.ui.entered import EnterDialog
from desktop.ui.faces import Face, Faces
from desktop.ui.formats import Format, local_today, words
from desktop.ui.panes.columns import Mark, Tone
from desktop.ui.panes.model import RecordTable
from desktop.ui.panes.not_loaded import show_not_loaded
from desktop.ui.panes.subscription_columns import expiring_columns
from desktop.ui.panes.table import RecordView
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr

DAYS = (30, 60, 90)
_URGENT_DAYS = 7


class ExpiringSheet(EnterDialog):
    """Lists the subscriptions that end within so many days; it may stay open beside the window.

    Signals:
        customer_asked: The user wants to see the customer of a row (CustomerId).
    """

    customer_asked = Signal(object)

    def __init__(
        self,
        *,
        feeds: FeedRecords,
        browse: Browse,
        around: Around,
        today: Callable[[], date] = local_today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._feeds, self._browse, self._around, self._today = feeds, browse, around, today
        self._names: Mapping[CustomerId, str] = {}
        self._tasks = Tasks(around.messages.report)
        columns = expiring_columns(today, self._name_of)
        self._model = RecordTable(columns, key=lambda each: each.id, mark=self._mark)
        self._table = _table_of(self._model)
        self.faces = Faces(self._table)
        self._age = AgeLine(around)
        self._days, self._summary = _days_box(), _summary_label()
        self._go = QPushButton(tr("panes.expiring.go"))
        self._unsubscribe: Callable[[], None] | None = around.changes.subscribe(self._note)
        self._build()
        self._connect()
        self.faces.show_loading(tr("panes.expiring.loading"))
        self.reload()

    def reload(self) -> None:
        """Read anew from the local copy."""
        self._tasks.start("load", self._load(DAYS[self._days.currentIndex()]))

    def stop(self) -> None:
        """End all reads, for good; closing the sheet does."""
        self._tasks.stop()
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
            self._age.stop()

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
            if found is None:
                loading = tr("panes.expiring.loading")
                show_not_loaded(self.faces, self._around.copy(), loading)
                return
            rows = await self._browse.rows({each.customer_id for each in found})
        except CommandRefused as refusal:
            self._age.show_none()
            self.faces.show_refusal(refusal, tr("panes.expiring.refused"))
        except AppError as error:
            self.faces.show_problem(error)
        else:
            self._show(found, {row.id: row.name for row in rows}, today)

    def _show(
        self, found: tuple[Subscription, ...], names: Mapping[CustomerId, str], today: date
    ) -> None:
        before, self._names = self._names, names
        self._table.put(found)
        for each in found:
            if before.get(each.customer_id) != names.get(each.customer_id):
                self._model.touch(each.id)
        total = words(sums(found, today).total, Format.MONEY)
        self._summary.setText(tr("panes.expiring.sum", count=len(found), total=total))
        self._age.show_age(None, is_mirrored=True)
        if found:
            self.faces.show_content()
        else:
            self.faces.show_empty(tr("panes.expiring.none"))

    def _note(self, change: Change) -> None:
        is_waiting = self.faces.face in {Face.LOADING, Face.PROBLEM}
        is_named = change.subject is Subject.CUSTOMERS and change.ids & self._names.keys()
        is_news = change.subject is Subject.SYNC and is_waiting
        if change.subject is Subject.FEEDS or is_news or is_named:
            self.reload()

    # --- showing ------------------------------------------------------------------------------

    def _name_of(self, subscription: Subscription) -> str:
        return self._names.get(subscription.customer_id) or f"#{subscription.customer_id}"

    def _mark(self, subscription: Subscription) -> Mark:
        expires = subscription.day("expires")
        is_urgent = expires is not None and (expires - self._today()).days <= _URGENT_DAYS
        return Mark(tone=Tone.WARNING, only=frozenset({"expires"})) if is_urgent else Mark()

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
        # The dialog has margins of its own.
        self._age.setContentsMargins(0, 0, 0, 0)
        layout = QVBoxLayout(self)
        layout.addLayout(head)
        layout.addWidget(self.faces, 1)
        layout.addWidget(self._age)
        layout.addWidget(buttons)
        self.resize(900, 520)

    def _connect(self) -> None:
        self.finished.connect(self.stop)
        self.faces.retry_asked.connect(self.reload)
        self._days.currentIndexChanged.connect(self.reload)
        self._table.record_chosen.connect(lambda each: self.customer_asked.emit(each.customer_id))
        self._go.clicked.connect(self._go_to_current)
        self._table.selectionModel().selectionChanged.connect(self._fit_button)
        self._fit_button()

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
