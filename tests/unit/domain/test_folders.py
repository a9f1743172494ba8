"""Where documents lie."""

import pytest

from desktop.domain.folders import folder_paths, place_of, steps, written
from desktop.domain.ids import FolderId
from desktop.domain.records import Document, Folder


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("", ()),
        ("A", ("A",)),
        ("/A//B/", ("A", "B")),
        ("A\\B", ("A", "B")),
        (" A / B ", ("A", "B")),
    ],
)
def test_slashes_are_tolerated(path: str, found: tuple[str, ...]) -> None:
    assert steps(path) == found


def test_a_path_is_written_with_slashes() -> None:
    assert written(("A", "B")) == "A/B"


def test_a_folder_without_a_path_lies_below_its_parents() -> None:
    folders = [
        Folder({"id": 1, "title": "Fotos"}),
        Folder({"id": 2, "title": "Tag", "parentid": 1}),
        Folder({"id": 3, "title": "", "parentid": "2"}),
        Folder({"id": 4, "title": "Egen", "path": "Andre/Egen", "parentid": 1}),
    ]
    assert folder_paths(folders) == {
        1: ("Fotos",),
        2: ("Fotos", "Tag"),
        3: ("Fotos", "Tag", "#3"),
        4: ("Andre", "Egen"),
    }


def test_folders_that_lie_in_one_another_end_somewhere() -> None:
    circle = [Folder({"id": 1, "title": "A", "parentid": 2}), Folder({"id": 2, "parentid": 1})]
    assert all(len(path) <= 64 for path in folder_paths(circle).values())


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({}, ()),
        ({"folder": "A/B"}, ("A", "B")),
        ({"folderpath": "A/B"}, ("A", "B")),
        ({"folderid": 5}, ("Fotos",)),
        ({"folder": 5}, ("Fotos",)),
        ({"folder": "6"}, ("6",)),
        ({"folder": "2026"}, ("2026",)),
        ({"folderid": 99}, ()),
    ],
)
def test_a_document_lies_where_one_of_its_fields_says(
    raw: dict[str, object], place: tuple[str, ...]
) -> None:
    paths = {FolderId(5): ("Fotos",), FolderId(2026): ("2026",)}
    assert place_of(Document({"id": 1, **raw}), paths) == place
