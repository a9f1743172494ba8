"""The subscriptions of one customer."""

from desktop.domain.errors import CommandRefused
from desktop.domain.ids import CustomerId
from desktop.domain.records import Subscription
from desktop.microbizz import Client
from desktop.services.feeds import FeedRecords


class Subscriptions:
    """What a customer is charged for again and again."""

    def __init__(self, *, client: Client, feeds: FeedRecords) -> None:
        self._client = client
        self._feeds = feeds

    async def kept(self, customer: CustomerId) -> tuple[Subscription, ...] | None:
        """What the local copy holds; None where it does not hold them all. Raises StorageFailed."""
        try:
            return await self._feeds.subscriptions_of(customer)
        except CommandRefused:
            return None

    async def of(self, customer: CustomerId) -> tuple[Subscription, ...]:
        """All of them, expired ones too, asked of the server."""
        answer = await self._client.get_subscriptions_by_customer_id(customer)
        return answer.records
