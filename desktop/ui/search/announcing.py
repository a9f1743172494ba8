"""Telling those who hear the window what the others see in the result list."""

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

_SOON_MS = 500
"""While one types on, each answer would talk over the one before."""


class Announcer(QObject):
    """Speaks for a widget that keeps the focus; nobody hears it where no one listens."""

    def __init__(self, speaker: QObject) -> None:
        super().__init__(speaker)
        self._speaker = speaker
        self._words = ""
        self._soon = QTimer(self, singleShot=True, interval=_SOON_MS)
        self._soon.timeout.connect(lambda: self.say(self._words))

    def say(self, words: str) -> None:
        """Say *words* now, in place of what was to be said soon."""
        self._soon.stop()
        if words and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._speaker, words))

    def say_soon(self, words: str) -> None:
        """Say *words* once nothing newer has come for a moment."""
        self._words = words
        self._soon.start()
