"""The commands that read whole answers, as methods."""

from desktop.domain.answers import Listing, Records
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, CustomerRole, CustomerType, Maingroup, Subscription
from desktop.microbizz import commands
from desktop.microbizz.asking import Asking


class Reads(Asking):
    """Each method is the command of its name; `commands` says what is known of it."""

    async def get_customer_by_id(self, customer_id: CustomerId) -> Records[Customer]:
        return await self._read(commands.get_customer_by_id(customer_id))

    async def get_customers_by_parent_id(
        self, customer_id: CustomerId, *, ignore_closed: bool = False, include_all: bool = False
    ) -> Records[Customer]:
        return await self._read(
            commands.get_customers_by_parent_id(
                customer_id, ignore_closed=ignore_closed, include_all=include_all
            )
        )

    async def get_customer_by_customer_number(self, number: str) -> Records[Customer]:
        return await self._read(commands.get_customer_by_customer_number(number))

    async def get_customer_by_name(self, name: str) -> Records[Customer]:
        return await self._read(commands.get_customer_by_name(name))

    async def get_parent_customers(
        self, customer_id: CustomerId, *, ignore_closed: bool = False
    ) -> Records[Customer]:
        return await self._read(
            commands.get_parent_customers(customer_id, ignore_closed=ignore_closed)
        )

    async def get_documents_by_customer_id(
        self,
        customer_id: CustomerId,
        *,
        include_thumbs: bool = False,
        include_folders: bool = False,
    ) -> Listing:
        return await self._read(
            commands.get_documents_by_customer_id(
                customer_id, include_thumbs=include_thumbs, include_folders=include_folders
            )
        )

    async def get_subscriptions_by_customer_id(
        self, customer_id: CustomerId
    ) -> Records[Subscription]:
        return await self._read(commands.get_subscriptions_by_customer_id(customer_id))

    async def get_customer_types(self) -> Records[CustomerType]:
        return await self._read(commands.get_customer_types())

    async def get_customer_roles(self) -> Records[CustomerRole]:
        return await self._read(commands.get_customer_roles())

    async def get_maingroups(self) -> Records[Maingroup]:
        return await self._read(commands.get_maingroups())
