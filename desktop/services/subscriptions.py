"""The subscriptions of one customer."""

from desktop.domain.ids import CustomerId
from desktop.domain.records import Subscription
from desktop.microbizz import Client


class Subscriptions:
    """What a customer is charged for again and again."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def of(self, customer: CustomerId) -> tuple[Subscription, ...]:
        """All of them, expired ones too."""
        answer = await self._client.get_subscriptions_by_customer_id(customer)
        return answer.records
