"""Finding customers in a local copy, without a whole session."""

from desktop.microbizz import Client
from desktop.services.browse import Browse
from desktop.services.lists import Lists
from desktop.services.marks import Marks
from desktop.services.search import Search
from desktop.ui.search.means import Means
from tests.helpers.local_copy import LocalCopy


def finding_in(copy: LocalCopy, client: Client, lists: Lists | None = None) -> Means:
    """What a search of *copy* takes; without *lists* it has some of its own."""
    own = Lists(client=client, reader=copy.reader, keeper=copy, changes=copy.changes)
    return Means(
        search=Search(copy.reader),
        browse=Browse(client=client, reader=copy.reader, keeper=copy),
        marks=Marks(reader=copy.reader, marker=copy),
        lists=lists or own,
        changes=copy.changes,
        state=lambda: copy.state,
    )
