"""What documents customers have, before and after something was sent to them."""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

from desktop.domain.answers import Listing
from desktop.domain.errors import CommandRefused, ServerError
from desktop.domain.ids import CustomerId, DocumentId
from desktop.domain.proof import UploadKind, kind_of
from desktop.domain.uploads import Upload
from desktop.services.background import Background
from desktop.services.clock import Clock
from desktop.services.uploads.learning import Learned

_BASELINE_S = 30.0
"""What a colleague adds after a baseline was taken could be ours, as far as can be told."""

_MOST_LISTINGS = 2
"""One that lacks something may be a mishap; a second one has what is wrong with the customer."""


class Server(Protocol):
    """What uploads ask of the server; both raise ServerError."""

    async def echo(self, text: str) -> str: ...

    async def get_documents_by_customer_id(self, customer_id: CustomerId, /) -> Listing: ...


class Listings:
    """Asks for listings, and knows which documents are ours.

    A baseline holds for a customer for half a minute, while nothing was added there that we
    cannot name. So does that there is none to be had: what goes meanwhile and is not answered
    is for the user, as it would be anyway.
    """

    def __init__(self, *, server: Server, learned: Learned, clock: Clock) -> None:
        self._server = server
        self._learned = learned
        self._clock = clock
        self._background = Background()
        self._ours: defaultdict[CustomerId, dict[DocumentId, UploadKind]] = defaultdict(dict)
        self._vouching: defaultdict[CustomerId, set[DocumentId]] = defaultdict(set)
        self._baselines: dict[CustomerId, _Baseline] = {}
        self._asking: dict[CustomerId, asyncio.Task[Listing | ServerError]] = {}
        self._refusals: dict[CustomerId, tuple[CommandRefused, float]] = {}

    async def baseline(self, customer: CustomerId) -> frozenset[DocumentId] | None:
        """The documents the customer has now.

        None where nobody may list them, or no listing shows all of them: what it lacks would
        look new later. Raises ServerError where that cannot be found out at present.
        """
        known = self._baselines.get(customer)
        if known is not None and self._clock.now() - known.taken_s < _BASELINE_S:
            return known.ids
        asked_s = self._clock.now()
        ids: frozenset[DocumentId] | None = None
        for _ in range(_MOST_LISTINGS):
            match await asyncio.shield(self._asked(customer)):
                case CommandRefused():
                    break
                case ServerError() as error:
                    raise error
                case listing if listing.is_whole:
                    ids = frozenset(document.id for document in listing.documents)
                    break
        self._baselines[customer] = _Baseline(taken_s=asked_s, ids=ids)
        return ids

    async def fresh(self, customer: CustomerId) -> Listing:
        """The documents as they are now; raises ServerError."""
        try:
            listing = await self._server.get_documents_by_customer_id(customer)
        except CommandRefused as error:
            self._refusals[customer] = error, self._clock.now()
            raise
        self._refusals.pop(customer, None)
        self.saw(customer, listing)
        return listing

    def refusal(self, customer: CustomerId, *, since_s: float = 0.0) -> CommandRefused | None:
        """How the last listing was refused, since then; None where one came, or nobody asked."""
        error, at_s = self._refusals.get(customer, (None, 0.0))
        return error if at_s >= since_s else None

    def saw(self, customer: CustomerId, listing: Listing) -> None:
        """Learn what a listing shows of what is ours."""
        ours = self._ours[customer]
        for document in listing.documents:
            if (kind := ours.get(document.id)) is not None:
                self._learned.saw(kind)

    def ours(self, upload: Upload) -> Collection[DocumentId]:
        """The documents of its customer that are known to be of other uploads."""
        return self._ours[upload.customer_id].keys()

    def is_ours(self, upload: Upload, document: DocumentId) -> None:
        """A document is known to be this upload."""
        customer = upload.customer_id
        self._ours[customer][document] = kind_of(upload)
        known = self._baselines.get(customer)
        if known is not None and known.ids is not None:
            self._baselines[customer] = replace(known, ids=known.ids | {document})

    def vouch(self, upload: Upload, documents: Iterable[DocumentId]) -> bool:
        """Whether one of these, all like it in part, may be it; then it vouches for no other."""
        vouching = self._vouching[upload.customer_id]
        free = next((each for each in documents if each not in vouching), None)
        if free is not None:
            vouching.add(free)
        return free is not None

    def forget(self, customer: CustomerId) -> None:
        """Something may have been added there that we cannot name."""
        known = self._baselines.get(customer)
        # Where no listing shows all, the next one would not either.
        if known is not None and known.ids is not None:
            del self._baselines[customer]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Baseline:
    """The documents a customer had at a time of the clock; None where no listing shows all."""

    taken_s: float
    ids: frozenset[DocumentId] | None
