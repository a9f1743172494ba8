"""Drops as a real drag would make them, without a second program."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget

_COPY = Qt.DropAction.CopyAction
_LEFT = Qt.MouseButton.LeftButton
_NO_KEYS = Qt.KeyboardModifier.NoModifier

DragEvent = TypeVar("DragEvent", QDragEnterEvent, QDragMoveEvent)


def mime_of(paths: Iterable[Path]) -> QMimeData:
    """What a file manager offers for *paths*."""
    return mime_of_urls(QUrl.fromLocalFile(str(path)) for path in paths)


def mime_of_urls(urls: Iterable[QUrl]) -> QMimeData:
    mime = QMimeData()
    mime.setUrls(list(urls))
    return mime


class Drag:
    """One drag over a widget, or over the viewport where it has one.

    `moved` and `dropped` do nothing after a refusal, as with a real drag.
    """

    def __init__(self, over: QWidget, mime: QMimeData, *, actions: Qt.DropAction = _COPY) -> None:
        self._target = over.viewport() if isinstance(over, QAbstractScrollArea) else over
        # Events only borrow it.
        self._mime = mime
        self._actions = actions
        self._at = self._target.rect().center()
        self._action = Qt.DropAction.IgnoreAction
        self._is_inside = False

    @property
    def is_taken(self) -> bool:
        return self._action is not Qt.DropAction.IgnoreAction

    def entered(self, at: QPoint | None = None) -> "Drag":
        self._at = self._at if at is None else at
        self._show(QDragEnterEvent)
        return self.moved(at) if self.is_taken else self

    def moved(self, at: QPoint | None = None) -> "Drag":
        self._at = self._at if at is None else at
        self._show(QDragMoveEvent)
        return self

    def left(self) -> None:
        """Leave what let us in; after a refusal Qt would turn to whoever was last, gone or not."""
        if self._is_inside:
            self._is_inside = False
            QApplication.sendEvent(self._target, QDragLeaveEvent())

    def dropped(self) -> Qt.DropAction | None:
        """Let go; the action the receiver chose, None where it refused."""
        if not self.is_taken:
            self.left()
            return None
        event = QDropEvent(QPointF(self._at), self._actions, self._mime, _LEFT, _NO_KEYS)
        event.setDropAction(self._action)
        QApplication.sendEvent(self._target, event)
        return event.dropAction() if event.isAccepted() else None

    def _made(self, kind: type[DragEvent]) -> DragEvent:
        made: DragEvent
        make: Callable[..., DragEvent] = kind
        rest = (self._actions, self._mime, _LEFT, _NO_KEYS)
        try:
            made = make(QPointF(self._at), *rest)  # since Qt 6.12
        except TypeError:
            made = make(self._at, *rest)
        return made

    def _show(self, kind: type[DragEvent]) -> None:
        event = self._made(kind)
        if self.is_taken:
            # A move begins with the last answer, and only has to say when it is another one.
            event.setDropAction(self._action)
            event.accept()
        QApplication.sendEvent(self._target, event)
        taken = event.isAccepted()
        self._is_inside = self._is_inside or taken
        self._action = event.dropAction() if taken else Qt.DropAction.IgnoreAction


def drop(
    over: QWidget, mime: QMimeData, *, at: QPoint | None = None, actions: Qt.DropAction = _COPY
) -> Qt.DropAction | None:
    """Drag *mime* over the widget and let go; None where it was refused."""
    return Drag(over, mime, actions=actions).entered(at).dropped()
