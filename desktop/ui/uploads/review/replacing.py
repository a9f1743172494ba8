"""A photo beside the document it is to take the place of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.errors import AppError
from desktop.domain.ids import DocumentId
from desktop.domain.picture import Picture
from desktop.domain.uploads import Earlier, Upload
from desktop.ui.panes.thumbnails import pixmap_of
from desktop.ui.tasks import Tasks
from desktop.ui.texts import tr
from desktop.ui.uploads.review.means import ReviewMeans
from desktop.ui.uploads.review.plain import Sentence, button
from desktop.ui.uploads.review.words import repeated_one

_LONGEST = 256


class ReplaceSheet(QDialog):
    """Shows both, and asks; no Enter presses either button by itself."""

    def __init__(
        self, *, means: ReviewMeans, row: Upload, document: DocumentId, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("review_replace_sheet")
        self.setWindowTitle(tr("review.replace.title"))
        self._means, self._row, self._document = means, row, document
        self._tasks = Tasks(means.messages.report)
        self._old, self._new = Card("old"), Card("new")
        self._lay_out()
        self._old.name(tr("review.replace.document", id=document))
        self._new.name(row.name)
        self._tasks.start("old", self._draw_old())
        self._tasks.start("new", self._draw_new())

    def done(self, result: int) -> None:
        self._tasks.stop()
        super().done(result)

    async def _draw_old(self) -> None:
        """From what is kept here; where there is nothing, from the server."""
        documents, customer = self._means.documents, self._row.customer_id
        wire = (await documents.kept_thumbnails(customer)).get(self._document)
        if wire is None:
            try:
                wire = (await documents.thumbnails(customer)).get(self._document, "")
            except AppError:
                wire = ""
        self._old.show_picture(
            await self._means.pictures.thumbnail(wire, longest=self._pixels), self._ratio
        )

    async def _draw_new(self) -> None:
        try:
            picture = await self._means.thumbnail(self._row.id, self._pixels)
        except AppError:
            picture = None
        self._new.show_picture(picture, self._ratio)

    @property
    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    @property
    def _pixels(self) -> int:
        return round(_LONGEST * self._ratio)

    def _lay_out(self) -> None:
        said = Sentence("review_replace_words")
        earlier: Earlier | None = self._row.earlier
        is_same = repeated_one(self._row, earlier) if earlier else ""
        said.say(f"{is_same}\n{tr('review.replace.words')}".strip())
        pictures = QHBoxLayout()
        pictures.setSpacing(12)
        pictures.addWidget(self._old, 1)
        pictures.addWidget(self._new, 1)
        # No box of buttons: it would let Enter press the first of them.
        replace = button("review_replace_yes", tr("review.replace.yes"))
        cancel = button("review_replace_no", tr("review.cancel"))
        replace.clicked.connect(self.accept)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(replace)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(pictures, 1)
        layout.addWidget(said)
        layout.addLayout(buttons)
        self.resize(620, 420)
        cancel.setFocus()


class Card(QFrame):
    """A picture with a title above and a name below it."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        title = QLabel(tr(f"review.replace.{key}"))
        font = title.font()
        font.setBold(True)
        title.setFont(font)
        self._picture = QLabel(tr("pane.loading"))
        self._picture.setObjectName(f"review_replace_{key}")
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(_LONGEST, 192)
        self._name = Sentence(f"review_replace_{key}_name")
        self._key = key
        layout = QVBoxLayout(self)
        layout.addWidget(title)
        layout.addWidget(self._picture, 1)
        layout.addWidget(self._name)

    def name(self, words: str) -> None:
        self._name.say(words)

    def show_picture(self, picture: Picture | None, ratio: float) -> None:
        if picture is None:
            self._picture.setText(tr("review.replace.no_picture"))
            return
        # The server's is small: on a fine screen it is drawn as large as the new one, if coarser.
        held = max(picture.width, picture.height) / _LONGEST
        self._picture.setPixmap(pixmap_of(picture, max(1.0, min(ratio, held))))
        self._picture.setAccessibleName(tr(f"review.replace.{self._key}"))
