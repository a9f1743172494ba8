"""What the server and the journal must show of a walk: all that was saved, under its name."""

from collections import Counter
from collections.abc import Container, Mapping

from desktop.domain.edits import customer_field, is_met
from desktop.domain.errors import ChangedMeanwhile
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer
from desktop.domain.values import Value
from desktop.services.edits import Edits
from tests.unit.services.edits.played_server import PlayedServer


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


def stored_since(
    server: PlayedServer, user: str, customer: int, wanted: Mapping[str, Value], since: int
) -> set[str]:
    """What of *wanted* this user has sent after so many writes: it waited, and had come already."""
    sent = [
        Customer(each.sent)
        for each in server.written[since:]
        if (each.user, each.customer) == (user, customer)
    ]
    return {
        name
        for name, value in wanted.items()
        if any(
            one.has(name) and is_met(customer_field(name), value, one.held(name)) for one in sent
        )
    }


def but_for(wanted: Mapping[str, Value], names: Container[str]) -> dict[str, Value]:
    return {name: value for name, value in wanted.items() if name not in names}


def check_clash(clash: ChangedMeanwhile) -> None:
    for each in clash.conflicts:
        assert each.theirs == clash.fresh.value(each.name)
        assert each.mine != each.theirs


async def check_receipts(edits: Edits, server: PlayedServer) -> None:
    """In the end what is there by our doing is not on record as unknown.

    What was sent by one that came to nothing, and then by another one that is on record as stored,
    is the doing of that.
    """
    written = Counter(
        (each.customer, name, value) for each in server.written for name, value in each.sent.items()
    )
    for id_, now in server.customers.items():
        await edits._writer.fresh(CustomerId(id_))
        receipts = await edits.receipts(CustomerId(id_))
        known = {
            (name, value)
            for each in receipts
            if each.outcome in {"stored", "differs"}
            for name, value in each.sent.items()
        }
        for receipt in receipts:
            assert receipt.outcome != "pending"
            if receipt.outcome != "unknown" or receipt.is_saved_again:
                continue
            for name, value in receipt.sent.items():
                is_once = value and written[id_, name, value] == 1
                is_there = is_once and now[name] == value and (name, value) not in known
                assert not is_there, "stored, and on record as unknown"
