"""Reading the outputs of a command as records; what cannot be read is set aside and counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar

from desktop.domain.answers import FeedPage, FileAdded, Listing, PhotoAdded, Records, Stored
from desktop.domain.catalogue import field_of
from desktop.domain.fields import Grade
from desktop.domain.ids import CustomerId
from desktop.domain.records import Customer, Document, Folder, Record
from desktop.domain.values import clean_text
from desktop.microbizz.command import Result

R = TypeVar("R", bound=Record)

_MOST: Final = 2**63 - 1
"""The largest id any database counts to."""


def text(name: str) -> Callable[[Result], str]:
    def read(result: Result) -> str:
        return _text(result.outputs.get(name))

    return read


def records(name: str, kind: type[R]) -> Callable[[Result], Records[R]]:
    """A whole list of *kind*."""

    def read(result: Result) -> Records[R]:
        found, set_aside = _collect(kind, result.outputs.get(name))
        return Records(records=found, set_aside=set_aside, clock=result.clock)

    return read


def only(customer_id: CustomerId) -> Callable[[Result], Records[Customer]]:
    """The customer that was asked for; whoever else is in the answer is set aside."""
    read_all = records("customers", Customer)

    def read(result: Result) -> Records[Customer]:
        answer = read_all(result)
        asked = tuple(each for each in answer.records if each.id == customer_id)
        others = len(answer.records) - len(asked)
        return replace(answer, records=asked, set_aside=answer.set_aside + others)

    return read


def page(name: str, kind: type[R]) -> Callable[[Result], FeedPage[R]]:
    """A page of a feed of *kind*."""

    def read(result: Result) -> FeedPage[R]:
        found, set_aside = _collect(kind, result.outputs.get(name))
        return FeedPage(
            records=found,
            set_aside=set_aside,
            clock=result.clock,
            resume_key=_text(result.outputs.get("resumekey") or ""),
            checkout_form=_id(result.outputs.get("qfoncheckout")),
        )

    return read


def listing(result: Result) -> Listing:
    documents, bad_documents = _collect(Document, result.outputs.get("documents"))
    folders, bad_folders = _collect(Folder, result.outputs.get("folders"))
    return Listing(
        documents=documents,
        folders=folders,
        set_aside=bad_documents + bad_folders,
        clock=result.clock,
    )


def stored(result: Result) -> Stored:
    return Stored(customer=_one(Customer, result.outputs.get("customer")), clock=result.clock)


def photo_added(result: Result) -> PhotoAdded:
    return PhotoAdded(document=_one(Document, result.outputs.get("document")), clock=result.clock)


def file_added(result: Result) -> FileAdded:
    return FileAdded(clock=result.clock)


def _collect(kind: type[R], wire: object) -> tuple[tuple[R, ...], int]:
    """The records in a collection, and how many of its members are none."""
    members = list(_members(wire))
    found = tuple(record for raw in members if (record := _record(kind, raw)) is not None)
    return found, len(members) - len(found)


def _members(wire: object) -> Iterable[object]:
    """The members of a collection: a list, or what PHP makes of one (inferred).

    It may send an object keyed by number, one object alone, or null, "" and {} for none.
    """
    match wire:
        case list():
            return wire
        case dict():
            return wire.values() if _is_collection(wire) else (wire,)
        case None | "" | False:
            return ()
        case _:
            return (wire,)


def _is_collection(wire: Mapping[str, object]) -> bool:
    return all(isinstance(member, Mapping) for member in wire.values())


def _one(kind: type[R], wire: object) -> R | None:
    """The record where one was to come, alone or as the only member of a collection."""
    found, _ = _collect(kind, wire)
    return found[0] if found else None


def _record(kind: type[R], raw: object) -> R | None:
    if not isinstance(raw, Mapping) or not raw:
        return None
    record = kind(raw)
    if record.has("id"):
        return record if _id(record.value("id")) else None
    # Where the name of the id is but inferred, its absence may be our mistake.
    return None if field_of(kind.KIND, "id").grade is Grade.DOCUMENTED else record


def _id(value: object) -> int | None:
    return value if isinstance(value, int) and 0 < value <= _MOST else None


def _text(wire: object) -> str:
    if isinstance(wire, str):
        return clean_text(wire)
    return "" if wire is None or isinstance(wire, (dict, list)) else str(wire)
