"""Documents as pictures in uniform cells."""

from typing import NamedTuple

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from desktop.domain.records import Document
from desktop.ui.panes.columns import Mark
from desktop.ui.panes.document_columns import kind_icon
from desktop.ui.panes.marks import apply
from desktop.ui.panes.model import MARK_ROLE, RECORD_ROLE, RecordTable
from desktop.ui.panes.table import ENTER
from desktop.ui.panes.thumbnails import Thumbnails
from desktop.ui.texts import tr

LONGEST = 128
"""The longer side of a thumbnail, in points."""

_PICTURE = QSize(LONGEST, 96)
_PADDING = 8
_TITLE_LINES = 2
_PLACEHOLDER = 40


class _Cell(NamedTuple):
    """Where the parts of a cell are."""

    picture: QRect
    title: QRect


class DocumentDelegate(QStyledItemDelegate):
    """Paints a thumbnail, or the kind of file, above a title of two lines."""

    def __init__(self, thumbnails: Thumbnails, parent: QAbstractItemView) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def sizeHint(
        self, option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return cell_size(QFontMetrics(option.font))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        document = index.data(RECORD_ROLE)
        if not isinstance(document, Document):
            return
        # The view lends one option to all cells.
        option = QStyleOptionViewItem(option)
        mark = index.data(MARK_ROLE)
        if isinstance(mark, Mark):
            apply(mark, option)
        cell = _divided(option.rect.adjusted(2, 2, -2, -2))
        painter.save()
        self._paint_ground(painter, option)
        self._paint_picture(painter, option, cell.picture, document)
        _paint_title(painter, option, cell.title, document.label)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        """Selection, focus and hover in the style's own way."""
        style = option.widget.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )

    def _paint_picture(
        self, painter: QPainter, option: QStyleOptionViewItem, where: QRect, document: Document
    ) -> None:
        ratio = painter.device().devicePixelRatioF()
        pixmap = self._thumbnails.pixmap(document.id, ratio)
        if pixmap is None:
            side = QRect(0, 0, _PLACEHOLDER, _PLACEHOLDER)
            side.moveCenter(where.center())
            kind_icon(document).paint(painter, side, mode=QIcon.Mode.Disabled)
            return
        place = _fitted(pixmap, where)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, pixmap)
        painter.setPen(option.palette.color(QPalette.ColorRole.Mid))
        painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))


class DocumentGrid(QListView):
    """Shows the documents of a RecordTable; it shares the table's model and selection.

    Signals:
        document_chosen: Enter or a double click on a document (Document).
    """

    document_chosen = Signal(object)

    def __init__(self, model: RecordTable[Document], thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("documents_grid")
        self.setAccessibleName(tr("panes.documents.grid"))
        self.setModel(model)
        self.setItemDelegate(DocumentDelegate(thumbnails, self))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setUniformItemSizes(True)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setGridSize(cell_size(self.fontMetrics()))
        # Not `activated`, which some desktops send at a single click.
        self.doubleClicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and self.currentIndex().isValid():
            self._choose(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select whole rows, for the table shares the selection."""
        return super().selectionCommand(index, event) | QItemSelectionModel.SelectionFlag.Rows

    def _choose(self, index: QModelIndex) -> None:
        self.document_chosen.emit(index.data(RECORD_ROLE))


def cell_size(metrics: QFontMetrics) -> QSize:
    height = 3 * _PADDING + _PICTURE.height() + _TITLE_LINES * metrics.lineSpacing()
    return QSize(_PICTURE.width() + 2 * _PADDING + 4, height + 4)


def _divided(rect: QRect) -> _Cell:
    inner = rect.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
    picture = QRect(inner.topLeft(), QSize(inner.width(), _PICTURE.height()))
    title = QRect(inner)
    title.setTop(picture.bottom() + 1 + _PADDING)
    return _Cell(picture=picture, title=title)


def _fitted(pixmap: QPixmap, where: QRect) -> QRect:
    """In the middle of *where*, at one pixel a point or less.

    On a dense screen that may blur, but a small thumbnail is as large as on any other.
    """
    size = pixmap.size()
    if size.width() > where.width() or size.height() > where.height():
        size.scale(where.size(), Qt.AspectRatioMode.KeepAspectRatio)
    place = QRect(where.topLeft(), size)
    place.moveCenter(where.center())
    return place


def _paint_title(painter: QPainter, option: QStyleOptionViewItem, where: QRect, title: str) -> None:
    is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
    painter.setFont(option.font)
    painter.setPen(option.palette.color(role))
    centred = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
    lines = _two_lines(title, QFontMetrics(option.font), where.width())
    painter.drawText(where, centred, "\n".join(lines))


def _two_lines(title: str, metrics: QFontMetrics, width: int) -> list[str]:
    """*title* broken once, at a space where there is one, and cut in the middle of what is left."""
    text = " ".join(title[:300].split())
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    fitting = len(text)
    while fitting > 1 and metrics.horizontalAdvance(text[:fitting]) > width:
        fitting -= 1
    space = text.rfind(" ", 0, fitting + 1)
    split = space if space > 0 else fitting
    rest = metrics.elidedText(text[split:].strip(), Qt.TextElideMode.ElideMiddle, width)
    return [text[:split].rstrip(), rest]
