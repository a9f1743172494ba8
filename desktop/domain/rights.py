"""The rights a refusal may be for want of, in the vendor's own words."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

# The keywords are documented (GetMobileAppSettings); which command wants which is inferred.
_OF_COMMAND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "AddFileToCustomer": ("CustomersFiles",),
        "AddPhotoToCustomer": ("CustomersPhoto",),
        "CreateUpdateCustomerByCustomerNumber": ("CustomersEdit",),
        "CreateUpdateCustomerByID": ("CustomersEdit",),
        "GetDocumentsByCustomerID": ("CustomersFiles",),
        "GetProceduresByLastChange": ("CustomersProcedures",),
    }
)
_PLACE = frozenset({"latitude", "longitude"})


def rights_for(
    command: str, fields: Collection[str] = (), *, is_new: bool = False
) -> tuple[str, ...]:
    """The rights that *command* may want, the likeliest first; none for one we know nothing of.

    *fields* are those that were sent, *is_new* whether a customer was to be created.
    """
    if is_new and command.startswith("CreateUpdateCustomer"):
        return ("CustomersCreate",)
    rights = _OF_COMMAND.get(command, ())
    if rights == ("CustomersEdit",) and _PLACE.intersection(fields):
        return (*rights, "AllowReposition")
    if not rights and command.startswith("Get") and "Customer" in command:
        return ("CustomersView",)
    return rights
