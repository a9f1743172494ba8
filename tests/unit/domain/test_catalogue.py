"""The field catalogue holds together, and has every documented field of the customer."""

import pytest

from desktop.domain.catalogue import FIELDS, ObjectType, field_of, label_key
from desktop.domain.fields import Field, Grade, Kind

# The vendor's table of about 2019, in its order.
DOCUMENTED = """
id customernumber creditornumber name description secondary_text icons ourreference
ourreferencetext theirreference theirreferencetext vat vatpercentage publicid address address2 zip
city country invoiceaddress invoiceaddress2 invoicezip invoicecity invoicecountry phone fax www
email trade team typeid typetext alertradius isprospect issubcontractor isblocked isdeleted
invoiceup longitude latitude createdate createtime changedate changetime parentcust sellerid
maingroupid startdate requestconsent mailimport
"""


def test_every_documented_field_of_the_customer_is_there() -> None:
    documented = {f.name for f in FIELDS[ObjectType.CUSTOMER] if f.grade is Grade.DOCUMENTED}

    assert documented == set(DOCUMENTED.split())


@pytest.mark.parametrize("kind", ObjectType)
def test_no_name_means_two_fields(kind: ObjectType) -> None:
    names = [name for field in FIELDS[kind] for name in field.names]

    assert len(names) == len(set(names))
    assert field_of(kind, "id").kind is Kind.ID


@pytest.mark.parametrize("kind", ObjectType)
def test_a_companion_text_is_a_field_that_is_only_read(kind: ObjectType) -> None:
    for field in FIELDS[kind]:
        if field.text_field:
            companion = field_of(kind, field.text_field)
            assert companion.read_only
            assert companion.kind is Kind.STRING


def test_a_field_is_looked_for_under_its_name_first() -> None:
    assert Field(name="a", kind=Kind.ID, aliases=("b", "c")).names == ("a", "b", "c")


def test_a_label_lies_under_object_and_field() -> None:
    assert label_key(ObjectType.CUSTOMER, "zip") == "field.customer.zip"
    with pytest.raises(KeyError):
        field_of(ObjectType.CUSTOMER, "no_such")
