"""Asking which folder is for which customer, where a folder of folders was dropped."""

from enum import Enum

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QCompleter,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOption,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from desktop.services.uploads.proposing import Group, Proposal
from desktop.ui.asking import answered
from desktop.ui.dialogs.folders_table import CUSTOMER, FILES, FOLDER, WHERE, FoldersTable, Parcel
from desktop.ui.entered import EnterDialog
from desktop.ui.tables import set_up_header
from desktop.ui.texts import tr
from desktop.ui.uploads import drop_words
from desktop.ui.uploads.drop_words import counted

_MOST_CHOICES = 2000
"""Customers in a list to choose from; any other one is found by typing its number or name."""
_WIDTHS = {FOLDER: 210, FILES: 56, CUSTOMER: 280, WHERE: 140}
_LEAST_ROWS = 3
_ARROW = 16

Index = QModelIndex | QPersistentModelIndex


class Sharing(Enum):
    """What the user wants of a proposal."""

    NOTHING = "nothing"
    BY_FOLDER = "by_folder"
    ALL_TO_TOP = "all_to_top"


class FoldersDialog(EnterDialog):
    """Shows a proposal to be corrected and confirmed.

    Attributes:
        sharing: What the user chose, once the dialog is closed.
    """

    def __init__(self, proposal: Proposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folders_to_customers")
        self.setWindowTitle(tr("drop.customers.title"))
        self.sharing = Sharing.NOTHING
        self._model = FoldersTable(proposal, self)
        self._table = _table_of(self._model)
        top = proposal.branch.top.name
        self._heading = _sentence("folders_heading", tr("drop.customers.heading", customer=top))
        self._summary = _sentence("folders_summary")
        self._add = _button("folders_add", "")
        self._all = _button("folders_all", tr("drop.customers.all", customer=_cut(top)))
        self._lay_out()
        self._connect()
        self._sum_up()

    @property
    def parcels(self) -> tuple[Parcel, ...]:
        """The files for each customer."""
        return self._model.parcels

    @property
    def staying(self) -> tuple[Group, ...]:
        """The folders that no customer was found or chosen for."""
        return self._model.staying

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self._all, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self._add, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setIcon(QIcon())
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        for part in (self._heading, self._table, self._summary, buttons):
            layout.addWidget(part)
        layout.setStretchFactor(self._table, 1)
        self._add.setDefault(True)
        self.resize(940, 480)

    def _connect(self) -> None:
        self._model.dataChanged.connect(self._sum_up)
        self._add.clicked.connect(lambda: self._end(Sharing.BY_FOLDER))
        self._all.clicked.connect(lambda: self._end(Sharing.ALL_TO_TOP))

    def _end(self, sharing: Sharing) -> None:
        self.sharing = sharing
        self.accept()

    def _sum_up(self) -> None:
        parcels = self.parcels
        self._summary.setText(_sum(parcels, self.staying))
        self._summary.setAccessibleName(self._summary.text())
        key = "one" if len(parcels) == 1 else "many"
        self._add.setText(tr(f"drop.customers.add.{key}", count=len(parcels)))
        self._add.setEnabled(bool(parcels))


async def ask_customers(
    proposal: Proposal, parent: QWidget
) -> tuple[Sharing, tuple[Parcel, ...], tuple[Group, ...]]:
    """What the user wants, the files for each customer, and the folders that stay behind."""
    dialog = FoldersDialog(proposal, parent)
    async with answered(dialog):
        return dialog.sharing, dialog.parcels, dialog.staying


class _CustomerDelegate(QStyledItemDelegate):
    """Lets the user choose another customer from a list, or by typing."""

    def __init__(self, model: FoldersTable, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        words, beside = QStyleOptionViewItem(option), QStyleOptionViewItem(option)
        words.rect = option.rect.adjusted(0, 0, -_ARROW, 0)
        super().paint(painter, words, index)
        beside.rect = option.rect.adjusted(option.rect.width() - _ARROW, 0, 0, 0)
        style, part = option.widget.style(), QStyle.PrimitiveElement
        style.drawPrimitive(part.PE_PanelItemViewItem, beside, painter, option.widget)
        arrow = QStyleOption()
        arrow.initFrom(option.widget)
        arrow.rect = QRect(0, 0, _ARROW - 6, _ARROW - 6)
        arrow.rect.moveCenter(beside.rect.center())
        style.drawPrimitive(part.PE_IndicatorArrowDown, arrow, painter)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        combo = QComboBox(parent)
        combo.setObjectName("folders_customer")
        combo.setAccessibleName(tr("drop.customers.column.customer"))
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.addItem(tr("drop.customers.stays"), None)
        for customer in self._model.choices(index.row(), _MOST_CHOICES):
            combo.addItem(self._model.choice(customer), str(customer))
        completer = combo.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        combo.activated.connect(lambda _place: self.commitData.emit(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            customer = self._model.customer(index.row())
            place = 0 if customer is None else editor.findData(str(customer))
            editor.setCurrentIndex(place)
            line = editor.lineEdit()
            if line is not None:
                line.selectAll()

    def setModelData(self, editor: QWidget, _model: QAbstractItemModel, index: Index) -> None:
        if not isinstance(editor, QComboBox):
            return
        typed = editor.currentText()
        place = editor.currentIndex()
        if place < 0 or editor.itemText(place) != typed:
            place = editor.findText(typed, Qt.MatchFlag.MatchFixedString)
        if place < 0:
            self._model.choose_typed(index.row(), typed)
            return
        # As text: ids may be larger than Qt's numbers.
        chosen = next(
            (
                each
                for each in self._model.choices(index.row(), _MOST_CHOICES)
                if str(each) == editor.itemData(place)
            ),
            None,
        )
        self._model.choose(index.row(), chosen)


def _sum(parcels: tuple[Parcel, ...], staying: tuple[Group, ...]) -> str:
    """How many go where, and what stays behind."""
    words = []
    if parcels:
        files = counted("drop.files", sum(len(inside) for _, inside in parcels))
        customers = counted("drop.customers.n", len(parcels))
        words.append(tr("drop.customers.sum", files=files, customers=customers))
    if staying:
        words.append(tr("drop.customers.sum_staying", what=drop_words.staying(staying)))
    return " ".join(words)


def _table_of(model: FoldersTable) -> QTableView:
    table = QTableView()
    table.setObjectName("folders_table")
    table.setAccessibleName(tr("drop.customers.title"))
    table.setModel(model)
    table.setItemDelegateForColumn(CUSTOMER, _CustomerDelegate(model, table))
    table.verticalHeader().hide()
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(
        QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
    )
    table.setTabKeyNavigation(False)
    header = set_up_header(table)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in _WIDTHS.items():
        header.resizeSection(column, width)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    row = table.fontMetrics().height() + 12
    table.verticalHeader().setDefaultSectionSize(row)
    # The header and the bar below it take two more.
    table.setMinimumHeight((_LEAST_ROWS + 2) * row)
    table.clicked.connect(lambda index: table.edit(index) if index.column() == CUSTOMER else None)
    return table


def _sentence(name: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button


def _cut(name: str) -> str:
    """Short enough for a button, where an ampersand would underline the next letter."""
    cut = name if len(name) <= 30 else f"{name[:29]}…"
    return cut.replace("&", "&&")
