"""The documents of one customer: folders, and what lies in them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QSplitter, QTreeView, QVBoxLayout, QWidget

from desktop.domain.answers import Listing
from desktop.domain.errors import AppError
from desktop.domain.folders import FolderPath, folder_paths, place_of, written
from desktop.domain.ids import DocumentId, FolderId
from desktop.domain.records import Document
from desktop.services.changes import Change, ChangeFeed, Subject
from desktop.services.documents import Documents
from desktop.services.pictures import Pictures
from desktop.ui.messages import Messages
from desktop.ui.panes.document_bar import DocumentBar
from desktop.ui.panes.document_foot import DocumentFoot
from desktop.ui.panes.document_grid import LONGEST
from desktop.ui.panes.document_list import DocumentList, Look
from desktop.ui.panes.folders import ALL, FolderKey, FolderTree, is_in
from desktop.ui.panes.pane import Pane
from desktop.ui.panes.record_sheet import open_sheet
from desktop.ui.panes.thumbnails import Thumbnails
from desktop.ui.selection import FilesDropped, Selected
from desktop.ui.texts import tr

_FRESH_FOR_MS = 10_000
_FOLDERS_WIDTH = 190


class DocumentsPane(Pane):
    """Folders on the left, their documents on the right; files let go over it go to the folder.

    Signals:
        files_dropped: Files were dropped on the documents (FilesDropped).
        add_files_asked: Files are to be chosen for the folder (its path, "" for none).
        paste_asked: The clipboard is to be added to the folder (its path, "" for none).
    """

    files_dropped = Signal(object)
    add_files_asked = Signal(str)
    paste_asked = Signal(str)

    def __init__(
        self,
        *,
        documents: Documents,
        pictures: Pictures,
        changes: ChangeFeed,
        messages: Messages,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        thumbnails = Thumbnails(pictures=pictures, longest=LONGEST, report=messages.report)
        shown = DocumentList(thumbnails, place_of=self._place_of)
        folders = FolderTree()
        view, foot, bar = _folder_view(folders), DocumentFoot(), DocumentBar()
        splitter = _split(view, shown)
        super().__init__(_content(splitter, foot), name="documents", messages=messages)
        self._documents, self._thumbnails, self._open_url = documents, thumbnails, open_url
        self._list, self._folders, self._view = shown, folders, view
        self._foot, self._bar, self._splitter = foot, bar, splitter
        self._listing = Listing(documents=())
        self._paths: dict[FolderId, FolderPath] = {}
        self._known: frozenset[DocumentId] | None = None
        self._fresh_for = QTimer(self, singleShot=True, interval=_FRESH_FOR_MS)
        self._unsubscribe = changes.subscribe(self._note)
        self._connect()
