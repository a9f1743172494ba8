"""The fields of a whole batch, and what each way of going up loses."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop.domain.batches import Typed
from desktop.domain.uploads import Way
from desktop.services.uploads.tags import Tags
from desktop.ui.forms.note import Note
from desktop.ui.labels import tooltip
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Digest
from desktop.ui.uploads.review.own_fields import FolderField, TakenField, TitleField
from desktop.ui.uploads.review.picks import PresetField, file_flag, place_flag, xnet_flag
from desktop.ui.uploads.review.shared import SharedField
from desktop.ui.uploads.review.tag_field import TagField
from desktop.ui.uploads.review.typed import TypedLine

_LEFT, _RIGHT = 0, 2


class BatchForm(QWidget):
    """Fields for all files of a batch at once; those that its files have no use for are disabled.

    Signals:
        wished: Files are to be changed (Wishes).
        touched: What is `typed` may be something else now.

    Attributes:
        loses: What the ways the files go up have no room for; whoever has the form shows it.
    """

    wished = Signal(object)
    touched = Signal()

    def __init__(self, tags: Tags, folders: QStringListModel) -> None:
        super().__init__()
        self._title, self._taken, self._folder = TitleField(), TakenField(), FolderField(folders)
        self._tags, self._preset = TagField(tags), PresetField()
        self._xnet, self._place, self._as_file = xnet_flag(), place_flag(), file_flag()
        self.loses = _quiet_label("review_loses")
        self._typed: Mapping[str, SharedField | TagField] = MappingProxyType(
            {
                "title": self._title,
                "taken": self._taken,
                "folder": self._folder,
                "tags": self._tags,
            }
        )
        self._lay_out()
        for field in self._typed.values():
            field.wished.connect(self.wished)
            field.line.touched.connect(self.touched)
        for pick in (self._preset, self._xnet, self._place, self._as_file):
            pick.wished.connect(self.wished)

    def show_digest(self, digest: Digest) -> None:
        photos = digest.photos
        self._title.show_rows(digest.rows)
        self._folder.show_rows(digest.rows)
        self._taken.show_rows(photos)
        unseen = digest.unseen if photos else ()
        for each in (self._tags, self._preset, self._xnet, self._place):
            each.show_rows(photos, unseen)
        for field in (self._taken, self._tags, self._preset, self._xnet, self._place):
            self._explain(field, "" if photos else tr("review.photos_only"))
        # With a folder there is no choice.
        self._as_file.show_rows(tuple(row for row in digest.pictures if not row.folder))
        words = loses_words(digest)
        self.loses.setText(words)
        self.loses.setAccessibleName(words)

    def commit(self) -> None:
        """Take what was typed and not left yet."""
        for field in self._typed.values():
            field.commit()

    @property
    def typed(self) -> tuple[Typed, ...]:
        """What stands here as it was typed, and is not taken, or not yet."""
        said = ((key, field.line.typed) for key, field in self._typed.items())
        return tuple(Typed(key, text) for key, text in said if text is not None)

    def take_up(self, typed: Iterable[Typed]) -> None:
        """Have stand here what was typed in an earlier run, where it still has a use."""
        for each in typed:
            field = self._typed.get(each.field)
            if field is not None and field.isEnabled():
                field.take_up(each.text)

    @property
    def unfit(self) -> TypedLine | None:
        """The first line with something that cannot be taken."""
        return next((field.line for field in self._typed.values() if field.line.is_unfit), None)

    def put_back(self) -> bool:
        """Give up what cannot be taken; whether there was any."""
        given_up = [field.line.put_back() for field in self._typed.values()]
        return any(given_up)

    def _explain(self, field: QWidget, why: str) -> None:
        """Say below the pointer why a field cannot be used."""
        usual = field.property("usual_tip")
        if usual is None:
            usual = field.toolTip()
            field.setProperty("usual_tip", usual)
        field.setToolTip(tooltip(why) if why else str(usual))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        _add(grid, "title", self._title, (0, _LEFT))
        _add(grid, "taken", self._taken, (2, _LEFT))
        _add(grid, "folder", self._folder, (4, _LEFT))
        _add(grid, "tags", self._tags, (0, _RIGHT))
        _add(grid, "preset", self._preset, (2, _RIGHT))
        # Right below the two in which not everything can be taken.
        _add_note(grid, "taken", self._taken, (3, _LEFT))
        _add_note(grid, "tags", self._tags, (1, _RIGHT))
        flags = QHBoxLayout()
        flags.setSpacing(16)
        for flag in (self._xnet, self._as_file, self._place):
            flags.addWidget(flag)
        flags.addStretch(1)
        grid.addLayout(flags, 5, _LEFT + 1, 1, 3)
        grid.setColumnStretch(_LEFT + 1, 1)
        grid.setColumnStretch(_RIGHT + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(grid)


def loses_words(digest: Digest) -> str:
    """What the ways these files go up have no room for."""
    ways = {row.way for row in digest.rows if row.kind is not None}
    has_picture_in_folder = any(row.folder for row in digest.pictures)
    parts = [
        tr("review.loses.photo") if Way.PHOTO in ways else "",
        tr("review.loses.file") if Way.FILE in ways else "",
        tr("review.loses.in_folder") if has_picture_in_folder else "",
    ]
    return " ".join(part for part in parts if part)


def _add(grid: QGridLayout, key: str, field: QWidget, at: tuple[int, int]) -> None:
    row, column = at
    label = QLabel(tr(f"review.field.{key}"))
    label.setBuddy(field)
    grid.addWidget(label, row, column)
    grid.addWidget(field, row, column + 1)


def _add_note(
    grid: QGridLayout, key: str, field: SharedField | TagField, at: tuple[int, int]
) -> None:
    note = Note(f"review_{key}")
    field.told.connect(lambda words: note.say(words, Severity.PROBLEM))
    row, column = at
    grid.addWidget(note, row, column + 1)


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label
