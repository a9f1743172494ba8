"""The groups of uploads with their counts, one of which can be shown alone."""

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from desktop.ui import theme
from desktop.ui.notice import Severity
from desktop.ui.texts import tr
from desktop.ui.uploads import words
from desktop.ui.uploads.flow import FlowLayout
from desktop.ui.uploads.groups import Group

_LOUD = {Group.NEEDS_YOU: Severity.WARNING, Group.REFUSED: Severity.PROBLEM}


class Chips(QWidget):
    """One chip for each group that is not empty; pressed again, it lets all be seen.

    Signals:
        picked: This group is to be shown alone, or all of them (Group or None).
    """

    picked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transfers_groups")
        self.setAccessibleName(tr("uploads.groups"))
        self._picked: Group | None = None
        self._chips = {group: self._chip(group) for group in Group}
        self._flow = FlowLayout(self, gap=4)
        for chip in self._chips.values():
            self._flow.addWidget(chip)

    @property
    def shown_alone(self) -> Group | None:
        return self._picked

    def add(self, widget: QWidget) -> None:
        """Let *widget* stand behind the chips, in their last line if there is room."""
        self._flow.addWidget(widget)

    def put(self, counts: Mapping[Group, int]) -> None:
        """Show how many are in each group; one that has become empty is shown alone no more."""
        for group, chip in self._chips.items():
            count = counts.get(group, 0)
            text = words.group(group, count)
            if text != chip.text():
                chip.setText(text)
                chip.setAccessibleName(tr("uploads.only", group=text))
        if self._picked is not None and not counts.get(self._picked):
            self._show_pick(None)
        for group, chip in self._chips.items():
            chip.setVisible(bool(counts.get(group)))

    def _chip(self, group: Group) -> QToolButton:
        chip = QToolButton()
        chip.setObjectName(f"transfers_group_{group.value}")
        chip.setCheckable(True)
        chip.setToolTip(tr("uploads.only_tip"))
        if group in _LOUD:
            palette = chip.palette()
            palette.setColor(QPalette.ColorRole.ButtonText, theme.strong(_LOUD[group]))
            chip.setPalette(palette)
        chip.toggled.connect(lambda on: self._pick(group if on else None))
        chip.hide()
        return chip

    def _pick(self, group: Group | None) -> None:
        self._show_pick(group)
        self.picked.emit(group)

    def _show_pick(self, group: Group | None) -> None:
        self._picked = group
        for each, chip in self._chips.items():
            with QSignalBlocker(chip):
                chip.setChecked(each is group)
