"""Where the documents of a customer lie: folders as paths, read from whichever field tells."""

from collections.abc import Iterable, Mapping

from desktop.domain.ids import FolderId
from desktop.domain.records import Document, Folder

FolderPath = tuple[str, ...]
"""The titles from the top down; empty for no folder."""

_DEEPEST = 64


def steps(path: str) -> FolderPath:
    """The parts of a path, however many slashes there are and whichever way they lean."""
    parts = (part.strip() for part in path.replace("\\", "/").split("/"))
    return tuple(part for part in parts if part)


def written(path: FolderPath) -> str:
    """The way a folder is named to the server."""
    return "/".join(path)


def folder_paths(folders: Iterable[Folder]) -> dict[FolderId, FolderPath]:
    """The path of each folder: the one it says, or the titles of those above it."""
    by_id = {folder.id: folder for folder in folders}
    return {key: _path_of(folder, by_id) for key, folder in by_id.items()}


def place_of(document: Document, paths: Mapping[FolderId, FolderPath]) -> FolderPath:
    """The folder *document* lies in: by its path, or by the folder's id."""
    path = steps(document.text("folder"))
    if len(path) == 1 and path[0].isdecimal() and path not in paths.values():
        return paths.get(FolderId(int(path[0])), path)
    return path or paths.get(FolderId(document.number("folderid")), ())


def _path_of(folder: Folder, by_id: Mapping[FolderId, Folder]) -> FolderPath:
    if path := steps(folder.text("path")):
        return path
    titles: list[str] = []
    above: Folder | None = folder
    # Folders that lie in one another would go on for ever.
    while above is not None and len(titles) < _DEEPEST:
        titles.append(above.text("title") or f"#{above.id}")
        above = by_id.get(FolderId(above.number("parentid")))
    return tuple(reversed(titles))
