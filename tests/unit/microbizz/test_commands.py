"""What is believed about each command, as a table to compare with the vendor's page."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from desktop.domain.ids import DocumentId
from desktop.domain.sending import FileContent, FileToAdd, PhotoToAdd
from desktop.microbizz import commands
from desktop.microbizz.command import Command
from tests.unit.microbizz.readers import CUSTOMER, DAY, EVERY_COMMAND, HOUR

FILE = FileToAdd(customer_id=CUSTOMER, filename="a.pdf", title="t", folder="A/B")
PHOTO = PhotoToAdd(customer_id=CUSTOMER)
TAKEN = datetime(2024, 5, 1, 7, 8, 9)  # noqa: DTZ001 - a camera's wall clock
SINCE: dict[str, object] = {"changedate": "2024-02-29"}

TABLE: list[tuple[Command[Any], str, dict[str, object]]] = [
    (commands.echo("hej"), "Echo", {"text": "hej"}),
    (commands.get_customer_by_id(CUSTOMER), "GetCustomerByID", {"customerid": 7}),
    (
        commands.get_customers_by_parent_id(CUSTOMER),
        "GetCustomersByParentID",
        {"customerid": 7, "ignoreclosed": 0, "includeall": 0},
    ),
    (
        commands.get_customers_by_parent_id(CUSTOMER, ignore_closed=True, include_all=True),
        "GetCustomersByParentID",
        {"customerid": 7, "ignoreclosed": 1, "includeall": 1},
    ),
    (
        commands.get_customer_by_customer_number("007"),
        "GetCustomerByCustomerNumber",
        {"customernumber": "007"},
    ),
    (commands.get_customer_by_name("Ventu"), "GetCustomerByName", {"customername": "Ventu"}),
    (
        commands.get_parent_customers(CUSTOMER, ignore_closed=True),
        "GetParentCustomers",
        {"customerid": 7, "ignoreclosed": 1},
    ),
    (
        commands.get_customers_by_last_change(
            DAY, HOUR, resume_key="k", ignore_closed=True, skip_deleted=True
        ),
        "GetCustomersByLastChange",
        {
            **SINCE,
            "changetime": "06:05:04",
            "resumekey": "k",
            "ignoreclosed": 1,
            "skip_deleted": 1,
        },
    ),
    (
        commands.get_customers_by_last_change(DAY),
        "GetCustomersByLastChange",
        {**SINCE, "ignoreclosed": 0, "skip_deleted": 0},
    ),
    (commands.get_depot_order_lines_by_last_change(DAY), "GetDepotOrderLinesByLastChange", SINCE),
    (
        commands.get_depot_order_lines_by_last_change(DAY, HOUR, resume_key="k"),
        "GetDepotOrderLinesByLastChange",
        {**SINCE, "changetime": "06:05:04", "resumekey": "k"},
    ),
    (
        commands.get_procedures_by_last_change(DAY, HOUR, resume_key="k", skip_deleted=True),
        "GetProceduresByLastChange",
        {**SINCE, "changetime": "06:05:04", "resumekey": "k", "skip_deleted": 1},
    ),
    (
        commands.get_subscriptions_by_last_change_id(DAY, HOUR, resume_key="k"),
        "GetSubscriptionsBylastChangeID",
        {**SINCE, "changetime": "06:05:04", "resumekey": "k"},
    ),
    (
        commands.get_documents_by_customer_id(CUSTOMER, include_thumbs=True),
        "GetDocumentsByCustomerID",
        {"customerid": 7, "inclthumbs": 1, "inclfolders": 0},
    ),
    (
        commands.get_documents_by_customer_id(CUSTOMER, include_folders=True),
        "GetDocumentsByCustomerID",
        {"customerid": 7, "inclthumbs": 0, "inclfolders": 1},
    ),
    (
        commands.get_subscriptions_by_customer_id(CUSTOMER),
        "GetSubscriptionsByCustomerID",
        {"customerid": 7},
    ),
    (commands.get_customer_types(), "GetCustomerTypes", {}),
    (commands.get_customer_roles(), "GetCustomerRoles", {}),
    (commands.get_maingroups(), "GetMaingroups", {}),
    (
        commands.create_update_customer_by_id({"id": 7, "phone": "1"}),
        "CreateUpdateCustomerByID",
        {"customer": {"id": 7, "phone": "1"}},
    ),
    (
        commands.create_update_customer_by_customer_number({"customernumber": "1"}),
        "CreateUpdateCustomerByCustomerNumber",
        {"customer": {"customernumber": "1"}},
    ),
    (
        commands.add_file_to_customer(FILE).command,
        "AddFileToCustomer",
        {"customerid": 7, "filename": "a.pdf", "title": "t", "folder": "A/B"},
    ),
    (
        commands.add_photo_to_customer(PHOTO).command,
        "AddPhotoToCustomer",
        {"customerid": 7, "title": "", "onxnet": 0},
    ),
    (
        commands.add_photo_to_customer(
            PhotoToAdd(
                customer_id=CUSTOMER,
                title="t",
                on_xnet=True,
                taken=TAKEN,
                tags=(1, 2),
                document_id=DocumentId(9),
            )
        ).command,
        "AddPhotoToCustomer",
        {
            "customerid": 7,
            "title": "t",
            "onxnet": 1,
            "createdate": "2024-05-01",
            "createtime": "07:08:09",
            "tags": [1, 2],
            "documentid": 9,
        },
    ),
]


@pytest.mark.parametrize(("command", "name", "inputs"), TABLE, ids=lambda x: str(x)[:40])
def test_what_goes_over_the_wire(
    command: Command[Any], name: str, inputs: dict[str, object]
) -> None:
    assert command.name == name
    assert command.inputs == inputs


def test_the_eighteen_and_echo_are_there() -> None:
    assert len({command.name for command in EVERY_COMMAND}) == 19
    assert {name for _, name, _ in TABLE} == {command.name for command in EVERY_COMMAND}


def test_what_changes_something_is_no_read() -> None:
    writes = {command.name for command in EVERY_COMMAND if not command.is_read}

    assert writes == {
        "CreateUpdateCustomerByID",
        "CreateUpdateCustomerByCustomerNumber",
        "AddFileToCustomer",
        "AddPhotoToCustomer",
    }


def test_an_upload_names_the_input_its_file_belongs_in() -> None:
    assert commands.add_file_to_customer(FILE).content == "filedata"
    assert commands.add_photo_to_customer(PHOTO).content == "imagedata"


def test_a_file_is_proved_by_the_listing_and_a_photo_by_its_document() -> None:
    listing = commands.add_file_to_customer(FILE).listing

    assert listing is not None
    assert (listing.name, listing.inputs) == (
        "GetDocumentsByCustomerID",
        {"customerid": 7, "inclthumbs": 0, "inclfolders": 0},
    )
    assert commands.add_photo_to_customer(PHOTO).listing is None


def test_nobodys_business_is_in_a_repr() -> None:
    file = FileToAdd(customer_id=CUSTOMER, filename="Hansen.pdf", title="Hansen", folder="Hansen")
    photo = PhotoToAdd(customer_id=CUSTOMER, title="Hansen")
    content = FileContent(path=Path("Hansen.pdf"), size=1)

    assert repr(commands.get_customer_by_name("Hansen")) == (
        "Command(name='GetCustomerByName', is_read=True)"
    )
    upload = commands.add_file_to_customer(file)
    assert "Hansen" not in f"{upload}{file}{photo}{content}"
