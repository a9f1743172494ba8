"""Where the program's own files lie: icons, texts, style."""

from functools import cache
from pathlib import Path


class ResourceMissing(LookupError):
    """A file the program brings along is not there: a mistake in packaging, never the user's."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path

    def __str__(self) -> str:
        return f"the program's own file {self.path} is missing"


def resource(*parts: str) -> Path:
    """The file or folder *parts* name below `resources`."""
    path = _root().joinpath(*parts)
    if not path.exists():
        raise ResourceMissing(path)
    return path


@cache
def _root() -> Path:
    package = Path(__file__).resolve().parent.parent
    # A wheel and a frozen program carry the folder inside the package; the source tree beside it.
    # In that order, for the folder beside an installed package would be somebody else's.
    inside, beside = package / "resources", package.parent / "resources"
    return inside if inside.is_dir() else beside
