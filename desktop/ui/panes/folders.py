"""The folders of a customer's documents, in Qt's terms."""

import html
from collections import Counter
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, Qt

from desktop.domain.danish import sort_key
from desktop.domain.folders import FolderPath, written
from desktop.ui.icons import icon
from desktop.ui.panes.model import NOWHERE, Index
from desktop.ui.texts import tr

FolderKey = FolderPath | None
"""A folder by its path; ALL is the top, LOOSE what lies in no folder."""

ALL: FolderKey = ()
LOOSE: FolderKey = None

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_DECORATION = int(Qt.ItemDataRole.DecorationRole)
_TOOLTIP = int(Qt.ItemDataRole.ToolTipRole)


class FolderTree(QAbstractItemModel):
    """All documents at the top, the folders below, each with the number of documents in it.

    A folder counts what lies in the folders below it too.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers: dict[FolderKey, int] = {ALL: 1}
        self._keys: dict[int, FolderKey] = {1: ALL}
        self._last_number = 1
        self._children: dict[FolderKey, list[FolderKey]] = {ALL: []}
        self._counts: Counter[FolderKey] = Counter()
        self._folder_icon, self._all_icon = icon("folder"), icon("documents")

    @property
    def has_folders(self) -> bool:
        return any(key is not LOOSE for key in self._children[ALL])

    def put(self, folders: Iterable[FolderPath], places: Iterable[FolderPath]) -> None:
        """Show *folders* and those that documents lie in; *places* has one for each document."""
        counts: Counter[FolderKey] = Counter()
        for place in places:
            counts.update(_above(place))
            if not place:
                counts[LOOSE] += 1
        wanted = {path[: i + 1] for path in (*folders, *counts) if path for i in range(len(path))}
        self._remove(self._numbers.keys() - wanted - {ALL, LOOSE})
        for path in sorted(wanted - self._numbers.keys(), key=len):
            self._insert(path)
        self._fit_loose(is_wanted=bool(wanted and counts[LOOSE]))
        self._count(counts)

    def key(self, index: Index) -> FolderKey:
        return self._keys[index.internalId()] if index.isValid() else ALL

    def index_of(self, key: FolderKey) -> QModelIndex:
        """Where *key* is; the top where it is gone."""
        if key is ALL or key not in self._numbers:
            return self.createIndex(0, 0, self._numbers[ALL])
        row = self._children[_parent(key)].index(key)
        return self.createIndex(row, 0, self._numbers[key])

    # --- what Qt asks -------------------------------------------------------------------------

    def index(self, row: int, column: int, parent: Index = NOWHERE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        key = self._children[self.key(parent)][row] if parent.isValid() else ALL
        return self.createIndex(row, column, self._numbers[key])

    def parent(self, index: Index = NOWHERE) -> QModelIndex:  # type: ignore[override]  # Qt has two
        key = self.key(index)
        if not index.isValid() or key == ALL:
            return QModelIndex()
        return self.index_of(_parent(key))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return len(self._children.get(self.key(parent), ())) if parent.isValid() else 1

    def columnCount(self, parent: Index = NOWHERE) -> int:  # noqa: ARG002
        return 1

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        key = self.key(index)
        if role == _DISPLAY:
            return tr("panes.folders.entry", title=_title(key), count=self._counts[key])
        if role == _DECORATION:
            return self._folder_icon if key else self._all_icon
        if role == _TOOLTIP:
            return f"<qt>{html.escape(written(key))}</qt>" if key else None
        return None

    # --- how ----------------------------------------------------------------------------------

    def _insert(self, key: FolderKey) -> None:
        siblings = self._children[_parent(key)]
        row = sum(_order(other) < _order(key) for other in siblings)
        self.beginInsertRows(self.index_of(_parent(key)), row, row)
        self._last_number += 1
        self._numbers[key] = self._last_number
        self._keys[self._last_number] = key
        self._children[key] = []
        siblings.insert(row, key)
        self.endInsertRows()

    def _remove(self, gone: set[FolderKey]) -> None:
        """Take folders away with all below them, the upper ones first."""
        for key in sorted(gone, key=lambda key: len(key or ())):
            if key in self._numbers:
                siblings = self._children[_parent(key)]
                row = siblings.index(key)
                self.beginRemoveRows(self.index_of(_parent(key)), row, row)
                del siblings[row]
                for below in list(self._below(key)):
                    del self._keys[self._numbers.pop(below)], self._children[below]
                self.endRemoveRows()

    def _below(self, key: FolderKey) -> Iterator[FolderKey]:
        """*key* and everything under it."""
        yield key
        for child in self._children[key]:
            yield from self._below(child)

    def _fit_loose(self, *, is_wanted: bool) -> None:
        """What lies in no folder has a row of its own where there are folders."""
        if is_wanted and LOOSE not in self._numbers:
            self._insert(LOOSE)
        elif not is_wanted and LOOSE in self._numbers:
            self._remove({LOOSE})

    def _count(self, counts: Counter[FolderKey]) -> None:
        changed = [key for key in self._numbers if counts[key] != self._counts[key]]
        self._counts = counts
        for key in changed:
            index = self.index_of(key)
            self.dataChanged.emit(index, index)


def is_in(place: FolderPath, key: FolderKey) -> bool:
    """Whether a document at *place* is shown under *key*."""
    return not place if key is None else place[: len(key)] == key


def _above(place: FolderPath) -> Iterator[FolderKey]:
    """*place* and every folder above it, the top too."""
    return (place[:depth] for depth in range(len(place) + 1))


def _parent(key: FolderKey) -> FolderKey:
    return key[:-1] if key else ALL


def _title(key: FolderKey) -> str:
    if key is LOOSE:
        return tr("panes.folders.loose")
    return key[-1] if key else tr("panes.folders.all")


def _order(key: FolderKey) -> tuple[bool, str]:
    return (key is LOOSE, sort_key(key[-1]) if key else "")
