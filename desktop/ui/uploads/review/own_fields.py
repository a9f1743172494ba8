"""The fields that differ from file to file: title, when it was taken, and the folder."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QObject, QStringListModel, Qt
from PySide6.QtWidgets import QCompleter

from desktop.domain.batches import Changes
from desktop.domain.files import wire_title
from desktop.domain.folders import steps, written
from desktop.domain.uploads import Upload, UploadId
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Rows
from desktop.ui.uploads.review.moments import example, moment_words, typed_moment
from desktop.ui.uploads.review.shared import SharedField
from desktop.ui.uploads.review.wish import Wish, Wishes, ids_of

_LONGEST_TITLE = 245
"""With a number behind it, a title has room in a `string` of the API (documented: 255)."""


class TitleField(SharedField):
    """The file's name, or one title that is numbered."""

    def __init__(self) -> None:
        super().__init__("title")
        self.line.setMaxLength(_LONGEST_TITLE)

    def _words(self, row: Upload) -> str:
        return row.title

    def _typed(self, text: str, rows: Rows) -> Wishes:
        title = text.strip()
        if not title:
            return self._each(rows)
        if len(rows) == 1:
            return (Wish((rows[0].id,), Changes(title=title)),)
        digits = len(str(len(rows)))
        return tuple(
            Wish((row.id,), Changes(title=f"{title} {number:0{digits}}"))
            for number, row in enumerate(rows, start=1)
        )

    def _each(self, rows: Rows) -> Wishes:
        return tuple(Wish((row.id,), Changes(title=wire_title(row.path))) for row in rows)


class TakenField(SharedField):
    """As in the photo, or as the user knows it; the program itself shifts nothing."""

    def __init__(self) -> None:
        super().__init__("taken")
        self._before: dict[UploadId, datetime | None] = {}
        self._said: Changes | None = None
        self._given: set[UploadId] = set()
        self.line.setToolTip(tooltip(tr("review.field.taken.hint", example=example())))

    def _remember(self, rows: Rows) -> None:
        for row in rows:
            self._before.setdefault(row.id, row.taken)

    def _words(self, row: Upload) -> str:
        return moment_words(row.taken)

    def show_rows(self, rows: Rows) -> None:
        super().show_rows(rows)
        self.line.setPlaceholderText(_asked_for(rows))
        # Photos that are looked at only now brought dates of their own.
        late = [row for row in rows if row.id not in self._given]
        if self.is_shared and self._said is not None and late:
            self.wished.emit(self._all(self._said, late))

    def _typed(self, text: str, rows: Rows) -> Wishes:
        return self._all(taken_on(typed_moment(text)), rows)

    def _each(self, rows: Rows) -> Wishes:
        self._said = None
        return tuple(Wish((row.id,), taken_on(self._before[row.id])) for row in rows)

    def _all(self, said: Changes, rows: Sequence[Upload]) -> Wishes:
        self._said = said
        self._given.update(row.id for row in rows)
        return (Wish(ids_of(rows), said),)


class FolderField(SharedField):
    """Where files go, with the folders the customer has."""

    def __init__(self, known: QStringListModel) -> None:
        super().__init__("folder")
        self._before: dict[UploadId, str] = {}
        # The completer does not own it.
        self._known = known
        self.line.setCompleter(folder_completer(known, self.line))

    def _remember(self, rows: Rows) -> None:
        for row in rows:
            self._before.setdefault(row.id, row.folder)
        dropped = {self._before[row.id] for row in rows}
        self.choice.setItemText(0, _as_dropped(dropped))

    def _words(self, row: Upload) -> str:
        return row.folder

    def _typed(self, text: str, rows: Rows) -> Wishes:
        return (Wish(ids_of(rows), Changes(folder=tidy_folder(text))),)

    def _each(self, rows: Rows) -> Wishes:
        return tuple(Wish((row.id,), Changes(folder=self._before[row.id])) for row in rows)


def _asked_for(rows: Rows) -> str:
    """What stands in the empty line; of several it says nothing, for each has its own."""
    match len(rows):
        case 0:
            return tr("review.photos_only")
        case 1:
            return tr("review.field.taken.placeholder")
        case _:
            return tr("review.field.taken.such_as", example=example())


def taken_on(taken: datetime | None) -> Changes:
    return Changes(is_taken_unknown=True) if taken is None else Changes(taken=taken)


def tidy_folder(text: str) -> str:
    """The way a folder is named to the server, however it was typed."""
    return written(steps(text))


def folder_completer(known: QStringListModel, parent: QObject) -> QCompleter:
    completer = QCompleter(known, parent)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    return completer


def _as_dropped(folders: set[str]) -> str:
    """What it means to leave the folders as they came."""
    if len(folders) > 1:
        return tr("review.field.folder.as_dropped", count=len(folders - {""}))
    folder = next(iter(folders), "")
    return (
        tr("review.field.folder.each_one", folder=folder)
        if folder
        else tr("review.field.folder.each")
    )
