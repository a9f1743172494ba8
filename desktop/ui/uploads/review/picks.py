"""The fields of a batch that are picked, not typed: how large photos go up, and yes or no."""

from collections.abc import Callable

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QSizePolicy

from desktop.domain.batches import Changes
from desktop.domain.photos import Preset
from desktop.domain.uploads import Upload, Way
from desktop.ui.formats import Format, words
from desktop.ui.forms.editors import CalmCombo
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Rows, estimated
from desktop.ui.uploads.review.wish import Ids, Wish, ids_of

_PRESETS = tuple(Preset)


class PresetField(CalmCombo):
    """How large the photos go up, each choice with about how many bytes that makes.

    Signals:
        wished: The photos are to go up so large (Wishes).
    """

    wished = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ids: Ids = ()
        self.setObjectName("review_preset")
        self.setAccessibleName(tr("review.field.preset"))
        self.addItems([tr(f"review.preset.{each.value}") for each in _PRESETS])
        self.setMinimumContentsLength(12)
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.activated.connect(self._pick)

    def show_rows(self, rows: Rows, unseen: Ids = ()) -> None:
        """Show what *rows* have; what is picked is for those *unseen*, too."""
        self._ids = (*ids_of(rows), *unseen)
        self.setEnabled(bool(rows))
        for place, preset in enumerate(_PRESETS):
            text = _preset_words(preset, rows)
            if text != self.itemText(place):
                self.setItemText(place, text)
        self.setPlaceholderText(tr("review.preset.different" if rows else "review.photos_only"))
        different = {row.preset for row in rows}
        with QSignalBlocker(self):
            is_one = len(different) == 1
            self.setCurrentIndex(_PRESETS.index(next(iter(different))) if is_one else -1)

    def _pick(self, place: int) -> None:
        self.wished.emit((Wish(self._ids, Changes(preset=_PRESETS[place])),))


class Flag(QCheckBox):
    """Yes, no, or neither where the files differ.

    Signals:
        wished: The files are to be all so (Wishes).
    """

    wished = Signal(object)

    def __init__(
        self, key: str, of: Callable[[Upload], bool], changes: Callable[[bool], Changes]
    ) -> None:
        super().__init__(tr(f"review.{key}"))
        self._ids: Ids = ()
        self._of, self._changes = of, changes
        self.setObjectName(f"review_{key}")
        self.setToolTip(tooltip(tr(f"review.{key}.hint")))
        self.clicked.connect(self._pick)

    def show_rows(self, rows: Rows, unseen: Ids = ()) -> None:
        """Show what *rows* have; what is picked is for those *unseen*, too."""
        self._ids = (*ids_of(rows), *unseen)
        self.setEnabled(bool(rows))
        states = {self._of(row) for row in rows}
        with QSignalBlocker(self):
            self.setTristate(len(states) == 2)
            if len(states) == 2:
                self.setCheckState(Qt.CheckState.PartiallyChecked)
            else:
                self.setChecked(states == {True})

    def _pick(self) -> None:
        is_on = self.checkState() is not Qt.CheckState.Unchecked
        self.wished.emit((Wish(self._ids, self._changes(is_on)),))


def xnet_flag() -> Flag:
    return Flag("xnet", lambda row: row.on_xnet, lambda on: Changes(on_xnet=on))


def place_flag() -> Flag:
    return Flag("place", lambda row: row.keeps_place, lambda on: Changes(keeps_place=on))


def file_flag() -> Flag:
    return Flag("as_file", lambda row: row.way is Way.FILE, lambda on: Changes(goes_as_file=on))


def _preset_words(preset: Preset, rows: Rows) -> str:
    title = tr(f"review.preset.{preset.value}")
    if not rows:
        return title
    size = words(estimated(rows, preset), Format.SIZE)
    return tr("review.preset.estimated", preset=title, size=size)
