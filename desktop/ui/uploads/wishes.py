"""What can be asked for the chosen uploads: the menu, and the buttons below the list."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.uploads import BEFORE_SENDING, BETWEEN, Upload, UploadState
from desktop.ui.texts import tr
from desktop.ui.uploads import causes, words
from desktop.ui.uploads.flow import FlowLayout
from desktop.ui.uploads.story import Story

THERE, AGAIN, DROP, AS_FILE = "there", "again", "drop", "as_file"
SHOW, FILE, FIRST, CANCEL, ALIKE, ALL = "show", "file", "first", "cancel", "alike", "all"
_WISHES = (THERE, AS_FILE, AGAIN, DROP, ALIKE, ALL, FIRST, CANCEL, SHOW, FILE)

_STATES = {
    THERE: frozenset({UploadState.NEEDS_YOU}),
    AGAIN: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    DROP: frozenset({UploadState.NEEDS_YOU, UploadState.REFUSED}),
    FIRST: BEFORE_SENDING,
    CANCEL: BEFORE_SENDING | BETWEEN | {UploadState.SENDING},
}
_SHORTCUTS = {CANCEL: "Del", SHOW: "Return"}


def meant_by(wish: str, chosen: Sequence[Upload], rows: Iterable[Upload]) -> tuple[Upload, ...]:
    """Those that the wish can be fulfilled for: of *chosen*, or of all *rows* like them."""
    match wish:
        case "show":
            return tuple(row for row in chosen[:1] if row.customer_id != NO_CUSTOMER)
        case "file":
            return tuple(row for row in chosen[:1] if row.name)
        case "as_file":
            return tuple(row for row in chosen if row.would_go_as_file)
        case "alike":
            like = causes.alike(chosen[0], rows) if _are_alike(chosen) else ()
            like = tuple(row for row in like if _may_be_retried(row))
            return like if len(like) > len(chosen) else ()
        case "all":
            failed = tuple(row for row in rows if _may_be_retried(row))
            is_said = bool(chosen) and _may_be_retried(chosen[0])
            return failed if is_said and len(failed) > len(chosen) else ()
        case _:
            return tuple(row for row in chosen if row.state in _STATES[wish] and _can(wish, row))


def _can(wish: str, row: Upload) -> bool:
    if wish != AGAIN:
        return True
    # What a damaged journal has lost of it cannot be sent.
    is_whole = bool(row.name) and row.customer_id != NO_CUSTOMER
    return is_whole and not row.would_be_refused_again


def _may_be_retried(row: Upload) -> bool:
    return row.state is UploadState.REFUSED and _can(AGAIN, row)


def _are_alike(chosen: Sequence[Upload]) -> bool:
    return len({causes.cause_of(row) for row in chosen}) == 1


class WishBar(QWidget):
    """Says what is to be known of the chosen ones, and what can be done about them.

    Nothing is chosen beforehand: whether something that may have arrived is sent again is the
    user's to say.

    Signals:
        wished: Something is to be done with the chosen uploads (the wish).
        clear_asked: What is finished is to be shown no more.
    """

    wished = Signal(str)
    clear_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._story = Story("transfers_story")
        self._actions = {wish: self._action(wish) for wish in _WISHES}
        self._buttons = {wish: self._button(wish) for wish in _WISHES}
        self._clear = _plain_button("transfers_clear", tr("uploads.clear"))
        self._clear.clicked.connect(self.clear_asked)
        self._lay_out()

    @property
    def actions_in_order(self) -> list[QAction]:
        """The same wishes as a menu has them."""
        return list(self._actions.values())

    @property
    def story(self) -> str:
        """What is said of the chosen ones; empty where none is."""
        return self._story.text

    def put(self, chosen: Sequence[Upload], rows: Sequence[Upload], note: str = "") -> None:
        """Say of the chosen ones what is to be known; *note* is of a single one, or of the list."""
        tale = _tale(chosen, note)
        self._story.say(tale)
        self._story.setVisible(bool(tale))
        for wish in _WISHES:
            meant = meant_by(wish, chosen, rows)
            text = _text(wish, meant, chosen)
            self._actions[wish].setEnabled(bool(meant))
            self._actions[wish].setVisible(bool(meant))
            self._actions[wish].setText(text)
            button = self._buttons[wish]
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(meant))
        finished = (UploadState.DONE, UploadState.CANCELLED)
        self._clear.setVisible(any(row.state in finished for row in rows))
        self.setVisible(bool(rows))

    def _lay_out(self) -> None:
        line = _Buttons((*self._buttons.values(), self._clear))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(2)
        layout.addWidget(self._story)
        layout.addWidget(line)

    def _action(self, wish: str) -> QAction:
        action = QAction(self)
        action.setObjectName(f"transfers_menu_{wish}")
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if wish in _SHORTCUTS:
            action.setShortcut(QKeySequence(_SHORTCUTS[wish]))
        action.triggered.connect(lambda: self.wished.emit(wish))
        return action

    def _button(self, wish: str) -> QPushButton:
        button = _plain_button(f"transfers_{wish}", "")
        button.clicked.connect(lambda: self.wished.emit(wish))
        button.hide()
        return button


class _Buttons(QWidget):
    """In as many lines as they need, none of which is ever cut off."""

    def __init__(self, buttons: Iterable[QPushButton]) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        for button in buttons:
            self._flow.addWidget(button)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt calls it
        # Else all that stands with them would be given its good height for its least.
        return False

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        height = self._flow.heightForWidth(max(1, self.width()))
        return QSize(self._flow.minimumSize().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


def _text(wish: str, meant: Sequence[Upload], chosen: Sequence[Upload]) -> str:
    if wish == ALIKE and meant and (cause := causes.cause_of(meant[0])):
        return tr("uploads.wish.alike", count=len(meant), cause=causes.named(cause))
    if wish == AS_FILE:
        return tr(f"uploads.wish.as_file{'s' if len(meant) > 1 else ''}")
    if wish == ALL:
        return tr("uploads.wish.all", count=len(meant))
    is_doubtful = any(row.state is UploadState.NEEDS_YOU for row in chosen)
    if wish == AGAIN and not is_doubtful:
        return tr("uploads.wish.retry")
    return tr(f"uploads.wish.{wish}") if wish != ALIKE else ""


def _tale(chosen: Sequence[Upload], note: str) -> str:
    match chosen:
        case []:
            return note
        case [one]:
            return words.advice(one, note)
        case _:
            parts = [tr("uploads.sum.chosen", count=len(chosen)), words.summary(chosen)]
            return tr("uploads.sum.separator").join(part for part in parts if part)


def _plain_button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
