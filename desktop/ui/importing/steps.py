"""The steps of an import in one line, with the one that is reached."""

from enum import Enum

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.ui import theme
from desktop.ui.texts import tr


class Step(Enum):
    """What the window shows."""

    FILE = "file"
    COLUMNS = "columns"
    CHECK = "check"
    RESULT = "result"


class Steps(QWidget):
    """Each step with its number; the one that is reached stands out."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("import_steps")
        self._labels = {step: QLabel() for step in Step}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(20)
        for number, (step, label) in enumerate(self._labels.items(), 1):
            label.setObjectName(f"import_step_{step.value}")
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setText(tr("import.step", number=number, name=tr(f"import.step.{step.value}")))
            layout.addWidget(label)
        layout.addStretch(1)

    def show_step(self, reached: Step) -> None:
        for step, label in self._labels.items():
            is_here = step is reached
            font = label.font()
            font.setBold(is_here)
            label.setFont(font)
            palette = QPalette()
            if not is_here:
                palette.setColor(QPalette.ColorRole.WindowText, theme.muted())
            label.setPalette(palette)
        self.setAccessibleName(self._labels[reached].text())
