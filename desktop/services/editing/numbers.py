"""Customers by their number, which several may share."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from desktop.domain.errors import CustomerGone, NumberAmbiguous, StorageFailed
from desktop.domain.ids import NO_CUSTOMER
from desktop.domain.records import Customer
from desktop.microbizz import Client
from desktop.services.writing import Keeper

COPY_S = 10.0
"""How long the local copy may take to count; it takes a millisecond, or it cannot be read."""


class Numbers:
    """Asks the server; `known_numbers` tells how many with a number the local copy knows."""

    def __init__(
        self, *, client: Client, keeper: Keeper, known_numbers: Callable[[str], Awaitable[int]]
    ) -> None:
        self._client = client
        self._keeper = keeper
        self._known_numbers = known_numbers

    async def find(self, number: str) -> Customer | None:
        """One with *number*; the server picks it if there are several. Raises ServerError."""
        sent_ns = time.monotonic_ns()
        answer = await self._client.get_customer_by_customer_number(number)
        self._keeper.absorb(answer.records, sent_ns=sent_ns)
        return answer.records[0] if answer.records else None

    async def only_one(self, number: str) -> Customer:
        """The customer with *number*, where no second one is known.

        Raises NumberAmbiguous, CustomerGone, StorageFailed, ServerError.
        """
        count = await self._count(number)
        if count > 1:
            raise NumberAmbiguous(number=number, count=count)
        found = await self.find(number)
        if found is None:
            raise CustomerGone(NO_CUSTOMER)
        return found

    async def _count(self, number: str) -> int:
        try:
            async with asyncio.timeout(COPY_S):
                return await self._known_numbers(number)
        except TimeoutError as error:
            # Waiting on would keep a save from ever coming to an end.
            raise StorageFailed("the local copy does not answer") from error
