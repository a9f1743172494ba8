"""The choice of one customer whom everybody in the file goes below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.domain.ids import CustomerId
from desktop.ui.elided import ElidedLabel
from desktop.ui.importing.parts import button
from desktop.ui.texts import tr


class OneParent(QWidget):
    """Nobody at first: then the file tells, or everybody stays where they are.

    Signals:
        choose_asked: The user wants to look for one.
        changed: Another one is chosen, or none.

    Attributes:
        parent_id: Whom all go below, 0 for the top; None where that is not said.
    """

    choose_asked = Signal()
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.parent_id: CustomerId | None = None
        self._words = ElidedLabel()
        self._words.setObjectName("import_parent")
        self._choose = button("import_parent_choose", tr("import.parent.choose"))
        self._forget = button("import_parent_forget", tr("import.parent.forget"))
        label = QLabel(tr("import.parent"))
        label.setBuddy(self._choose)
        self._choose.setAccessibleName(tr("import.parent.choose_spoken"))
        self._forget.setAccessibleName(tr("import.parent.forget_spoken"))
        self._choose.clicked.connect(self.choose_asked)
        self._forget.clicked.connect(self._forget_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._choose)
        layout.addWidget(self._forget)
        self.show_parent(None, "")

    def show_parent(self, parent: CustomerId | None, words: str) -> None:
        """Take *parent*, called *words*; None for nobody."""
        self.parent_id = parent
        self._words.show_words(tr("import.parent.nobody") if parent is None else words)
        self._choose.setAccessibleDescription("" if parent is None else words)
        self._forget.setVisible(parent is not None)
        self.changed.emit()

    def _forget_asked(self) -> None:
        self._choose.setFocus()
        self.show_parent(None, "")
