"""Customers of the embedded server's invented world, as the end-to-end tests tell of them."""

import re
from typing import NamedTuple

from tests.helpers.demo_server import DemoServer


class Known(NamedTuple):
    """A customer as the server has it."""

    id: int
    name: str
    number: str

    @property
    def row(self) -> re.Pattern[str]:
        """Its row in the tree, as it is heard."""
        return row_named(self.name)

    @property
    def called(self) -> str:
        """What it is called where files are for it."""
        return f"{self.name} ({self.number})" if self.number else self.name


def row_named(name: str) -> re.Pattern[str]:
    """What is heard of a row: the name, then what else there is to know."""
    return re.compile(re.escape(name) + "(, .*)?")


def numbered(server: DemoServer, number: str) -> Known:
    """The customer with this number."""
    answer = server.call("GetCustomerByCustomerNumber", customernumber=number)
    return _known(answer["customers"][0])


def first_below(server: DemoServer, parent: Known) -> Known:
    return _known(server.call("GetCustomersByParentID", customerid=parent.id)["customers"][0])


def _known(record: dict[str, object]) -> Known:
    return Known(int(str(record["id"])), str(record["name"]), str(record["customernumber"]))
