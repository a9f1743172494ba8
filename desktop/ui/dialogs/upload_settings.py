"""How uploads are to go: time to undo, how many at once, what is made of photos."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.photos import Preset
from desktop.services.uploads.settings import LONGEST_HOLD_S, MOST_LANES, UploadSettings
from desktop.ui.entered import EnterDialog
from desktop.ui.texts import tr

_WIDTH = 460


class UploadSettingsDialog(EnterDialog):
    """Shows the settings of the account; nothing is different until they are saved."""

    def __init__(self, *, settings: UploadSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("upload_settings")
        self.setWindowTitle(tr("review.settings.title"))
        self._settings = settings
        self._hold = _number("hold", 0, round(LONGEST_HOLD_S), round(settings.hold_seconds))
        self._hold.setSuffix(tr("review.settings.hold_suffix"))
        self._hold.setSpecialValueText(tr("review.settings.hold_none"))
        self._lanes = _number("lanes", 1, MOST_LANES, settings.lanes)
        self._preset = _preset_box(settings.preset)
        self._place = _flag("place", is_on=settings.keeps_place)
        self._token = _flag("token", is_on=settings.token_in_title)
        self._lay_out()

    def accept(self) -> None:
        """Save, and close."""
        self._settings.change(
            hold_seconds=self._hold.value(),
            lanes=self._lanes.value(),
            token_in_title=self._token.isChecked(),
            preset=Preset(self._preset.currentData()),
            keeps_place=self._place.isChecked(),
        )
        super().accept()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        form.addRow(tr("review.settings.hold"), self._hold)
        form.addRow(tr("review.settings.lanes"), self._lanes)
        form.addRow(tr("review.settings.preset"), self._preset)
        why = _sentence("token_why")
        # In line with the words of the box above it.
        why.setIndent(22)
        self._token.setAccessibleDescription(why.text())
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(form)
        layout.addWidget(self._place)
        layout.addWidget(self._token)
        layout.addWidget(why)
        layout.addWidget(_sentence("fresh"))
        layout.addStretch(1)
        layout.addWidget(self._buttons())
        self.setMinimumWidth(_WIDTH)

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Save | kinds.Cancel)
        save, cancel = buttons.button(kinds.Save), buttons.button(kinds.Cancel)
        save.setText(tr("review.settings.save"))
        save.setObjectName("upload_settings_save")
        save.setDefault(True)
        cancel.setText(tr("review.cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons


def _number(key: str, least: int, most: int, value: int) -> QSpinBox:
    box = QSpinBox()
    box.setObjectName(f"upload_{key}")
    box.setAccessibleName(tr(f"review.settings.{key}").rstrip(":"))
    box.setRange(least, most)
    box.setValue(value)
    return box


def _preset_box(chosen: Preset) -> QComboBox:
    box = QComboBox()
    box.setObjectName("upload_preset")
    box.setAccessibleName(tr("review.settings.preset").rstrip(":"))
    for preset in Preset:
        box.addItem(tr(f"review.settings.preset.{preset.value}"), preset.value)
    box.setCurrentIndex(box.findData(chosen.value))
    return box


def _flag(key: str, *, is_on: bool) -> QCheckBox:
    flag = QCheckBox(tr(f"review.settings.{key}"))
    flag.setObjectName(f"upload_{key}")
    flag.setChecked(is_on)
    return flag


def _sentence(key: str) -> QLabel:
    label = QLabel(tr(f"review.settings.{key}"))
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
