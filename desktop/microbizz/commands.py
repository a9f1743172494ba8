"""What we believe about the commands: their names, inputs and outputs on the wire.

One function per command, named as it is. Names and inputs are documented unless marked; which
inputs are required, and what is sent for "no", is inferred from their sense. The graded
evidence: "customer commands" of the vendor's technical pages, and "getting started" for Echo.
"""

from collections.abc import Mapping
from datetime import date, time

from desktop.domain.answers import FeedPage, FileAdded, Listing, PhotoAdded, Records, Stored
from desktop.domain.ids import CustomerId
from desktop.domain.records import (
    Customer,
    CustomerRole,
    CustomerType,
    DepotOrderLine,
    Maingroup,
    Procedure,
    Subscription,
)
from desktop.domain.sending import FileToAdd, PhotoToAdd
from desktop.microbizz import reading
from desktop.microbizz.command import Command, Upload


def echo(text: str) -> Command[str]:
    """The same text back, which also proves who we are. Documented (getting started)."""
    return Command(name="Echo", inputs={"text": text}, read=reading.text("answer"))


# --- Customers ---------------------------------------------------------------------------------


def get_customer_by_id(customer_id: CustomerId) -> Command[Records[Customer]]:
    """One customer, or none. Documented."""
    return Command(
        name="GetCustomerByID",
        inputs={"customerid": customer_id},
        read=reading.only(customer_id),
    )


def get_customers_by_parent_id(
    customer_id: CustomerId, *, ignore_closed: bool = False, include_all: bool = False
) -> Command[Records[Customer]]:
    """The children of a customer; with *include_all* all its descendants. Documented.

    *ignore_closed* leaves out the closed or deleted. Older servers know neither.
    """
    return Command(
        name="GetCustomersByParentID",
        inputs={
            "customerid": customer_id,
            "ignoreclosed": int(ignore_closed),
            "includeall": int(include_all),
        },
        read=reading.records("customers", Customer),
    )


def get_customer_by_customer_number(number: str) -> Command[Records[Customer]]:
    """The customer with a number: none, or one nobody can predict of several. Documented."""
    return Command(
        name="GetCustomerByCustomerNumber",
        inputs={"customernumber": number},
        read=reading.records("customers", Customer),
    )


def get_customer_by_name(name: str) -> Command[Records[Customer]]:
    """The customer of that name in any case: none, or any one of several. Documented.

    That the whole name is meant, and no part of it, is inferred from the page's example.
    """
    return Command(
        name="GetCustomerByName",
        inputs={"customername": name},
        read=reading.records("customers", Customer),
    )


def get_parent_customers(
    customer_id: CustomerId, *, ignore_closed: bool = False
) -> Command[Records[Customer]]:
    """The parents of a customer, the nearest first. Documented.

    *ignore_closed* leaves out the closed or deleted. Older servers lack the command.
    """
    return Command(
        name="GetParentCustomers",
        inputs={"customerid": customer_id, "ignoreclosed": int(ignore_closed)},
        read=reading.records("customers", Customer),
    )


def create_update_customer_by_id(customer: Mapping[str, object]) -> Command[Stored]:
    """Update the customer with this id; id 0 creates one. Documented.

    Fields left out keep their value: documented for all objects, though this command's page says
    "overwritten".
    """
    return Command(
        name="CreateUpdateCustomerByID",
        inputs={"customer": customer},
        read=reading.stored,
        is_read=False,
    )


def create_update_customer_by_customer_number(customer: Mapping[str, object]) -> Command[Stored]:
    """Update the customer with this number, any one of several; the id is ignored. Documented.

    Fails without a number (documented); creates where none has it (inferred from the name).
    """
    return Command(
        name="CreateUpdateCustomerByCustomerNumber",
        inputs={"customer": customer},
        read=reading.stored,
        is_read=False,
    )


# --- What changed ------------------------------------------------------------------------------


def get_customers_by_last_change(
    changed: date,
    at: time | None = None,
    *,
    resume_key: str = "",
    ignore_closed: bool = False,
    skip_deleted: bool = False,
) -> Command[FeedPage[Customer]]:
    """Customers changed on or after a day, or after its *at*. Documented.

    Here *ignore_closed* leaves out customers this user has no access to; *skip_deleted*, which
    older servers lack, the deleted.
    """
    flags = {"ignoreclosed": int(ignore_closed), "skip_deleted": int(skip_deleted)}
    return Command(
        name="GetCustomersByLastChange",
        inputs=_since(changed, at, resume_key) | flags,
        read=reading.page("customers", Customer),
    )


def get_depot_order_lines_by_last_change(
    changed: date, at: time | None = None, *, resume_key: str = ""
) -> Command[FeedPage[DepotOrderLine]]:
    """Depot order lines changed since. Documented; that a resumekey comes back is inferred."""
    return Command(
        name="GetDepotOrderLinesByLastChange",
        inputs=_since(changed, at, resume_key),
        read=reading.page("lines", DepotOrderLine),
    )


def get_procedures_by_last_change(
    changed: date, at: time | None = None, *, resume_key: str = "", skip_deleted: bool = False
) -> Command[FeedPage[Procedure]]:
    """Procedures changed since. Documented; that a resumekey comes back is inferred."""
    return Command(
        name="GetProceduresByLastChange",
        inputs=_since(changed, at, resume_key) | {"skip_deleted": int(skip_deleted)},
        read=reading.page("procedures", Procedure),
    )


def get_subscriptions_by_last_change_id(
    changed: date, at: time | None = None, *, resume_key: str = ""
) -> Command[FeedPage[Subscription]]:
    """Subscriptions changed since. Documented, the odd spelling too.

    The page lists resumekey as an output with an input's words: that it is one is inferred.
    """
    return Command(
        name="GetSubscriptionsBylastChangeID",
        inputs=_since(changed, at, resume_key),
        read=reading.page("subscriptions", Subscription),
    )


def _since(changed: date, at: time | None, resume_key: str) -> dict[str, object]:
    """All inputs are repeated together with the key (inferred)."""
    inputs: dict[str, object] = {"changedate": changed.isoformat()}
    if at is not None:
        inputs["changetime"] = f"{at:%H:%M:%S}"
    if resume_key:
        inputs["resumekey"] = resume_key
    return inputs


# --- What a customer has -----------------------------------------------------------------------


def get_documents_by_customer_id(
    customer_id: CustomerId, *, include_thumbs: bool = False, include_folders: bool = False
) -> Command[Listing]:
    """The documents of a customer, with thumbnails and folders where asked for. Documented."""
    return Command(
        name="GetDocumentsByCustomerID",
        inputs={
            "customerid": customer_id,
            "inclthumbs": int(include_thumbs),
            "inclfolders": int(include_folders),
        },
        read=reading.listing,
    )


def get_subscriptions_by_customer_id(customer_id: CustomerId) -> Command[Records[Subscription]]:
    """The subscriptions of a customer. Documented; older servers lack the command."""
    return Command(
        name="GetSubscriptionsByCustomerID",
        inputs={"customerid": customer_id},
        read=reading.records("subscriptions", Subscription),
    )


def add_file_to_customer(file: FileToAdd) -> Upload[FileAdded]:
    """Store a file under a name, a title and a folder path like "A/B". Documented.

    Nothing comes back but the status, so the documents are asked for with it; missing folders are
    made (inferred).
    """
    inputs = {
        "customerid": file.customer_id,
        "filename": file.filename,
        "title": file.title,
        "folder": file.folder,
    }
    command = Command(
        name="AddFileToCustomer", inputs=inputs, read=reading.file_added, is_read=False
    )
    listing = get_documents_by_customer_id(file.customer_id)
    return Upload(command=command, content="filedata", listing=listing)


def add_photo_to_customer(photo: PhotoToAdd) -> Upload[PhotoAdded]:
    """Store a JPEG, which takes neither a file name nor a folder. Documented.

    A document id replaces that document; the document comes back.
    """
    inputs: dict[str, object] = {
        "customerid": photo.customer_id,
        "title": photo.title,
        "onxnet": int(photo.on_xnet),
    }
    if photo.taken is not None:
        inputs["createdate"] = f"{photo.taken:%Y-%m-%d}"
        inputs["createtime"] = f"{photo.taken:%H:%M:%S}"
    if photo.tags:
        inputs["tags"] = list(photo.tags)
    if photo.document_id is not None:
        inputs["documentid"] = photo.document_id
    command = Command(
        name="AddPhotoToCustomer", inputs=inputs, read=reading.photo_added, is_read=False
    )
    return Upload(command=command, content="imagedata")


# --- The contract's lists ----------------------------------------------------------------------


def get_customer_types() -> Command[Records[CustomerType]]:
    """All customer types; they replace those known before. Documented."""
    return Command(name="GetCustomerTypes", read=reading.records("types", CustomerType))


def get_customer_roles() -> Command[Records[CustomerRole]]:
    """All customer roles. Documented; older servers lack the command."""
    return Command(name="GetCustomerRoles", read=reading.records("customer_roles", CustomerRole))


def get_maingroups() -> Command[Records[Maingroup]]:
    """All main groups, with their two fields. Documented."""
    return Command(name="GetMaingroups", read=reading.records("maingroups", Maingroup))
