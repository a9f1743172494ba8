"""The folders of a customer beside the documents that lie in the chosen one."""

from collections.abc import Mapping

from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Signal
from PySide6.QtWidgets import QSplitter, QTreeView

from desktop.domain.answers import Listing
from desktop.domain.folders import FolderPath, folder_paths, place_of, written
from desktop.domain.ids import FolderId
from desktop.domain.records import Document
from desktop.ui.panes.document_list import DocumentList
from desktop.ui.panes.folders import ALL, FolderKey, FolderTree, is_in
from desktop.ui.panes.thumbnails import Thumbnails
from desktop.ui.texts import tr

_FOLDERS_WIDTH = 190
_OPEN_TO = 1
"""So many steps of folders are open when a customer's documents are first shown."""


class DocumentBrowser(QSplitter):
    """Shows a listing; the folders are there only where there are any.

    Signals:
        folder_changed: Another folder was chosen (its path, "" for none).
    """

    folder_changed = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setObjectName("documents_splitter")
        self.setChildrenCollapsible(False)
        self._listing = Listing(documents=())
        self._is_new = True
        self._paths: Mapping[FolderId, FolderPath] = {}
        self._folders = FolderTree(self)
        self._tree = _folder_view(self._folders)
        self.list = DocumentList(thumbnails, place_of=self._place_of)
        self.addWidget(self._tree)
        self.addWidget(self.list)
        self.setStretchFactor(1, 1)
        self.setSizes([_FOLDERS_WIDTH, 3 * _FOLDERS_WIDTH])
        self._tree.selectionModel().currentChanged.connect(self._show_folder)

    @property
    def folder(self) -> str:
        """The chosen folder, as the server is told of it; "" for none."""
        return written(self._key or ())

    @property
    def shown(self) -> tuple[Document, ...]:
        """The documents in the chosen folder and below it."""
        inside = self._key
        every = self._listing.documents
        return tuple(each for each in every if is_in(self._place_of(each), inside))

    def folder_at(self, at: QPoint) -> tuple[str, QRect] | None:
        """The folder whose row is at a point of this widget, and where the row is; None for none.

        Both rows that are no folder, all documents and those in none, mean no folder ("").
        """
        view = self._tree.viewport()
        index = self._tree.indexAt(view.mapFrom(self, at))
        if self._tree.isHidden() or not self._tree.geometry().contains(at) or not index.isValid():
            return None
        row = self._tree.visualRect(index)
        row.setLeft(0)
        place = QRect(view.mapTo(self, row.topLeft()), row.size())
        return written(self._folders.key(index) or ()), place

    def put(self, listing: Listing) -> None:
        """Show *listing*; the chosen folder and the selection stay where they still are."""
        self._listing = listing
        self._paths = folder_paths(listing.folders)
        places = [self._place_of(document) for document in listing.documents]
        self._folders.put(self._paths.values(), places)
        self._tree.setVisible(self._folders.has_folders)
        if self._is_new:
            self._tree.expandToDepth(_OPEN_TO)
            self._is_new = not listing.documents
        self.list.put(self.shown)

    def forget(self) -> None:
        self.put(Listing(documents=()))
        self._is_new = True
        self.choose(ALL)

    def choose(self, key: FolderKey) -> None:
        self._tree.selectionModel().setCurrentIndex(
            self._folders.index_of(key), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    @property
    def _key(self) -> FolderKey:
        return self._folders.key(self._tree.currentIndex())

    def _show_folder(self) -> None:
        self.list.put(self.shown)
        self.folder_changed.emit(self.folder)

    def _place_of(self, document: Document) -> FolderPath:
        return place_of(document, self._paths)


def _folder_view(model: FolderTree) -> QTreeView:
    view = QTreeView()
    view.setObjectName("documents_folders")
    view.setAccessibleName(tr("panes.folders.tree"))
    view.setModel(model)
    view.setHeaderHidden(True)
    view.setUniformRowHeights(True)
    view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
    view.setRootIsDecorated(False)
    view.setMinimumWidth(120)
    return view
