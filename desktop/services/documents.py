"""The documents of one customer: the listing first, the thumbnails when they are looked at."""

from collections.abc import Mapping
from datetime import UTC, datetime

from desktop.domain.answers import KeptListing, Listing
from desktop.domain.ids import CustomerId, DocumentId
from desktop.microbizz import Client
from desktop.mirror.shelf import Shelf


class Documents:
    """What is known of a customer's documents; their bytes cannot be fetched.

    The last answers are kept on the shelf, for when there is no network.
    """

    def __init__(self, *, client: Client, shelf: Shelf) -> None:
        self._client = client
        self._shelf = shelf

    async def kept(self, customer: CustomerId) -> KeptListing | None:
        """The last listing, with its age; None where there is none."""
        return await self._shelf.listing(customer)

    async def kept_thumbnails(self, customer: CustomerId) -> Mapping[DocumentId, str]:
        """The thumbnails that came last, "" for a document that has none.

        One that is absent was never asked for, or its document has changed since.
        """
        return await self._shelf.thumbnails(customer)

    async def listing(self, customer: CustomerId) -> Listing:
        """Documents and folders, without the thumbnails that make the answer large."""
        answer = await self._client.get_documents_by_customer_id(customer, include_folders=True)
        self._shelf.keep_listing(customer, KeptListing(listing=answer, at=datetime.now(UTC)))
        return answer

    async def thumbnails(self, customer: CustomerId) -> dict[DocumentId, str]:
        """The thumbnails there are, as they came: base64, of pictures nobody has checked."""
        answer = await self._client.get_documents_by_customer_id(customer, include_thumbs=True)
        wires = {document.id: document.text("thumbnail") for document in answer.documents}
        self._shelf.keep_thumbnails(customer, wires)
        return {key: wire for key, wire in wires.items() if wire}

    async def close(self) -> None:
        """Finish what is to be kept."""
        await self._shelf.close()
