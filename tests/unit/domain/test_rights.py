"""Which rights a refusal may be for want of."""

import pytest

from desktop.domain.rights import rights_for

UPDATE = "CreateUpdateCustomerByID"


@pytest.mark.parametrize(
    ("command", "fields", "is_new", "rights"),
    [
        (UPDATE, ["phone"], False, ("CustomersEdit",)),
        (UPDATE, ["phone", "latitude"], False, ("CustomersEdit", "AllowReposition")),
        (UPDATE, ["longitude"], True, ("CustomersCreate",)),
        ("CreateUpdateCustomerByCustomerNumber", [], False, ("CustomersEdit",)),
        ("AddPhotoToCustomer", [], False, ("CustomersPhoto",)),
        ("AddFileToCustomer", [], False, ("CustomersFiles",)),
        ("GetCustomerByID", [], False, ("CustomersView",)),
        ("GetProceduresByLastChange", [], False, ("CustomersProcedures",)),
        ("Echo", [], False, ()),
        ("GetMaingroups", [], False, ()),
    ],
)
def test_the_vendors_words(
    command: str, fields: list[str], is_new: bool, rights: tuple[str, ...]
) -> None:
    assert rights_for(command, fields, is_new=is_new) == rights
