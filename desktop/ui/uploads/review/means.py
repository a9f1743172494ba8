"""What the review of batches needs of the services."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from desktop.domain.picture import Picture
from desktop.domain.uploads import UploadId
from desktop.services.changes import ChangeFeed
from desktop.services.documents import Documents
from desktop.services.pictures import Pictures
from desktop.services.uploads.service import Uploads
from desktop.services.uploads.tags import Tags
from desktop.ui.messages import Messages
from desktop.ui.search.means import Means

Thumbnailer = Callable[[UploadId, int], Awaitable[Picture | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewMeans:
    """The services of one account that a batch is reviewed with; `finding` finds customers.

    `thumbnail` makes a small picture of the copy of a file, no side longer than so many pixels;
    it is None where the file is no picture, and raises AppError where none can be made now.
    """

    uploads: Uploads
    thumbnail: Thumbnailer
    changes: ChangeFeed
    documents: Documents
    pictures: Pictures
    tags: Tags
    finding: Means
    messages: Messages
