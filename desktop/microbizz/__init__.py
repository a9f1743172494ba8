"""The remote truth: the Microbizz API as typed commands, and the only HTTP in the program.

    async with Client(account) as client:
        answer = await client.get_customers_by_parent_id(CustomerId(12), include_all=True)
        for customer in answer.records:
            ...

Commands are values, too, for sending several in one envelope:

    types, roles = await client.send(commands.get_customer_types(), commands.get_customer_roles())
"""

from desktop.microbizz.client import Client
from desktop.microbizz.command import Command, Upload
from desktop.microbizz.options import Observer, Options

__all__ = ["Client", "Command", "Observer", "Options", "Upload"]
