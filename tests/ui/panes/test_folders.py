"""The folders of documents, as Qt sees them."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.domain.folders import FolderPath
from desktop.ui.panes.folders import ALL, LOOSE, FolderTree, is_in

FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def tree(qapp: QApplication) -> Iterator[FolderTree]:
    model = FolderTree()
    tester = QAbstractItemModelTester(model, FATAL)
    yield model
    tester.deleteLater()


def drawn(tree: FolderTree, parent: QModelIndex | None = None, depth: int = 0) -> list[str]:
    """The rows as a person sees them, two blanks a step."""
    rows: list[str] = []
    above = parent or QModelIndex()
    for row in range(tree.rowCount(above)):
        index = tree.index(row, 0, above)
        rows.append("  " * depth + str(index.data()))
        rows += drawn(tree, index, depth + 1)
    return rows


def test_without_folders_there_is_the_top_alone(tree: FolderTree) -> None:
    tree.put([], [(), ()])
    assert drawn(tree) == ["All documents (2)"]
    assert not tree.has_folders


def test_folders_count_what_lies_below_them(tree: FolderTree) -> None:
    tree.put([("Tom",)], [("Foto", "Ude"), ("Foto",), ("Aftaler",), ()])
    assert drawn(tree) == [
        "All documents (4)",
        "  Aftaler (1)",
        "  Foto (2)",
        "    Ude (1)",
        "  Tom (0)",
        "  In no folder (1)",
    ]
    assert tree.has_folders


def test_a_new_listing_touches_only_what_differs(tree: FolderTree) -> None:
    tree.put([], [("A",), ("B", "C"), ()])
    place = QPersistentModelIndex(tree.index_of(("B", "C")))
    tree.put([], [("B", "C"), ("Å",)])
    assert drawn(tree) == ["All documents (2)", "  B (1)", "    C (1)", "  Å (1)"]
    assert tree.key(place) == ("B", "C")


def test_a_folder_that_goes_leaves_the_top(tree: FolderTree) -> None:
    tree.put([], [("A", "B")])
    place = QPersistentModelIndex(tree.index_of(("A", "B")))
    tree.put([], [()])
    assert not place.isValid()
    assert tree.key(tree.index_of(("A", "B"))) == ALL


def test_what_is_shown_under_a_folder() -> None:
    assert is_in(("A", "B"), ("A",))
    assert is_in(("A", "B"), ALL)
    assert not is_in(("A",), ("A", "B"))
    assert is_in((), LOOSE)
    assert not is_in(("A",), LOOSE)


PATHS = st.lists(st.lists(st.sampled_from("abæ"), max_size=3).map(tuple), max_size=6)


@settings(max_examples=60, deadline=None)
@given(listings=st.lists(st.tuples(PATHS, PATHS), max_size=5))
def test_any_listing_can_follow_any_other(
    qapp: QApplication,
    listings: Sequence[tuple[list[FolderPath], list[FolderPath]]],
) -> None:
    tree = FolderTree()
    tester = QAbstractItemModelTester(tree, FATAL)
    for folders, places in listings:
        tree.put(folders, places)
        fresh = FolderTree()
        fresh.put(folders, places)
        assert drawn(tree) == drawn(fresh)
    tester.deleteLater()
