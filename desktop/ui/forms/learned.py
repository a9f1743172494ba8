"""The editor of an id of which only those are known that customers are linked to already."""

import re
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter

from desktop.domain.fields import Field
from desktop.domain.values import Value
from desktop.ui.forms.editors import LineEditor
from desktop.ui.texts import tr

_LISTED = re.compile(r".*\((\d{1,18})\)", re.DOTALL)


class LearnedEditor(LineEditor):
    """An id, typed as a number, or found by the name it is known by; Alt+Down shows all of them."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._known: Mapping[int, str] = {}
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        # When the line has taken the words over.
        self._completer.activated.connect(lambda _text: QTimer.singleShot(0, self, self.finish))
        self._line.editingFinished.connect(self.finish)
        self._line.installEventFilter(self)

    def set_choices(self, known: Mapping[int, str]) -> None:
        """Offer these, in their order."""
        self._known = known
        unnamed = tr("forms.learned_unnamed")
        self._words.setStringList([f"{name or unnamed} ({id_})" for id_, name in known.items()])
        self._line.setCompleter(self._completer)
        self._line.setToolTip(tr("forms.learned_tip") if known else "")
        self._line.setPlaceholderText(tr("forms.learned_placeholder") if known else "")
        if (popup := self._completer.popup()) is not None:
            # The line is as narrow as an id.
            popup.setMinimumWidth(popup.fontMetrics().averageCharWidth() * 36)
        self._tell_name()
        self.named.emit()

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self._tell_name()

    def value(self) -> Value:
        found = self._found()
        return super().value() if found is None else found

    def called(self, value: Value) -> str:
        return self._known.get(value, "") if isinstance(value, int) else ""

    def finish(self) -> None:
        """A name gives way to its id, which is what is stored."""
        found = self._found()
        if found is not None:
            self._line.setText(str(found))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if is_alt and event.key() == Qt.Key.Key_Down and self._known:
                self._completer.setCompletionPrefix("")
                self._completer.complete()
                return True
        return super().eventFilter(watched, event)

    def _found(self) -> int | None:
        """The id of the name in the line; None where it holds none, or one that two have."""
        text = self._line.text().strip()
        if not text or text.isdigit():
            return None
        listed = _LISTED.fullmatch(text)
        if listed is not None and self._known.get(int(listed[1])) is not None:
            return int(listed[1])
        called = [id_ for id_, name in self._known.items() if name.casefold() == text.casefold()]
        return called[0] if len(called) == 1 else None

    def _changed(self) -> None:
        super()._changed()
        self._tell_name()

    def _tell_name(self) -> None:
        """The name of the id in the line, where it is known."""
        text = self._line.text().strip()
        name = self._known.get(int(text)) if text.isdecimal() and text.isascii() else None
        if name:
            self._companion.show_words(name)
            self._companion.show()
        elif text == self._shown_text and self._companion.text() in self._known.values():
            self._companion.show_words("")
