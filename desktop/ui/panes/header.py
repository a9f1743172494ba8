"""The header: who the customer is, at a glance."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer, CustomerType
from desktop.domain.rows import CustomerRow
from desktop.ui import theme
from desktop.ui.elided import ElidedLabel
from desktop.ui.notice import Severity
from desktop.ui.panes.breadcrumb import Breadcrumb
from desktop.ui.selection import Selected
from desktop.ui.texts import tr

_FLAGS = (
    ("isdeleted", "card.flag.closed", Severity.PROBLEM),
    ("isblocked", "card.flag.blocked", Severity.WARNING),
    ("isprospect", "card.flag.prospect", Severity.INFO),
    ("issubcontractor", "card.flag.subcontractor", Severity.INFO),
)
_BADGE = 40


class CustomerHeader(QFrame):
    """Name, number, address, type badge, flags, and the path of parents.

    Signals:
        customer_asked: The user wants to go to a parent (CustomerId).
        retry_asked: What could not be read is to be read again.
    """

    customer_asked = Signal(object)
    retry_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAccessibleName(tr("card.header"))
        self._breadcrumb = Breadcrumb()
        self._breadcrumb.customer_asked.connect(self.customer_asked)
        self._badge = _badge_label()
        self._name = _name_label()
        self._line = _elided("header_line")
        self._problem = ElidedLabel()
        self._problem.setObjectName("header_problem")
        self._retry = QToolButton()
        self._retry.setObjectName("header_retry")
        self._retry.setText(tr("card.retry"))
        self._retry.clicked.connect(self.retry_asked)
        self._flags = QHBoxLayout()
        self._flags.setSpacing(6)
        self._more = _more_button()
        self._parent = NO_CUSTOMER
        self._lay_out()

    def show_selected(self, selected: Selected) -> None:
        """What the tree knows already, until the server has answered."""
        self._parent = selected.parent_id
        self._name.show_words(selected.name)
        self._line.show_words("")
        self._breadcrumb.clear()
        self.show_problem("")
        self._show_badge(None)
        self._show_flags(None)

    def show_customer(self, customer: Customer, kind: CustomerType | None) -> None:
        self._parent = customer.parent_id
        self._name.show_words(customer.name or f"#{customer.id}")
        self._line.show_words(_facts(customer, kind))
        self._show_badge(kind)
        self._show_flags(customer)

    def show_parents(self, parents: tuple[CustomerRow, ...]) -> None:
        self._breadcrumb.show_parents(parents, is_top=self._parent == NO_CUSTOMER)

    def offer(self, actions: Sequence[QAction]) -> None:
        """Have these commands, which are about the customer shown, in a menu."""
        menu = QMenu(self._more)
        menu.setObjectName("header_menu")
        menu.addActions(actions)
        self._more.setMenu(menu)
        self._more.setVisible(bool(actions))

    def show_problem(self, words: str) -> None:
        """Say what is missing here and offer to try again; "" for nothing."""
        self._problem.show_words(words)
        self._problem.setVisible(bool(words))
        self._retry.setVisible(bool(words))

    def _show_badge(self, kind: CustomerType | None) -> None:
        colour = QColor(kind.text("color")) if kind else QColor()
        if not colour.isValid():
            colour = theme.muted()
        self._badge.setText((kind.text("letter")[:2] if kind else "") or "·")
        self._badge.setAccessibleName(tr("card.type", title=kind.text("title")) if kind else "")
        self._badge.setStyleSheet(
            f"background:{colour.name()};color:{theme.ink_on(colour).name()};border-radius:9px;"
        )

    def _show_flags(self, customer: Customer | None) -> None:
        while (item := self._flags.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if customer is not None:
            for field, key, severity in _FLAGS:
                if customer.flag(field):
                    self._flags.addWidget(_chip(tr(key), severity))

    def _lay_out(self) -> None:
        name_row = QHBoxLayout()
        name_row.setSpacing(10)
        name_row.addWidget(self._name, 0)
        name_row.addLayout(self._flags)
        name_row.addStretch(1)
        name_row.addWidget(self._more)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 6, 12, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        path = QHBoxLayout()
        path.setSpacing(8)
        path.addWidget(self._breadcrumb, 1)
        path.addWidget(self._problem, 1)
        path.addWidget(self._retry)
        grid.addLayout(path, 0, 0, 1, 2)
        grid.addWidget(self._badge, 1, 0, 2, 1)
        grid.addLayout(name_row, 1, 1)
        grid.addWidget(self._line, 2, 1)
        grid.setColumnStretch(1, 1)


def _facts(customer: Customer, kind: CustomerType | None) -> str:
    """Number, address and type in one line; what is not there leaves no gap."""
    town = " ".join(part for part in (customer.text("zip"), customer.text("city")) if part)
    address = ", ".join(part for part in (customer.text("address"), town) if part)
    title = kind.text("title") if kind else customer.text("typetext")
    return "   ·   ".join(part for part in (customer.number_text, address, title) if part)


def _more_button() -> QPushButton:
    button = QPushButton(tr("card.more"))
    button.setObjectName("header_more")
    button.setFlat(True)
    button.setAccessibleName(tr("card.more_spoken"))
    button.setToolTip(tr("card.more_spoken"))
    # There only where somebody fills its menu.
    button.hide()
    return button


def _badge_label() -> QLabel:
    label = QLabel("·")
    label.setObjectName("type_badge")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFixedSize(_BADGE, _BADGE)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    font.setBold(True)
    label.setFont(font)
    return label


def _name_label() -> ElidedLabel:
    label = _elided("header_name")
    # As wide as the name, so that the flags stand beside it, and narrower where there is no room.
    label.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
    font = QFont(label.font())
    font.setPointSizeF(font.pointSizeF() * 1.5)
    font.setBold(True)
    label.setFont(font)
    return label


def _elided(name: str) -> ElidedLabel:
    label = ElidedLabel()
    label.setObjectName(name)
    return label


def _chip(words: str, severity: Severity) -> QWidget:
    chip = QLabel(words)
    chip.setObjectName("flag")
    chip.setAutoFillBackground(True)
    chip.setContentsMargins(8, 2, 8, 2)
    palette = chip.palette()
    palette.setColor(QPalette.ColorRole.Window, theme.tint(severity))
    palette.setColor(QPalette.ColorRole.WindowText, theme.strong(severity))
    chip.setPalette(palette)
    return chip
