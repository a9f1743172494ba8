"""Editors whose words lead somewhere: an e-mail address, a phone number, a page, a place."""

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QToolButton

from desktop.domain.checks import Unfit, read_pair
from desktop.domain.fields import Field
from desktop.domain.links import link_of, map_link
from desktop.domain.values import Value
from desktop.ui.forms.editors import LineEditor
from desktop.ui.forms.words import typed
from desktop.ui.icons import icon
from desktop.ui.labels import label_of, tooltip
from desktop.ui.texts import tr

PLACES = ("latitude", "longitude")
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_PASTED = 4
"""Characters that come at once are pasted; a pair is not split under the fingers of a typist."""


class LinkedEditor(LineEditor):
    """A line with a button beside it that opens what the words lead to; so does Alt+Enter."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._url = ""
        self._open = _open_button(field.name)
        self._open.clicked.connect(self.open)
        self._row.addWidget(self._open)
        self._line.textChanged.connect(self._fit)
        self._line.installEventFilter(self)
        self._fit()

    @property
    def url(self) -> str:
        """What would be opened; empty where the words lead nowhere."""
        return self._url

    def open(self) -> None:
        if self._url:
            QDesktopServices.openUrl(QUrl(self._url))

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress
        if is_key and event.key() in _ENTER:  # type: ignore[attr-defined]  # a key, as was asked
            if event.modifiers() & Qt.KeyboardModifier.AltModifier:  # type: ignore[attr-defined]  # the same
                self.open()
                return True
        return super().eventFilter(watched, event)

    def _address(self) -> str:
        return link_of(self.field.name, self._line.text())

    def _fit(self) -> None:
        self._url = self._address()
        self._open.setVisible(bool(self._url))
        tip = tr(f"forms.open_tip.{self.field.name}")
        self._open.setToolTip(tooltip(f"{tip}\n{self._url}"))


class PlaceEditor(LinkedEditor):
    """Half of a place on earth. Both halves typed or pasted into one are shared out.

    The first of the two leads to the map.
    """

    def __init__(self, field: Field) -> None:
        self._other: PlaceEditor | None = None
        self._length = 0
        super().__init__(field)
        self._line.textChanged.connect(self._split_pasted)
        self._line.editingFinished.connect(self.finish)

    def pair_with(self, other: "PlaceEditor") -> None:
        """*other* is the other half."""
        self._other, other._other = other, self
        for each, half in ((self, other), (other, self)):
            each._line.textChanged.connect(half._fit)

    def finish(self) -> None:
        """Share out a pair, latitude first."""
        pair = read_pair(self._line.text())
        if pair is None or self._other is None:
            return
        halves = {self.field.name: self, self._other.field.name: self._other}
        for name, degrees in zip(PLACES, pair, strict=True):
            halves[name].set_state(typed(degrees))

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self._length = len(self._line.text())
        if self._other is not None:
            self._other._fit()

    def _split_pasted(self, text: str) -> None:
        is_pasted = len(text) - self._length >= _PASTED
        self._length = len(text)
        if is_pasted:
            self.finish()

    def _address(self) -> str:
        if self._other is None or self.field.name != PLACES[0]:
            return ""
        here, there = self._degrees(), self._other._degrees()
        return map_link(here, there) if here is not None and there is not None else ""

    def _degrees(self) -> float | None:
        try:
            value = self.value()
        except Unfit:
            return None
        return float(value) if isinstance(value, int | float) else None


def _open_button(name: str) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setIcon(icon("open_web"))
    # Tab goes on to the next field; Alt+Enter opens it.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setObjectName(f"open_{name}")
    button.setAccessibleName(tr("forms.open_of", field=label_of(name)))
    return button
