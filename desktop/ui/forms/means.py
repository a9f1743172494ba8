"""What the form of a customer needs of the services."""

from dataclasses import dataclass

from desktop.services.editing.choices import Choices
from desktop.services.editing.drafts import Drafts
from desktop.services.editing.moving import Moving
from desktop.services.editing.queue import Queue
from desktop.services.editing.rules import Rules
from desktop.services.edits import Edits
from desktop.services.lists import Lists
from desktop.ui.search.means import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class FormMeans:
    """The services of one account that editing a customer takes.

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
