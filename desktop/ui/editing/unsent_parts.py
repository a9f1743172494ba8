"""The lower part of the window of what is not sent: all about one, and what can be done with it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.drafts import Draft, DraftState
from desktop.domain.edits import customer_field
from desktop.domain.fields import Kind
from desktop.ui.editing import words
from desktop.ui.forms.naming import Naming
from desktop.ui.forms.words import typed
from desktop.ui.labels import label_of
from desktop.ui.texts import tr

_COMMANDS = ("go", "resolve", "adopt", "again", "drop")
_LINES = 6


class UnsentStory(QWidget):
    """What is to be known of one: sentences, and what is typed beside what was there.

    Attributes:
        naming: What ids are called.
    """

    def __init__(self, naming: Naming) -> None:
        super().__init__()
        self.naming = naming
        self._advice = QLabel()
        self._advice.setObjectName("unsent_advice")
        self._advice.setTextFormat(Qt.TextFormat.PlainText)
        self._advice.setWordWrap(True)
        self._advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._typed = QPlainTextEdit()
        self._typed.setObjectName("unsent_typed")
        self._typed.setAccessibleName(tr("unsent.typed"))
        self._typed.setPlaceholderText(tr("unsent.choose"))
        self._typed.setReadOnly(True)
        self._typed.setTabChangesFocus(True)
        self._typed.setMinimumHeight(_LINES * QFontMetrics(self._typed.font()).lineSpacing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._advice)
        layout.addWidget(self._typed, 1)
        self.show_draft(None)

    def show_draft(self, draft: Draft | None) -> None:
        """Show all about it; what stands there already stays, with what is selected in it."""
        advice = "" if draft is None else words.advice(draft)
        self._advice.setText(advice)
        self._advice.setVisible(bool(advice))
        text = "" if draft is None else "\n".join(self._lines(draft))
        if text != self._typed.toPlainText():
            self._typed.setPlainText(text)

    def _lines(self, draft: Draft) -> list[str]:
        return [
            *(
                tr(
                    "unsent.line",
                    field=label_of(name),
                    before=self.naming.value(name, draft.base.value(name), draft.base),
                    mine=self._whole(name, draft),
                )
                for name in draft.mine
            ),
            *(
                tr("unsent.line_typed", field=label_of(name), mine=text)
                for name, text in draft.typed.items()
            ),
        ]

    def _whole(self, name: str, draft: Draft) -> str:
        """Long texts whole: whoever gives one up may want to copy it."""
        value = draft.mine[name]
        if value and customer_field(name).kind is Kind.LSTRING:
            return typed(value)
        return self.naming.value(name, value)


class UnsentFoot(QWidget):
    """The commands.

    Signals:
        asked: One of them: "go", "resolve", "adopt", "again" or "drop" (str).
        close_asked: That was all.
    """

    asked = Signal(str)
    close_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._buttons = {key: _button(key) for key in _COMMANDS}
        close = _button("close")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for key, button in self._buttons.items():
            layout.addWidget(button)
            button.clicked.connect(lambda _=False, key=key: self.asked.emit(key))
        layout.addStretch(1)
        layout.addWidget(close)
        close.clicked.connect(self.close_asked)
        self.show_draft(None)

    def show_draft(self, draft: Draft | None) -> None:
        """Offer what makes sense for it."""
        allowed = _allowed(draft)
        for key, button in self._buttons.items():
            button.setEnabled(key in allowed)
        is_unsure = draft is not None and words.is_unsure(draft)
        self._buttons["adopt"].setVisible(is_unsure)
        again = "unsent.do.create_anyway" if is_unsure else "unsent.do.again"
        self._buttons["again"].setText(tr(again))
        is_draft = draft is not None and draft.state is DraftState.DRAFT
        self._buttons["drop"].setText(tr("unsent.do.discard" if is_draft else "unsent.do.drop"))
        is_new = draft is not None and draft.is_new and not is_unsure
        self._buttons["go"].setText(tr("unsent.do.go_on" if is_new else "unsent.do.go"))


def _allowed(draft: Draft | None) -> frozenset[str]:
    if draft is None:
        return frozenset()
    allowed = {"go", "drop"}
    if words.can_be_resolved(draft):
        allowed.add("resolve")
    elif draft.state is not DraftState.DRAFT:
        allowed.add("again")
    if words.is_unsure(draft):
        allowed.add("adopt")
    return frozenset(allowed)


def _button(key: str) -> QPushButton:
    button = QPushButton(tr(f"unsent.do.{key}"))
    button.setObjectName(f"unsent_{key}")
    button.setAutoDefault(False)
    return button
