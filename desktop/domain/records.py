"""The records of Microbizz as frozen values, read through the field catalogue.

A record keeps the whole object that came over the wire, so nothing the server knows is lost, and
reads a field when it is asked for: a reply of ten thousand customers costs what is looked at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import ClassVar

from desktop.domain.catalogue import CUSTOM_VALUES, FIELDS, ObjectType, field_of
from desktop.domain.ids import (
    CustomerId,
    CustomerRoleId,
    CustomerTypeId,
    DepotOrderLineId,
    DocumentId,
    FolderId,
    ImageTagId,
    MaingroupId,
    ProcedureId,
    SubscriptionId,
)
from desktop.domain.values import UnreadableValueError, Value, clean_text, read_value, reader_of


@cache
def _known_names(kind: ObjectType) -> frozenset[str]:
    names = {name for field in FIELDS[kind] for name in field.names}
    return frozenset(names | {CUSTOM_VALUES})


@dataclass(frozen=True, slots=True, repr=False)
class Record:
    """One object as the server sent it."""

    KIND: ClassVar[ObjectType]
    _READINGS: ClassVar[Mapping[str, tuple[tuple[str, ...], Callable[[object], Value]]]]

    raw: Mapping[str, object]

    def __init_subclass__(cls) -> None:
        # Put together once: a first load reads fields by the million.
        cls._READINGS = {
            field.name: (field.names, reader_of(field.kind)) for field in FIELDS[cls.KIND]
        }

    def __repr__(self) -> str:
        """By id alone: what a customer is called belongs in no log."""
        return f"{type(self).__name__}({self.number('id')})"

    def value(self, name: str) -> Value:
        """The value of the catalogue's field *name*; None where absent, empty or unreadable."""
        names, read = self._READINGS[name]
        for wire_name in names:
            if wire_name in self.raw:
                try:
                    return read(self.raw[wire_name])
                except UnreadableValueError:
                    return None
        return None

    def held(self, name: str) -> Value:
        """The value of the field, for comparing: what cannot be read is the text that came."""
        names, read = self._READINGS[name]
        for wire_name in names:
            if wire_name in self.raw:
                try:
                    return read(self.raw[wire_name])
                except UnreadableValueError:
                    return clean_text(str(self.raw[wire_name]))
        return None

    def has(self, name: str) -> bool:
        """Whether the server sent the field at all, under any of its names."""
        return any(wire_name in self.raw for wire_name in field_of(self.KIND, name).names)

    def text(self, name: str) -> str:
        value = self.value(name)
        return value if isinstance(value, str) else "" if value is None else str(value)

    def number(self, name: str) -> int:
        value = self.value(name)
        return value if isinstance(value, int) else 0

    def real(self, name: str) -> float | None:
        value = self.value(name)
        return float(value) if isinstance(value, (int, float)) else None

    def flag(self, name: str) -> bool:
        return self.value(name) is True

    def day(self, name: str) -> date | None:
        value = self.value(name)
        return value if isinstance(value, date) else None

    def clock(self, name: str) -> time | None:
        value = self.value(name)
        return value if isinstance(value, time) else None

    def custom(self) -> Mapping[str, object]:
        """The custom values by identifier; an empty set arrives as a list (inferred)."""
        values = self.raw.get(CUSTOM_VALUES)
        return values if isinstance(values, Mapping) else {}

    def others(self) -> Iterator[tuple[str, object]]:
        """What the catalogue does not know, and what it knows but could not read."""
        known = _known_names(self.KIND)
        for name, wire in self.raw.items():
            if name not in known:
                yield clean_text(name), wire
        for field in FIELDS[self.KIND]:
            for wire_name in field.names:
                if wire_name in self.raw:
                    try:
                        read_value(field.kind, self.raw[wire_name])
                    except UnreadableValueError:
                        yield wire_name, self.raw[wire_name]


class Customer(Record):
    """A company or person, with a place in the hierarchy."""

    __slots__ = ()
    KIND = ObjectType.CUSTOMER

    @property
    def id(self) -> CustomerId:
        return CustomerId(self.number("id"))

    @property
    def name(self) -> str:
        return self.text("name")

    @property
    def number_text(self) -> str:
        """The customer number: text, for "007" is not "7"."""
        return self.text("customernumber")

    @property
    def parent_id(self) -> CustomerId:
        """The parent; 0 at the top level (inferred)."""
        return CustomerId(self.number("parentcust"))

    @property
    def type_id(self) -> CustomerTypeId:
        return CustomerTypeId(self.number("typeid"))

    @property
    def maingroup_id(self) -> MaingroupId:
        return MaingroupId(self.number("maingroupid"))

    @property
    def role_ids(self) -> tuple[CustomerRoleId, ...]:
        """The roles, from whichever of the candidate fields came (unknown which one it is)."""
        single = self.value("customer_role")
        return (CustomerRoleId(single),) if isinstance(single, int) and single else ()

    @property
    def is_closed(self) -> bool:
        """Closed or deleted: one flag on the wire (inferred)."""
        return self.flag("isdeleted")


class Document(Record):
    """A file or photo on a customer; its bytes cannot be fetched by any known command."""

    __slots__ = ()
    KIND = ObjectType.DOCUMENT

    @property
    def id(self) -> DocumentId:
        return DocumentId(self.number("id"))

    @property
    def label(self) -> str:
        return self.text("title") or self.text("filename")


class Folder(Record):
    """A folder of a customer's documents."""

    __slots__ = ()
    KIND = ObjectType.FOLDER

    @property
    def id(self) -> FolderId:
        return FolderId(self.number("id"))


class Subscription(Record):
    """A recurring charge on a customer."""

    __slots__ = ()
    KIND = ObjectType.SUBSCRIPTION

    @property
    def id(self) -> SubscriptionId:
        return SubscriptionId(self.number("id"))

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(self.number("customerid"))

    @property
    def total(self) -> float | None:
        """Count times unit price less the discount in per cent (documented for the form)."""
        count, price = self.real("count"), self.real("unitprice")
        if count is None or price is None:
            return None
        return count * price * (1 - (self.real("discount") or 0.0) / 100)


class CustomerType(Record):
    """A type of customer: a name, one letter and a colour."""

    __slots__ = ()
    KIND = ObjectType.CUSTOMER_TYPE

    @property
    def id(self) -> CustomerTypeId:
        return CustomerTypeId(self.number("id"))


class CustomerRole(Record):
    """A role a customer may have."""

    __slots__ = ()
    KIND = ObjectType.CUSTOMER_ROLE

    @property
    def id(self) -> CustomerRoleId:
        return CustomerRoleId(self.number("id"))


class Maingroup(Record):
    """A main group: users work in one at a time, and it hides the customers of the others."""

    __slots__ = ()
    KIND = ObjectType.MAINGROUP

    @property
    def id(self) -> MaingroupId:
        return MaingroupId(self.number("id"))


class DepotOrderLine(Record):
    """A product used on a customer, to be invoiced."""

    __slots__ = ()
    KIND = ObjectType.DEPOT_ORDER_LINE

    @property
    def id(self) -> DepotOrderLineId:
        return DepotOrderLineId(self.number("id"))

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(self.number("customerid"))


class Procedure(Record):
    """A text on how something is done, perhaps for one customer."""

    __slots__ = ()
    KIND = ObjectType.PROCEDURE

    @property
    def id(self) -> ProcedureId:
        return ProcedureId(self.number("id"))

    @property
    def customer_id(self) -> CustomerId:
        return CustomerId(self.number("customerid"))


class ImageTag(Record):
    """A tag that photos may carry; no known command lists them."""

    __slots__ = ()
    KIND = ObjectType.IMAGE_TAG

    @property
    def id(self) -> ImageTagId:
        return ImageTagId(self.number("id"))
