"""The documents of one customer: the listing first, the thumbnails when they are looked at."""

from desktop.domain.answers import Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.microbizz import Client


class Documents:
    """What is known of a customer's documents; their bytes cannot be fetched."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def listing(self, customer: CustomerId) -> Listing:
        """Documents and folders, without the thumbnails that make the answer large."""
        return await self._client.get_documents_by_customer_id(customer, include_folders=True)

    async def thumbnails(self, customer: CustomerId) -> dict[DocumentId, str]:
        """The thumbnails there are, as they came: base64, of pictures nobody has checked."""
        answer = await self._client.get_documents_by_customer_id(customer, include_thumbs=True)
        wires = ((document.id, document.text("thumbnail")) for document in answer.documents)
        return {key: wire for key, wire in wires if wire}
