"""The field tables of every object the server sends: name, kind, readonly, alias."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from desktop.demo import coercion
from desktop.demo.coercion import LSTRING_LIMIT, Refused

Kind = Literal["number", "float", "bool", "string", "lstring", "date", "time", "numbers", "set"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field: *alias* is another name a real server may use for it (inferred)."""

    name: str
    kind: Kind
    readonly: bool = False
    alias: str = ""


_EMPTY: Mapping[Kind, Callable[[], object]] = {
    "number": int,
    "float": int,
    "bool": int,
    "string": str,
    "lstring": str,
    "date": str,
    "time": str,
    "numbers": list,
    "set": dict,
}


def empty(field: Field) -> object:
    """The value of a field nobody has filled in."""
    return _EMPTY[field.kind]()


def _fields(kind: Kind, names: str, *, readonly: bool = False) -> list[Field]:
    """Make fields of one kind; `name=alias` gives the alias."""
    made = []
    for word in names.split():
        name, _, alias = word.partition("=")
        made.append(Field(name, kind, readonly, alias))
    return made


def _table(*groups: list[Field]) -> Mapping[str, Field]:
    return {field.name: field for group in groups for field in group}


# (documented) but for the last three: a role, custom values and an extra field (all inferred).
CUSTOMER = _table(
    _fields("number", "id", readonly=True),
    _fields("string", "customernumber creditornumber name"),
    _fields("lstring", "description"),
    _fields("string", "secondary_text"),
    _fields("numbers", "icons"),
    _fields("number", "ourreference"),
    _fields("string", "ourreferencetext", readonly=True),
    _fields("number", "theirreference"),
    _fields("string", "theirreferencetext", readonly=True),
    _fields("string", "vat"),
    _fields("number", "vatpercentage"),
    _fields("string", "publicid address address2 zip city country"),
    _fields("string", "invoiceaddress invoiceaddress2 invoicezip invoicecity invoicecountry"),
    _fields("string", "phone fax www email trade"),
    _fields("number", "team typeid"),
    _fields("string", "typetext", readonly=True),
    _fields("number", "alertradius"),
    _fields("bool", "isprospect issubcontractor isblocked isdeleted invoiceup"),
    _fields("float", "longitude latitude"),
    _fields("date", "createdate", readonly=True),
    _fields("time", "createtime", readonly=True),
    _fields("date", "changedate", readonly=True),
    _fields("time", "changetime", readonly=True),
    _fields("number", "parentcust sellerid maingroupid"),
    _fields("date", "startdate"),
    _fields("bool", "requestconsent mailimport"),
    _fields("number", "customer_role=roleid"),
    _fields("set", "values"),
    _fields("string", "budgetarea"),
)

# The rest has no reachable table: first names of our model (inferred).
DOCUMENT = _table(
    _fields("number", "id=documentid"),
    _fields("string", "title filename=name folder=folderpath"),
    _fields("lstring", "thumbnail=thumb"),
    _fields("bool", "onxnet"),
    _fields("numbers", "tags"),
    _fields("date", "createdate changedate"),
    _fields("time", "createtime changetime"),
    _fields("number", "userid"),
    _fields("string", "usertext"),
    _fields("number", "size=filesize"),
    _fields("string", "mimetype=contenttype url=link"),
)
FOLDER = _table(
    _fields("number", "id"),
    _fields("string", "title=name path"),
    _fields("number", "parentid=parent"),
)
SUBSCRIPTION = _table(
    _fields("number", "id customerid"),
    _fields("string", "title"),
    _fields("lstring", "description"),
    _fields("float", "count"),
    _fields("string", "units=unit productnumber"),
    _fields("float", "unitprice discount"),
    _fields("string", "period"),
    _fields("date", "duedate expires=expiredate"),
    _fields("string", "requisition"),
    _fields("number", "team"),
    _fields("bool", "isexpired"),
    _fields("date", "createdate changedate"),
    _fields("time", "createtime changetime"),
)
CUSTOMER_TYPE = _table(_fields("number", "id"), _fields("string", "title letter color"))
CUSTOMER_ROLE = _table(_fields("number", "id"), _fields("string", "title"))
MAINGROUP = _table(_fields("number", "id"), _fields("string", "title"))  # (documented)
DEPOT_LINE = _table(
    _fields("number", "id customerid toolid"),
    _fields("date", "date"),
    _fields("string", "productnumber producttext"),
    _fields("float", "count"),
    _fields("string", "units"),
    _fields("float", "unitprice"),
    _fields("string", "text1 text2"),
    _fields("date", "changedate"),
    _fields("time", "changetime"),
)
PROCEDURE = _table(
    _fields("number", "id"),
    _fields("string", "title"),
    _fields("lstring", "text=description"),
    _fields("number", "customerid"),
    _fields("bool", "isdeleted"),
    _fields("date", "changedate"),
    _fields("time", "changetime"),
)


def read(field: Field, value: object) -> object:
    """Bring an input into the field's kind, or refuse it by the field's name."""
    match field.kind:
        case "string":
            return coercion.text(value, field.name)
        case "lstring":
            return coercion.text(value, field.name, LSTRING_LIMIT)
        case "set":
            return _read_set(field.name, value)
        case plain:
            return _PLAIN[plain](value, field.name)


_PLAIN: Mapping[str, Callable[[object, str], object]] = {
    "number": coercion.number,
    "float": coercion.decimal,
    "bool": coercion.truth,
    "date": coercion.day,
    "time": coercion.time_of_day,
    "numbers": coercion.numbers,
}


def _read_set(name: str, value: object) -> dict[str, object]:
    """Read custom values; PHP clients write an empty set as [] (inferred)."""
    if value in ([], "", None):
        return {}
    if not isinstance(value, dict):
        raise Refused(f"Feltet {name} skal være et sæt ({name} must be a set)")
    return {str(key): coercion.text(item, f"{name}.{key}") for key, item in value.items()}
