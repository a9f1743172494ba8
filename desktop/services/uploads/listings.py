"""What documents customers have, before and after something was sent to them."""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from typing import Protocol

from desktop.domain.answers import Listing
from desktop.domain.errors import CommandRefused, ServerError
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.uploads import Upload, Way
from desktop.services.uploads.background import Background
from desktop.services.uploads.learning import Learned


class Server(Protocol):
    """What uploads ask of the server; both raise ServerError."""

    async def echo(self, text: str) -> str: ...

    async def get_documents_by_customer_id(self, customer_id: CustomerId, /) -> Listing: ...


class Listings:
    """Asks for listings, and knows which documents are ours.

    A baseline once taken holds for a customer while nothing was added there that we cannot name.
    """

    def __init__(self, *, server: Server, learned: Learned) -> None:
        self._server = server
        self._learned = learned
        self._background = Background()
        self._ours: defaultdict[CustomerId, dict[DocumentId, Way]] = defaultdict(dict)
        self._baselines: dict[CustomerId, frozenset[DocumentId]] = {}
        self._asking: dict[CustomerId, asyncio.Task[Listing | ServerError]] = {}

    async def baseline(self, customer: CustomerId) -> frozenset[DocumentId] | None:
        """The documents the customer has now; None where nobody may list them.

        Raises ServerError where that cannot be found out at present.
        """
        if (known := self._baselines.get(customer)) is not None:
            return known
        match await asyncio.shield(self._asked(customer)):
            case CommandRefused():
                return None
            case ServerError() as error:
                raise error
            case listing:
                return self._baselines.setdefault(customer, _ids(listing))

    async def fresh(self, customer: CustomerId) -> Listing:
        """The documents as they are now; raises ServerError."""
        listing = await self._server.get_documents_by_customer_id(customer)
        self.saw(customer, listing)
        return listing

    def saw(self, customer: CustomerId, listing: Listing) -> None:
        """Learn what a listing shows of what is ours."""
        ours = self._ours[customer]
        for document in listing.documents:
            if (way := ours.get(document.id)) is not None:
                self._learned.saw(way)

    def ours(self, upload: Upload) -> Collection[DocumentId]:
        """The documents of its customer that are known to be of other uploads."""
        others = set(self._ours[upload.customer_id])
        # What is to be replaced stays where it is.
        return others - {upload.replaces} if upload.replaces else others

    def is_ours(self, upload: Upload, document: DocumentId) -> None:
        """A document is known to be this upload."""
        customer = upload.customer_id
        self._ours[customer][document] = upload.way
        if (known := self._baselines.get(customer)) is not None:
            self._baselines[customer] = known | {document}

    def forget(self, customer: CustomerId) -> None:
        """Something may have been added there that we cannot name."""
        self._baselines.pop(customer, None)

    def _asked(self, customer: CustomerId) -> "asyncio.Task[Listing | ServerError]":
        """One question for all who have it at the same time."""
        if (asked := self._asking.get(customer)) is None:
            asked = self._background.start(self._ask(customer), name="list documents")
            asked.add_done_callback(lambda _: self._asking.pop(customer, None))
            self._asking[customer] = asked
        return asked

    async def _ask(self, customer: CustomerId) -> Listing | ServerError:
        try:
            return await self.fresh(customer)
        except ServerError as error:
            return error

    async def close(self) -> None:
        await self._background.close()


def _ids(listing: Listing) -> frozenset[DocumentId]:
    return frozenset(document.id for document in listing.documents if document.id)
