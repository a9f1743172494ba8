"""Editors whose words lead somewhere: an e-mail address, a phone number, a page, a place."""

from PySide6.QtCore import QEvent, QObject, Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton

from desktop.domain.checks import Unfit, read_pair
from desktop.domain.fields import Field
from desktop.domain.links import link_of, map_link
from desktop.domain.values import Value
from desktop.ui.forms.editors import LineEditor
from desktop.ui.forms.words import typed
from desktop.ui.icons import icon
from desktop.ui.labels import label_of, tooltip
from desktop.ui.opening import open_outside
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
        self._line.textChanged.connect(self.fit)
        self._line.installEventFilter(self)
        self.fit()

    @property
    def url(self) -> str:
        """What would be opened; empty where the words lead nowhere."""
        return self._url

    def open(self) -> None:
        """Have what the words lead to opened, or say that nothing does."""
        if self._url and (words := open_outside(QUrl(self._url))):
            self.told.emit(words)

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self.fit()

    def fit(self) -> None:
        """Lead where the words lead by now."""
        self._url = self._address()
        self._open.setVisible(bool(self._url))
        tip = tr(f"forms.open_tip.{self.field.name}")
        self._open.setToolTip(tooltip(f"{tip}\n{self._url}"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
            if event.key() in _ENTER and is_alt:
                self.open()
                return True
        return super().eventFilter(watched, event)

    def _address(self) -> str:
        return link_of(self.field.name, self._line.text())


class PlaceEditor(LinkedEditor):
    """Half of a place on earth. Both halves typed or pasted into one are shared out.

    The first of the two leads to the map.

    Signals:
        pair_typed: Latitude and longitude were typed here (tuple[float, float]).
    """

    pair_typed = Signal(object)

    def __init__(self, field: Field) -> None:
        self._length = 0
        self._map = ""
        super().__init__(field)
        self._line.textChanged.connect(self._split_pasted)
        self._line.editingFinished.connect(self.finish)

    @property
    def degrees(self) -> float | None:
        """None where there are none."""
        try:
            value = self.value()
        except Unfit:
            return None
        return float(value) if isinstance(value, int | float) else None

    def lead_to(self, url: str) -> None:
        """Open *url*, which shows the place."""
        self._map = url
        self.fit()

    def finish(self) -> None:
        pair = read_pair(self._line.text())
        if pair is not None:
            self.pair_typed.emit(pair)

    def show_value(self, value: Value) -> None:
        super().show_value(value)
        self._length = len(self._line.text())

    def _split_pasted(self, text: str) -> None:
        is_pasted = len(text) - self._length >= _PASTED
        self._length = len(text)
        if is_pasted:
            self.finish()

    def _address(self) -> str:
        return self._map


class Place(QObject):
    """Two editors that are one place."""

    def __init__(self, latitude: PlaceEditor, longitude: PlaceEditor) -> None:
        super().__init__(latitude)
        self._halves = (latitude, longitude)
        for half in self._halves:
            half.pair_typed.connect(self._share_out)
            half.edited.connect(self.fit)

    def fit(self) -> None:
        """Lead to the map where both are there."""
        here, there = (half.degrees for half in self._halves)
        # Microbizz has 0 and 0 for a place that nobody knows.
        is_there = here is not None and there is not None and bool(here or there)
        self._halves[0].lead_to(map_link(here or 0.0, there or 0.0) if is_there else "")

    def _share_out(self, pair: tuple[float, float]) -> None:
        for half, degrees in zip(self._halves, pair, strict=True):
            half.set_state(typed(degrees))


def _open_button(name: str) -> QToolButton:
    button = QToolButton(autoRaise=True)
    button.setIcon(icon("open_web"))
    # Tab goes on to the next field; Alt+Enter opens it.
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setObjectName(f"open_{name}")
    button.setAccessibleName(tr("forms.open_of", field=label_of(name)))
    return button
