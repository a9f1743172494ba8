"""What the form of a customer needs of the services."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.conflicts import Conflict
from desktop.services.editing.choices import Choices
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.moving import Moving
from desktop.services.editing.queue import Queue
from desktop.services.editing.rules import Rules
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.ui.forms.naming import Kept, Naming, naming_of
from desktop.ui.forms.unverified import Unverified
from desktop.ui.search.means import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMeans:
    """The services of one account that editing a customer takes.

    `kept` reads a customer of the local copy; without it nothing is compared with the parent.
    Without `finding` and `moving` the parent cannot be changed in the form.
    """

    edits: Edits
    queue: Queue
    drafts: Drafts
    lists: Lists
    moving: Moving | None = None
    finding: Means | None = None
    rules: Rules | None = None
    choices: Choices | None = None
    kept: Kept | None = None
    unverified: Unverified | None = None

    async def naming(self, conflicts: Iterable[Conflict]) -> Naming:
        """What the ids in *conflicts* are called."""
        return await naming_of(conflicts, lists=self.lists, choices=self.choices, kept=self.kept)
