"""Which customer is looked at, and where files that are let go over one would go."""

from dataclasses import dataclass
from pathlib import Path

from desktop.domain.batches import Target
from desktop.domain.ids import CustomerId


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A customer as the tree knows it; panes read the rest themselves."""

    id: CustomerId
    parent_id: CustomerId
    name: str

    @property
    def target(self) -> Target:
        """The same as somebody files can be for; the rest is found in the local copy."""
        return Target(id=self.id, name=self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """Where files let go now would go, and what shows that it is the right place.

    `town` is postal code and city; `letter` and `colour` are the type's, as the server has them.
    `refusal` says why files cannot go there; "" where they can.
    """

    target: Target
    folder: str = ""
    town: str = ""
    letter: str = ""
    colour: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesDropped:
    """Files and folders of this computer let go over a customer, for a folder of its documents."""

    target: Target
    paths: tuple[Path, ...]
    folder: str = ""
