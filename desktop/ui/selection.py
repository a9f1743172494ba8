"""Which customer is looked at."""

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A customer as the tree knows it; panes read the rest themselves."""

    id: CustomerId
    parent_id: CustomerId
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesDropped:
    """Files of this computer let go over a customer."""

    customer: Selected
    paths: tuple[Path, ...]
    folder: str = ""
