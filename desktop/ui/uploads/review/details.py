"""What opens below a batch: the fields for all its files, and the files one by one."""

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.domain.answers import Listing
from desktop.domain.batches import Changes, Typed
from desktop.domain.danish import sort_key
from desktop.domain.errors import AppError
from desktop.domain.folders import folder_paths, place_of, written
from desktop.domain.ids import NO_CUSTOMER, CustomerId
from desktop.domain.uploads import Upload, Way
from desktop.ui.forms.note import Note
from desktop.ui.notice import Severity
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Digest
from desktop.ui.uploads.review.files_model import FilesModel
from desktop.ui.uploads.review.files_view import FilesView
from desktop.ui.uploads.review.form import BatchForm
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.thumbs import UploadThumbs
from desktop.ui.uploads.review.wish import Wish, ids_of


class Details(QWidget):
    """Changes a batch's files, all at once or some.

    Signals:
        wished: Files are to be changed (Wishes).
        dropped: These are not to be sent (tuple[UploadId, ...]).
        touched: What is `typed` may be something else now.
    """

    wished = Signal(object)
    touched = Signal()
    dropped = Signal(object)

    def __init__(self, means: ReviewMeans) -> None:
        super().__init__()
        self._means = means
        self._tasks = Tasks(means.messages.report)
        self._customer: CustomerId = NO_CUSTOMER
        self._folders = QStringListModel(self)
        self._form = BatchForm(means.tags, self._folders)
        self._model = FilesModel()
        self._thumbs = UploadThumbs(means)
        self._view = FilesView(self._model, self._thumbs, self._folders)
        self._wrong = Note("review_cell")
        self._turn, self._drop = _button("turn"), _button("drop")
        self._lay_out()
        self._connect()

    @property
    def more(self) -> int:
        """How much higher than its least it would like to be, in points."""
        return 0 if self._view.isHidden() else self._view.more

    def show_digest(self, digest: Digest) -> None:
        """Show the files as they are now; the first time, read the customer's folders too."""
        if digest.batch.target.id != self._customer:
            self._customer = digest.batch.target.id
            self._tasks.start("folders", self._read_folders(self._customer))
        self._form.show_digest(digest)
        self._model.put(digest.rows)
        is_many = len(digest.rows) > 1
        self._view.setVisible(bool(digest.rows))
        self._drop.setVisible(is_many)
        self._view.updateGeometry()
        self._fit_buttons()

    @property
    def is_unfit(self) -> bool:
        """Whether something was typed that cannot be taken."""
        return self._form.unfit is not None or self._model.unfit.isValid()

    @property
    def typed(self) -> tuple[Typed, ...]:
        """What stands here as it was typed, and is not taken, or not yet."""
        return (*self._form.typed, *self._view.typed)

    def take_up(self, typed: Sequence[Typed]) -> None:
        """Have stand here what was typed in an earlier run of the program."""
        self._form.take_up(each for each in typed if each.upload is None)
        self._model.take_up(each for each in typed if each.upload is not None)

    def commit(self) -> bool:
        """Take what was typed and not left yet; whether all of it could be."""
        self._view.commit()
        self._form.commit()
        return not self.is_unfit

    def show_unfit(self) -> None:
        """Bring the keyboard to what cannot be taken."""
        if (line := self._form.unfit) is not None:
            line.setFocus(Qt.FocusReason.OtherFocusReason)
            line.selectAll()
        elif self._model.unfit.isValid():
            self._view.edit_unfit()

    def put_back(self) -> bool:
        """Give up what cannot be taken; whether there was any."""
        given_up = (self._form.put_back(), self._model.put_back())
        return any(given_up)

    def stop(self) -> None:
        self._tasks.stop()
        self._thumbs.stop()

    async def _read_folders(self, customer: CustomerId) -> None:
        """From what is kept here; where there is nothing, from the server."""
        documents = self._means.documents
        kept = await documents.kept(customer)
        try:
            listing = kept.listing if kept else await documents.listing(customer)
        except AppError:
            # The folder can be typed all the same.
            listing = Listing(documents=())
        self._means.tags.learn(listing.documents)
        self._folders.setStringList(sorted(_paths_in(listing), key=sort_key))

    def _fit_buttons(self) -> None:
        """Offer what can be done with the chosen files."""
        chosen = self._view.chosen()
        free = _free_pictures(chosen)
        self._drop.setEnabled(bool(chosen))
        self._turn.setVisible(bool(free))
        to_file = any(row.way is Way.PHOTO for row in free)
        self._turn.setText(tr("review.turn.file" if to_file else "review.turn.photo"))

    def _turn_chosen(self) -> None:
        free = _free_pictures(self._view.chosen())
        if free:
            to_file = any(row.way is Way.PHOTO for row in free)
            self.wished.emit((Wish(ids_of(free), Changes(goes_as_file=to_file)),))

    def _drop_chosen(self) -> None:
        if chosen := self._view.chosen():
            self.dropped.emit(ids_of(chosen))

    def _connect(self) -> None:
        self._form.wished.connect(self.wished)
        self._model.wished.connect(self.wished)
        for part in (self._form, self._view):
            part.touched.connect(self.touched)
        self._model.told.connect(lambda words: self._wrong.say(words, Severity.PROBLEM))
        self._view.selectionModel().selectionChanged.connect(self._fit_buttons)
        self._turn.clicked.connect(self._turn_chosen)
        self._drop.clicked.connect(self._drop_chosen)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), self._view)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._drop_chosen)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        # Beside the buttons: height is what there is least of.
        buttons.addWidget(self._form.loses, 1)
        buttons.addWidget(self._turn)
        buttons.addWidget(self._drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._form)
        layout.addWidget(self._wrong)
        layout.addWidget(self._view, 1)
        layout.addLayout(buttons)


def _free_pictures(rows: list[Upload]) -> list[Upload]:
    """Those that may go as a photo or as a file; in a folder there is no choice."""
    return [row for row in rows if row.can_be_photo and not row.folder]


def _paths_in(listing: Listing) -> set[str]:
    """The folders of a customer, those that documents lie in among them."""
    paths = folder_paths(listing.folders)
    places = {place_of(document, paths) for document in listing.documents}
    return {written(path) for path in {*paths.values(), *places} if path}


def _button(key: str) -> QPushButton:
    button = QPushButton(tr(f"review.{key}") if key == "drop" else "")
    button.setObjectName(f"review_{key}")
    button.setAutoDefault(False)
    return button
