"""What the customer has already of a batch: one shown beside its earlier one, or all at once."""

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.domain.batches import Again
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.uploads import Upload, UploadId, Way
from desktop.ui.panes.thumbnails import pixmap_of
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.review import words
from desktop.ui.uploads.review.digest import Rows
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.plain import Sentence, Sign, button

_LONGEST = 48
_ONE_BY_ONE = "one_by_one"
_REPLACE = "replace"


class Repeats(QWidget):
    """Asks what is to become of files whose content the customer has already.

    Signals:
        answered: These are to be skipped or sent (tuple[UploadId, ...], Again).
        replace_asked: This photo is to take the place of the document (Upload).
    """

    answered = Signal(object, object)
    replace_asked = Signal(object)

    def __init__(self, means: ReviewMeans) -> None:
        super().__init__()
        self._rows: Rows = ()
        self._is_one_by_one = False
        self._picture = _EarlierPicture(means)
        self._sentence = Sentence("review_again")
        self._buttons = {
            key: button(f"review_again_{key}", tr(f"review.again.{key}"))
            for key in (Again.SKIP.value, Again.SEND.value, _REPLACE, _ONE_BY_ONE)
        }
        for key, each in self._buttons.items():
            each.clicked.connect(lambda _=False, key=key: self._press(key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Sign("warning"))
        row.addWidget(self._picture)
        row.addWidget(self._sentence, 1)
        for each in self._buttons.values():
            row.addWidget(each)
        self.hide()

    def put(self, rows: Rows) -> None:
        """Ask about *rows*, each of which has an earlier one."""
        self._rows = rows
        self.setVisible(bool(rows))
        if not rows:
            self._is_one_by_one = False
            return
        asked = self._asked
        first, earlier = asked[0], asked[0].earlier
        is_one = len(asked) == 1
        if is_one and earlier is not None:
            said = words.repeated_one(first, earlier)
            left = len(rows)
            self._sentence.say(tr("review.again.of", said=said, left=left) if left > 1 else said)
            self._picture.show_document(first.customer_id, earlier.document_id)
        else:
            self._sentence.say(words.repeated_many(rows))
            self._picture.hide()
        self._fit(self._buttons, is_one=is_one, can_replace=_can_replace(first))

    def stop(self) -> None:
        self._picture.stop()

    @property
    def _asked(self) -> Rows:
        """Whom the question is about now."""
        return self._rows[:1] if self._is_one_by_one else self._rows

    def _fit(self, buttons: Mapping[str, QPushButton], *, is_one: bool, can_replace: bool) -> None:
        buttons[_REPLACE].setVisible(is_one and can_replace)
        buttons[_ONE_BY_ONE].setVisible(not is_one)
        key = "skip" if is_one else "skip_all"
        buttons[Again.SKIP.value].setText(tr(f"review.again.{key}"))
        for each in buttons.values():
            each.setAccessibleName(f"{each.text()}: {self._sentence.text()}")

    def _press(self, key: str) -> None:
        if key == _ONE_BY_ONE:
            self._is_one_by_one = True
            is_by_keyboard = self._buttons[key].hasFocus()
            self.put(self._rows)
            if is_by_keyboard:
                # The button that was pressed has gone.
                self._buttons[Again.SKIP.value].setFocus()
        elif key == _REPLACE:
            self.replace_asked.emit(self._asked[0])
        else:
            ids: tuple[UploadId, ...] = tuple(row.id for row in self._asked)
            self.answered.emit(ids, Again(key))


class _EarlierPicture(QLabel):
    """The thumbnail of a document, where one is kept here."""

    def __init__(self, means: ReviewMeans) -> None:
        super().__init__()
        self.setObjectName("review_again_picture")
        self._means = means
        self._tasks = Tasks(means.messages.report)
        self._shown: DocumentId | None = None
        self.hide()

    def show_document(self, customer: CustomerId, document: DocumentId | None) -> None:
        if document == self._shown and document is not None:
            self.setVisible(not self.pixmap().isNull())
            return
        self._shown = document
        self.hide()
        self.setPixmap(QPixmap())
        if document is not None:
            self._tasks.start("picture", self._draw(customer, document))

    def stop(self) -> None:
        self._tasks.stop()

    async def _draw(self, customer: CustomerId, document: DocumentId) -> None:
        ratio = self.devicePixelRatioF()
        kept = await self._means.documents.kept_thumbnails(customer)
        wire = kept.get(document, "")
        picture = await self._means.pictures.thumbnail(wire, longest=round(_LONGEST * ratio))
        if picture is not None:
            self.setPixmap(pixmap_of(picture, ratio))
            self.show()


def _can_replace(row: Upload) -> bool:
    """Only a photo can take the place of a document (documented), and only of one we know."""
    earlier = row.earlier
    return row.way is Way.PHOTO and earlier is not None and earlier.document_id is not None
