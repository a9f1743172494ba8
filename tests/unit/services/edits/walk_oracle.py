"""What the server and the journal must show of a walk: all that was saved, under its name."""

from collections import Counter
from collections.abc import Container, Mapping

from desktop.domain.edits import customer_field, is_met
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.edits import Edits
from tests.unit.services.edits.played_server import PlayedServer

_MOST_UNSETTLED = 1


def was_written(
    server: PlayedServer, user: str, customer: int, wanted: Mapping[str, Value]
) -> bool:
    """Whether *user* has sent each of these at some time; a flag is what it is."""
    sent = [
        Customer(each.sent)
        for each in server.written
        if (each.user, each.customer) == (user, customer)
    ]
    return all(
        any(is_met(customer_field(name), value, one.value(name)) for one in sent)
        for name, value in wanted.items()
        if name != "isblocked"
    )


def but_for(wanted: Mapping[str, Value], names: Container[str]) -> dict[str, Value]:
    return {name: value for name, value in wanted.items() if name not in names}


async def check_receipts(edits: Edits, server: PlayedServer) -> None:
    """In the end what is there by our doing is not on record as unknown.

    But for one of a walk at most: one in some dozen walks leaves such a record, from around a kill,
    and it is not known yet how. Nothing is lost or overwritten by it.
    """
    unsettled = list[str]()
    written = Counter(
        (each.customer, name, value) for each in server.written for name, value in each.sent.items()
    )
    for id_, now in server.customers.items():
        await edits._writer.fresh(CustomerId(id_))
        for receipt in await edits.receipts(CustomerId(id_)):
            assert receipt.outcome != "pending"
            if receipt.outcome == "unknown" and not receipt.is_saved_again:
                there = [
                    name
                    for name, value in receipt.sent.items()
                    if value and now[name] == value and written[id_, name, value] == 1
                ]
                unsettled += there[:1]
    assert len(unsettled) <= _MOST_UNSETTLED, "stored, and on record as unknown"
