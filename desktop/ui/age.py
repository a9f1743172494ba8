"""How old what a pane shows is: one quiet line at its foot."""

from datetime import UTC, datetime

from PySide6.QtGui import QPalette

from desktop.services.changes import Change, Subject
from desktop.services.connection import Reach
from desktop.ui import theme
from desktop.ui.around import Around
from desktop.ui.elided import ElidedLabel
from desktop.ui.formats import moment
from desktop.ui.texts import tr


class AgeLine(ElidedLabel):
    """The time of what is shown, and that it cannot be renewed while there is no connection.

    Nothing is said of a pane that shows nothing.
    """

    def __init__(self, around: Around) -> None:
        super().__init__()
        self.setObjectName("age")
        self.setContentsMargins(8, 2, 8, 6)
        self._around = around
        self._at: datetime | None = None
        self._is_mirrored = False
        self._is_needed = False
        self._colour_quietly()
        self._unsubscribe = around.changes.subscribe(self._note)
        self._fit()

    def show_age(self, at: datetime | None, *, is_mirrored: bool) -> None:
        """What is shown was read from the server *at*, with its time zone; None for never.

        *is_mirrored*: the local copy follows it, so that it is as new as the copy at least.
        """
        self._at, self._is_mirrored, self._is_needed = at, is_mirrored, True
        self._fit()

    def show_none(self) -> None:
        self._is_needed = False
        self._fit()

    def stop(self) -> None:
        self._unsubscribe()

    def _note(self, change: Change) -> None:
        if self._is_needed and change.subject in {Subject.CONNECTION, Subject.SYNC}:
            self._fit()

    def _fit(self) -> None:
        words = self._words() if self._is_needed else ""
        if words != self.text():
            self.show_words(words)
        self.setVisible(bool(words))

    def _words(self) -> str:
        at = max((each for each in (self._at, self._copied_at()) if each), default=None)
        is_offline = self._around.connection.reach is Reach.CUT_OFF
        if at is None:
            return tr("panes.age.offline") if is_offline else ""
        key = "panes.age.as_of_offline" if is_offline else "panes.age.as_of"
        return tr(key, moment=moment(at, datetime.now(UTC)))

    def _copied_at(self) -> datetime | None:
        state = self._around.copy()
        return state.updated_at if self._is_mirrored and state.is_whole else None

    def _colour_quietly(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.muted())
        self.setPalette(palette)
