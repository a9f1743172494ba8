"""Which roles a customer has, as far as the API tells."""

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.domain.catalogue import field_of
from desktop.domain.fields import Kind
from desktop.domain.ids import CustomerRoleId
from desktop.domain.records import Customer
from desktop.domain.values import UnreadableValueError, read_value

CANDIDATES = (
    *field_of(Customer.KIND, "customer_role").names,
    "roles",
    "roleids",
    "customer_roles",
)
"""No page says which field of a customer carries its roles; these could."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesOf:
    """The roles, and the field they were read from; no field where the server sent none."""

    ids: frozenset[CustomerRoleId]
    field: str = ""


def roles_of(customer: Customer) -> RolesOf:
    """The first candidate that names a role counts, or else the first that came at all."""
    came = [name for name in CANDIDATES if name in customer.raw]
    for name in came:
        if ids := frozenset(_ids(customer.raw[name])):
            return RolesOf(ids=ids, field=name)
    return RolesOf(ids=frozenset(), field=came[0] if came else "")


def _ids(wire: object) -> Iterable[CustomerRoleId]:
    """One id, a list of ids, or a list of roles with ids in them."""
    if isinstance(wire, dict) and "id" not in wire:
        wire = list(wire.values())
    for member in wire if isinstance(wire, list) else [wire]:
        single = member.get("id") if isinstance(member, dict) else member
        try:
            number = read_value(Kind.ID, single)
        except UnreadableValueError:
            continue
        if isinstance(number, int) and number:
            yield CustomerRoleId(number)
