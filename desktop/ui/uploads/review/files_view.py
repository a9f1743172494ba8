"""The table of a batch's files, with small pictures of those in sight."""

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.domain.batches import Typed
from desktop.domain.files import TITLE_LENGTH, FileKind
from desktop.domain.uploads import Upload
from desktop.ui.icons import icon
from desktop.ui.tables import selected_rows, set_up
from desktop.ui.texts import tr
from desktop.ui.uploads.review.files_model import (
    COLUMNS,
    FILE,
    FOLDER,
    TITLE,
    UPLOAD_ROLE,
    FilesModel,
)
from desktop.ui.uploads.review.own_fields import folder_completer
from desktop.ui.uploads.review.thumbs import LONGEST, UploadThumbs

Index = QModelIndex | QPersistentModelIndex

_PADDING = 3
_ROWS_SHOWN, _FEWEST_SHOWN = 5, 2


class FilesView(QTableView):
    """Shows a FilesModel; title, date and folder are edited in place.

    Signals:
        touched: What is `typed` may be something else now.
    """

    touched = Signal()

    def __init__(self, model: FilesModel, thumbs: UploadThumbs, folders: QStringListModel) -> None:
        super().__init__()
        self._files = model
        self.setObjectName("review_files")
        self.setAccessibleName(tr("review.files"))
        self.setModel(model)
        set_up(self)
        edits = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            edits.DoubleClicked | edits.EditKeyPressed | edits.AnyKeyPressed | edits.SelectedClicked
        )
        self.setIconSize(QSize(LONGEST, LONGEST))
        self.verticalHeader().setDefaultSectionSize(LONGEST + 2 * _PADDING)
        # The view does not own its delegates.
        self._delegates = (ThumbDelegate(thumbs, self), CellDelegate(folders, self))
        self.setItemDelegateForColumn(FILE, self._delegates[0])
        self.setItemDelegate(self._delegates[1])
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(FOLDER, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        thumbs.drawn.connect(model.touch)
        model.told.connect(self.touched)
        self._delegates[1].closeEditor.connect(self.touched)

    def chosen(self) -> list[Upload]:
        """The selected files, from top to bottom."""
        return [self._files.upload(index) for index in selected_rows(self)]

    @property
    def typed(self) -> tuple[Typed, ...]:
        """What stands in cells as it was typed, and is not taken, or not yet."""
        index = self.currentIndex()
        editor = self.indexWidget(index)
        # Of what is chosen from a list of completions Qt says that it was not typed.
        if not isinstance(editor, QLineEdit) or editor.text() == index.data():
            return self._files.typed
        open_one = Typed(COLUMNS[index.column()].key, editor.text(), self._files.upload(index).id)
        place = (open_one.upload, open_one.field)
        others = (each for each in self._files.typed if (each.upload, each.field) != place)
        return (*others, open_one)

    def commit(self) -> None:
        """Take what is being typed in a cell."""
        if (editor := self.indexWidget(self.currentIndex())) is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def edit_unfit(self) -> None:
        """Lead the user to the cell that cannot be taken, with what was typed there."""
        index = self._files.unfit
        self.setCurrentIndex(index)
        self.edit(index)

    def closeEditor(  # noqa: N802 - Qt calls it
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        if hint is QAbstractItemDelegate.EndEditHint.RevertModelCache:
            self._files.put_back(self.currentIndex())
        super().closeEditor(editor, hint)

    @property
    def more(self) -> int:
        """How much higher than its least it would like to be, in points."""
        return self._height_of(_ROWS_SHOWN) - self._height_of(_FEWEST_SHOWN)

    def sizeHint(self) -> QSize:
        # The least: what it lies in would rather scroll than take anything from a hint.
        return QSize(super().sizeHint().width(), self._height_of(_FEWEST_SHOWN))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self._height_of(_FEWEST_SHOWN))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            for column, each in enumerate(COLUMNS):
                self.setColumnWidth(column, round(each.share * self.viewport().width()))

    def _height_of(self, most: int) -> int:
        """Of so many rows, or of all there are."""
        rows = min(most, max(1, self._files.rowCount()))
        header = self.horizontalHeader().sizeHint().height()
        return header + 2 * self.frameWidth() + rows * self.verticalHeader().defaultSectionSize()


class ThumbDelegate(QStyledItemDelegate):
    """Paints the picture itself before a file's name, or the kind of file."""

    def __init__(self, thumbs: UploadThumbs, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbs = thumbs

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Upload = index.data(UPLOAD_ROLE)
        item = QStyleOptionViewItem(option)
        self.initStyleOption(item, index)
        item.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        item.decorationSize = QSize(LONGEST, LONGEST)
        # The style draws nothing in the room it keeps for the picture.
        item.icon = QIcon()
        style = item.widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, item, painter, item.widget)
        where = style.subElementRect(QStyle.SubElement.SE_ItemViewItemDecoration, item, item.widget)
        draw_thumb(
            painter, where, self._thumbs.pixmap(row, painter.device().devicePixelRatioF()), row
        )


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in place; a folder is completed to those the customer has."""

    def __init__(self, folders: QStringListModel, parent: FilesView) -> None:
        super().__init__(parent)
        self._folders = folders
        self._touched = parent.touched

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = super().createEditor(parent, option, index)
        if isinstance(editor, QLineEdit):
            editor.textChanged.connect(self._touched)
            editor.setMaxLength(TITLE_LENGTH if index.column() == TITLE else editor.maxLength())
            if index.column() == FOLDER:
                editor.setCompleter(folder_completer(self._folders, editor))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """The row may change while it is being typed in; what is typed stays."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)


def draw_thumb(painter: QPainter, where: QRect, pixmap: QPixmap | None, row: Upload) -> None:
    """The picture in the middle of *where*; the sign of its kind where there is none."""
    if pixmap is None:
        side = QRect(0, 0, 20, 20)
        side.moveCenter(where.center())
        icon(kind_icon(row.kind)).paint(painter, side, mode=QIcon.Mode.Disabled)
        return
    size = (pixmap.size() / pixmap.devicePixelRatio()).scaled(
        where.size(), Qt.AspectRatioMode.KeepAspectRatio
    )
    place = QRect(where.topLeft(), size)
    place.moveCenter(where.center())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawPixmap(place, pixmap)
    painter.restore()


def kind_icon(kind: FileKind | None) -> str:
    if kind is not None and kind.is_picture:
        return "doc_image"
    return "doc_pdf" if kind is FileKind.PDF else "doc_other"
