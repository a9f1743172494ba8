"""What the review of batches needs of the services."""

from dataclasses import dataclass

from desktop.services.changes import ChangeFeed
from desktop.services.documents import Documents
from desktop.services.pictures import Pictures
from desktop.services.uploads.service import Uploads
from desktop.services.uploads.tags import Tags
from desktop.ui.messages import Messages
from desktop.ui.search.means import Means


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMeans:
    """The services of one account that a batch is reviewed with; `finding` finds customers."""

    uploads: Uploads
    changes: ChangeFeed
    documents: Documents
    pictures: Pictures
    tags: Tags
    finding: Means
    messages: Messages
