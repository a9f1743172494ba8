"""A field for the files of a batch: each its own, or one for all of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.domain.checks import Unfit
from desktop.domain.uploads import Upload
from desktop.ui.forms.editors import CalmCombo
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Rows
from desktop.ui.uploads.review.moments import example
from desktop.ui.uploads.review.typed import TypedLine
from desktop.ui.uploads.review.wish import Wishes

_EACH, _ONE = range(2)


class SharedField(QWidget):
    """One line for one file; for several, first the choice between each its own and one for all.

    Signals:
        wished: The files are to be changed (Wishes).
        told: What is wrong with what was typed, "" for nothing (str).
    """

    wished = Signal(object)
    told = Signal(str)

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._rows: Rows = ()
        self.line = TypedLine(f"review_{key}", tr(f"review.field.{key}"))
        self.line.told.connect(self.told)
        self.line.setPlaceholderText(tr(f"review.field.{key}.placeholder"))
        self.line.editingFinished.connect(self.commit)
        self.choice = CalmCombo()
        self.choice.setObjectName(f"review_{key}_choice")
        self.choice.setAccessibleName(tr(f"review.field.{key}"))
        self.choice.addItems([tr(f"review.field.{key}.each"), tr(f"review.field.{key}.one")])
        self.choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.choice.setMinimumContentsLength(10)
        self.choice.setSizeAdjustPolicy(
            CalmCombo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.activated.connect(self._choose)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.choice, 1)
        row.addWidget(self.line, 1)

    @property
    def is_shared(self) -> bool:
        """Whether there is one value for all."""
        return self.choice.currentIndex() == _ONE

    def show_rows(self, rows: Rows) -> None:
        """Show what *rows* have, unless the user is typing; none leaves nothing to be said."""
        self._rows = rows
        self._remember(rows)
        is_many = len(rows) > 1
        if is_many and self.line.is_typed:
            # More came while one was being typed about: what was typed stays in sight.
            self.choice.setCurrentIndex(_ONE)
        self.setFocusProxy(self.choice if is_many else self.line)
        self.choice.setVisible(is_many)
        self.line.setVisible(not is_many or self.is_shared)
        self.setEnabled(bool(rows))
        if not rows:
            self.line.put("")
        elif not is_many:
            self.line.show_text(self._words(rows[0]))

    def commit(self) -> None:
        """Take what was typed, if anything was."""
        if not self.line.is_typed or not self._rows:
            return
        text = self.line.text()
        try:
            wishes = self._typed(text, self._rows)
        except Unfit:
            self.line.refuse(unfit_words(self._key, text))
            return
        self.line.put(text)
        if wishes:
            self.wished.emit(wishes)

    def take_up(self, text: str) -> None:
        """Have stand here what was typed in an earlier run of the program."""
        self.line.type_again(text)
        self.show_rows(self._rows)

    # --- what each field says of itself -------------------------------------------------------

    def _remember(self, rows: Rows) -> None:
        """Keep what *rows* have before anything is changed, for going back to it."""

    def _words(self, row: Upload) -> str:
        """What stands in the line for one file."""
        raise NotImplementedError

    def _typed(self, text: str, rows: Rows) -> Wishes:
        """What *text* means for *rows*. Raises Unfit."""
        raise NotImplementedError

    def _each(self, rows: Rows) -> Wishes:
        """How each gets its own back."""
        raise NotImplementedError

    # --- how ----------------------------------------------------------------------------------

    def _choose(self) -> None:
        self.line.setVisible(self.is_shared)
        if self.is_shared:
            self.line.setFocus()
            return
        self.line.put("")
        if wishes := self._each(self._rows):
            self.wished.emit(wishes)


def unfit_words(key: str, text: str) -> str:
    """Why *text* cannot be taken, and what could be."""
    return tr(f"review.field.{key}.unfit", text=text.strip(), example=example())
