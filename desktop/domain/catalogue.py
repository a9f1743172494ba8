"""The field catalogue: every field of every Microbizz object, as data.

Reading, forms, columns, validation and saving are all driven by it. The customer's fields are
documented (a table of about 2019); the other objects' are proposals in the vendor's house style,
so a name that turns out different is one line to change here.
"""

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from desktop.domain.fields import Choice, Field, Grade, Group, Kind

_DOC = Grade.DOCUMENTED


class ObjectType(Enum):
    """The kinds of object the customer commands carry."""

    CUSTOMER = "customer"
    DOCUMENT = "document"
    FOLDER = "folder"
    SUBSCRIPTION = "subscription"
    CUSTOMER_TYPE = "customertype"
    CUSTOMER_ROLE = "customerrole"
    MAINGROUP = "maingroup"
    DEPOT_ORDER_LINE = "depotorderline"
    PROCEDURE = "procedure"
    IMAGE_TAG = "imagetag"


def _doc(
    name: str, kind: Kind, group: Group, *, read_only: bool = False, text_field: str = ""
) -> Field:
    return Field(
        name=name, kind=kind, group=group, grade=_DOC, read_only=read_only, text_field=text_field
    )


def _doc_id(name: str, group: Group, choice: Choice, text_field: str = "") -> Field:
    return Field(
        name=name, kind=Kind.ID, group=group, grade=_DOC, choice=choice, text_field=text_field
    )


CUSTOMER = (
    _doc("name", Kind.STRING, Group.MAIN),
    _doc("customernumber", Kind.STRING, Group.MAIN),
    _doc_id("parentcust", Group.MAIN, Choice.CUSTOMERS),
    _doc_id("typeid", Group.MAIN, Choice.TYPES, "typetext"),
    _doc("typetext", Kind.STRING, Group.MAIN, read_only=True),
    _doc_id("maingroupid", Group.MAIN, Choice.MAINGROUPS),
    # Which field carries the role is unknown; these are the candidates.
    Field(
        name="customer_role",
        kind=Kind.ID,
        group=Group.MAIN,
        aliases=("roleid", "customerroleid"),
        choice=Choice.ROLES,
    ),
    _doc("secondary_text", Kind.STRING, Group.MAIN),
    _doc("description", Kind.LSTRING, Group.MAIN),
    _doc("address", Kind.STRING, Group.ADDRESS),
    _doc("address2", Kind.STRING, Group.ADDRESS),
    _doc("zip", Kind.STRING, Group.ADDRESS),
    _doc("city", Kind.STRING, Group.ADDRESS),
    _doc("country", Kind.STRING, Group.ADDRESS),
    _doc("latitude", Kind.FLOAT, Group.ADDRESS),
    _doc("longitude", Kind.FLOAT, Group.ADDRESS),
    _doc("alertradius", Kind.NUMBER, Group.ADDRESS),
    _doc("invoiceaddress", Kind.STRING, Group.INVOICING),
    _doc("invoiceaddress2", Kind.STRING, Group.INVOICING),
    _doc("invoicezip", Kind.STRING, Group.INVOICING),
    _doc("invoicecity", Kind.STRING, Group.INVOICING),
    _doc("invoicecountry", Kind.STRING, Group.INVOICING),
    _doc("invoiceup", Kind.BOOLEAN, Group.INVOICING),
    _doc("vatpercentage", Kind.NUMBER, Group.INVOICING),
    _doc("phone", Kind.STRING, Group.CONTACT),
    _doc("fax", Kind.STRING, Group.CONTACT),
    _doc("email", Kind.EMAIL, Group.CONTACT),
    _doc("www", Kind.STRING, Group.CONTACT),
    _doc_id("theirreference", Group.CONTACT, Choice.PERSONS, "theirreferencetext"),
    _doc("theirreferencetext", Kind.STRING, Group.CONTACT, read_only=True),
    _doc_id("ourreference", Group.CONTACT, Choice.USERS, "ourreferencetext"),
    _doc("ourreferencetext", Kind.STRING, Group.CONTACT, read_only=True),
    _doc_id("sellerid", Group.CONTACT, Choice.USERS),
    _doc_id("team", Group.CONTACT, Choice.TEAMS, "teamtext"),
    # Its other objects name their teams so; of the customer it is not documented.
    Field(name="teamtext", kind=Kind.STRING, group=Group.CONTACT, read_only=True),
    _doc("vat", Kind.STRING, Group.NUMBERS),
    _doc("publicid", Kind.STRING, Group.NUMBERS),
    _doc("creditornumber", Kind.STRING, Group.NUMBERS),
    _doc("trade", Kind.STRING, Group.NUMBERS),
    _doc("isprospect", Kind.BOOLEAN, Group.FLAGS),
    _doc("issubcontractor", Kind.BOOLEAN, Group.FLAGS),
    _doc("isblocked", Kind.BOOLEAN, Group.FLAGS),
    _doc("isdeleted", Kind.BOOLEAN, Group.FLAGS),
    _doc("requestconsent", Kind.BOOLEAN, Group.FLAGS),
    _doc("mailimport", Kind.BOOLEAN, Group.FLAGS),
    _doc("startdate", Kind.DATE, Group.DATES),
    # The page does not mark these four read-only; a client that sets them gains nothing (inferred).
    _doc("createdate", Kind.DATE, Group.DATES, read_only=True),
    _doc("createtime", Kind.TIME, Group.DATES, read_only=True),
    _doc("changedate", Kind.DATE, Group.DATES, read_only=True),
    _doc("changetime", Kind.TIME, Group.DATES, read_only=True),
    _doc("id", Kind.ID, Group.OTHER, read_only=True),
    _doc("icons", Kind.IDS, Group.OTHER, read_only=True),
)

_CHANGED = (
    Field(name="createdate", kind=Kind.DATE, group=Group.DATES, read_only=True),
    Field(name="createtime", kind=Kind.TIME, group=Group.DATES, read_only=True),
    Field(name="changedate", kind=Kind.DATE, group=Group.DATES, read_only=True),
    Field(name="changetime", kind=Kind.TIME, group=Group.DATES, read_only=True),
)

DOCUMENT = (
    Field(name="id", kind=Kind.ID, aliases=("documentid",)),
    Field(name="title", kind=Kind.STRING),
    Field(name="filename", kind=Kind.STRING, aliases=("name",)),
    Field(name="folder", kind=Kind.STRING, aliases=("folderpath",)),
    Field(name="folderid", kind=Kind.ID),
    Field(name="thumbnail", kind=Kind.BINARY, aliases=("thumb", "thumbdata")),
    Field(name="onxnet", kind=Kind.BOOLEAN),
    Field(name="tags", kind=Kind.IDS),
    *_CHANGED,
    Field(name="userid", kind=Kind.ID, text_field="usertext"),
    Field(name="usertext", kind=Kind.STRING, read_only=True),
    Field(name="size", kind=Kind.NUMBER, aliases=("filesize",)),
    Field(name="mimetype", kind=Kind.STRING, aliases=("contenttype",)),
    Field(name="url", kind=Kind.STRING, aliases=("link",)),
)

FOLDER = (
    Field(name="id", kind=Kind.ID, aliases=("folderid",)),
    Field(name="title", kind=Kind.STRING, aliases=("name",)),
    Field(name="path", kind=Kind.STRING),
    Field(name="parentid", kind=Kind.ID, aliases=("parent", "parentfolder")),
)

SUBSCRIPTION = (
    Field(name="id", kind=Kind.ID, aliases=("subscriptionid",)),
    Field(name="customerid", kind=Kind.ID, choice=Choice.CUSTOMERS),
    Field(name="title", kind=Kind.STRING, aliases=("name",)),
    Field(name="description", kind=Kind.LSTRING),
    Field(name="count", kind=Kind.FLOAT),
    Field(name="units", kind=Kind.STRING, aliases=("unit",)),
    Field(name="productnumber", kind=Kind.STRING),
    Field(name="unitprice", kind=Kind.FLOAT, aliases=("price",)),
    Field(name="discount", kind=Kind.FLOAT),
    Field(name="period", kind=Kind.STRING),
    Field(name="duedate", kind=Kind.DATE, aliases=("due",)),
    Field(name="expires", kind=Kind.DATE, aliases=("expiredate",)),
    Field(name="requisition", kind=Kind.STRING),
    Field(name="team", kind=Kind.ID, choice=Choice.TEAMS),
    Field(name="isexpired", kind=Kind.BOOLEAN),
    Field(name="isdeleted", kind=Kind.BOOLEAN),
    *_CHANGED,
)

CUSTOMER_TYPE = (
    Field(name="id", kind=Kind.ID, aliases=("typeid",)),
    Field(name="title", kind=Kind.STRING, aliases=("name",)),
    Field(name="letter", kind=Kind.STRING),
    Field(name="color", kind=Kind.STRING, aliases=("colour",)),
)

CUSTOMER_ROLE = (
    Field(name="id", kind=Kind.ID, aliases=("roleid",)),
    Field(name="title", kind=Kind.STRING, aliases=("name",)),
)

MAINGROUP = (
    _doc("id", Kind.ID, Group.MAIN),
    Field(name="title", kind=Kind.STRING, aliases=("name",), grade=_DOC),
)

DEPOT_ORDER_LINE = (
    Field(name="id", kind=Kind.ID, aliases=("lineid",)),
    Field(name="customerid", kind=Kind.ID, choice=Choice.CUSTOMERS),
    Field(name="toolid", kind=Kind.ID),
    Field(name="date", kind=Kind.DATE, aliases=("invoicedate",)),
    Field(name="productnumber", kind=Kind.STRING),
    Field(name="producttext", kind=Kind.STRING, aliases=("product",)),
    Field(name="count", kind=Kind.FLOAT),
    Field(name="units", kind=Kind.STRING, aliases=("unit",)),
    Field(name="unitprice", kind=Kind.FLOAT, aliases=("price",)),
    Field(name="text1", kind=Kind.STRING),
    Field(name="text2", kind=Kind.STRING),
    Field(name="isdeleted", kind=Kind.BOOLEAN),
    *_CHANGED,
)

PROCEDURE = (
    Field(name="id", kind=Kind.ID, aliases=("procedureid",)),
    Field(name="customerid", kind=Kind.ID, choice=Choice.CUSTOMERS),
    Field(name="title", kind=Kind.STRING, aliases=("name",)),
    Field(name="text", kind=Kind.LSTRING, aliases=("description",)),
    Field(name="isdeleted", kind=Kind.BOOLEAN),
    *_CHANGED,
)

IMAGE_TAG = (
    _doc("id", Kind.ID, Group.MAIN),
    Field(name="tag", kind=Kind.STRING, aliases=("title",), grade=_DOC),
)

CUSTOM_VALUES = "values"
"""The set of custom values, keyed by an identifier (seen once); read, shown, never written yet."""

FIELDS: Mapping[ObjectType, tuple[Field, ...]] = MappingProxyType(
    {
        ObjectType.CUSTOMER: CUSTOMER,
        ObjectType.DOCUMENT: DOCUMENT,
        ObjectType.FOLDER: FOLDER,
        ObjectType.SUBSCRIPTION: SUBSCRIPTION,
        ObjectType.CUSTOMER_TYPE: CUSTOMER_TYPE,
        ObjectType.CUSTOMER_ROLE: CUSTOMER_ROLE,
        ObjectType.MAINGROUP: MAINGROUP,
        ObjectType.DEPOT_ORDER_LINE: DEPOT_ORDER_LINE,
        ObjectType.PROCEDURE: PROCEDURE,
        ObjectType.IMAGE_TAG: IMAGE_TAG,
    }
)

_BY_NAME = {kind: {field.name: field for field in fields} for kind, fields in FIELDS.items()}


def field_of(kind: ObjectType, name: str) -> Field:
    """The field called *name*; KeyError is a programming mistake."""
    return _BY_NAME[kind][name]


def label_key(kind: ObjectType, name: str) -> str:
    """The key of the field's label in `resources/i18n`."""
    return f"field.{kind.value}.{name}"
