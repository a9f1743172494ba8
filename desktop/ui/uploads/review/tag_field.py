"""The tags of photos: numbers, and the names they go by here."""

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QToolButton, QWidget

from desktop.domain.batches import Changes
from desktop.services.uploads.tags import Tags
from desktop.ui.icons import icon
from desktop.ui.labels import tooltip
from desktop.ui.texts import tr
from desktop.ui.uploads.review.digest import Rows
from desktop.ui.uploads.review.typed import TypedLine
from desktop.ui.uploads.review.wish import Ids, Wish, ids_of

_BETWEEN = re.compile(r"[,;\n]")
_NUMBERED = re.compile(r"#?(\d{1,9})(?:\s*=\s*|\s+)?(.*)", re.DOTALL)


class UnknownTagError(ValueError):
    """No tag goes by this name; it is the only argument."""


class TagField(QWidget):
    """One line: "3 Kitchen, 12"; a number with a new name is remembered by it.

    Signals:
        wished: The photos are to have other tags (Wishes).
        told: What is wrong with what was typed, "" for nothing (str).
    """

    wished = Signal(object)
    told = Signal(str)

    def __init__(self, tags: Tags) -> None:
        super().__init__()
        self._tags = tags
        self._ids: Ids = ()
        self._known = QStringListModel(self)
        self.line = TypedLine("review_tags", tr("review.field.tags"))
        self.line.told.connect(self.told)
        self.line.setToolTip(tooltip(tr("review.tags.hint")))
        self.line.setCompleter(_LastCompleter(self._known, self.line))
        self.line.editingFinished.connect(self.commit)
        self._all = QToolButton(autoRaise=True)
        self._all.setObjectName("review_tags_all")
        self._all.setIcon(icon("add"))
        self._all.setAccessibleName(tr("review.tags.all"))
        self._all.setToolTip(tooltip(tr("review.tags.all")))
        self._all.clicked.connect(self.offer_all)
        self.setFocusProxy(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line, 1)
        row.addWidget(self._all)

    def show_rows(self, rows: Rows, unseen: Ids = ()) -> None:
        """Show what *rows* have in common, unless the user is typing.

        What is typed is for those *unseen*, too.
        """
        self._ids = (*ids_of(rows), *unseen)
        self.setEnabled(bool(rows))
        self._known.setStringList([tag_words(number, self._tags) for number in self._tags.known])
        self._all.setEnabled(bool(self._tags.known))
        different = {row.tags for row in rows}
        is_one = len(different) == 1
        different_words = "review.tags.different" if rows else "review.photos_only"
        self.line.setPlaceholderText(tr("review.tags.none" if is_one else different_words))
        words = tags_words(next(iter(different)), self._tags) if is_one else ""
        if rows:
            self.line.show_text(words)
        else:
            self.line.put("")

    def commit(self) -> None:
        """Take what was typed, if anything was, and remember the names in it."""
        if not self.line.is_typed or not self._ids:
            return
        try:
            numbers = typed_tags(self.line.text(), self._tags)
        except UnknownTagError as error:
            self.line.refuse(tr("review.tags.unknown", name=error.args[0]))
            return
        self.line.put(tags_words(numbers, self._tags))
        self.wished.emit((Wish(self._ids, Changes(tags=numbers)),))

    def take_up(self, text: str) -> None:
        """Have stand here what was typed in an earlier run of the program."""
        self.line.type_again(text)

    def offer_all(self) -> None:
        """Open the list of all tags that are known here."""
        text = self.line.text().rstrip()
        if text and not _BETWEEN.fullmatch(text[-1]):
            self.line.setText(f"{text}, ")
        self.line.setModified(True)
        self.line.setFocus()
        completer = self.line.completer()
        completer.setCompletionPrefix("")
        completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.offer_all()
        else:
            super().keyPressEvent(event)


class _LastCompleter(QCompleter):
    """Completes what stands behind the last comma."""

    def __init__(self, known: QStringListModel, line: TypedLine) -> None:
        super().__init__(known, line)
        self._line = line
        self.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setFilterMode(Qt.MatchFlag.MatchContains)

    def splitPath(self, path: str) -> list[str]:  # noqa: N802 - as Qt has it
        return [_BETWEEN.split(path)[-1].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:  # noqa: N802 - as Qt has it
        before = self._line.text()[: self._line.cursorPosition()]
        kept = [part.strip() for part in _BETWEEN.split(before)[:-1]]
        return ", ".join([*kept, str(index.data())])


def tag_words(number: int, tags: Tags) -> str:
    """Such as "3 Kitchen", or the bare number where it has no name."""
    return f"{number} {tags.name(number)}".rstrip()


def tags_words(numbers: Iterable[int], tags: Tags) -> str:
    return ", ".join(tag_words(number, tags) for number in numbers)


def typed_tags(text: str, tags: Tags) -> tuple[int, ...]:
    """The numbers *text* means, each once; new names are remembered. Raises UnknownTagError."""
    found = list(_typed(text, tags))
    for number, name in found:
        if name and name != tags.name(number):
            tags.call(number, name)
    return tuple(dict.fromkeys(number for number, _ in found))


def _typed(text: str, tags: Tags) -> Iterator[tuple[int, str]]:
    """Numbers, with the names behind them."""
    for part in (part.strip() for part in _BETWEEN.split(text)):
        if not part:
            continue
        # A name may begin with a number, such as "2. sal".
        if (number := tags.number(part)) is not None:
            yield number, ""
        elif (found := _NUMBERED.fullmatch(part)) and int(found.group(1)):
            yield int(found.group(1)), found.group(2).strip()
        else:
            raise UnknownTagError(part)
