"""The same answers spelt as an untidy PHP server might: the tolerance-test dialect (inferred)."""

from collections.abc import Mapping

from desktop.demo import fields
from desktop.demo.fields import Field
from desktop.demo.store import Doc

NAMES = ("documented", "tolerant-test")

_TABLES: Mapping[str, Mapping[str, Field]] = {
    "customer": fields.CUSTOMER,
    "customers": fields.CUSTOMER,
    "document": fields.DOCUMENT,
    "documents": fields.DOCUMENT,
    "folders": fields.FOLDER,
    "subscriptions": fields.SUBSCRIPTION,
    "types": fields.CUSTOMER_TYPE,
    "customer_roles": fields.CUSTOMER_ROLE,
    "maingroups": fields.MAINGROUP,
    "lines": fields.DEPOT_LINE,
    "procedures": fields.PROCEDURE,
}
_NOTHING: Mapping[str, tuple[object, ...]] = {
    "number": (None, "", "0"),
    "float": ("0", None, ""),
    "bool": ("0", False, ""),
    "string": ("", None, []),
    "lstring": (None, "", []),
    "date": ("0000-00-00", None, ""),
    "time": ("", "00:00:00", None),
    "numbers": ([], None, ""),
    "set": ([], [], []),
}


def untidy(answer: Doc) -> Doc:
    """Respell a whole response envelope."""
    results = answer.get("results")
    respelt = {**answer, "status": str(answer.get("status"))}
    if isinstance(results, list):
        respelt["results"] = [_result(result) for result in results]
    return respelt


def _result(result: Doc) -> Doc:
    respelt: Doc = {"resumekey": None} if "qfoncheckout" in result else {}
    for name, value in result.items():
        table = _TABLES.get(name)
        if table is None:
            respelt[name] = str(value) if isinstance(value, int) else value
        elif isinstance(value, list):
            respelt[name] = [_record(table, item) for item in value]
        else:
            respelt[name] = _record(table, value)
    return respelt


def _record(table: Mapping[str, Field], record: object) -> object:
    if not isinstance(record, dict):
        return record
    turn = record.get("id")
    turn = turn if isinstance(turn, int) else 0
    respelt = {}
    for place, (name, value) in enumerate(record.items()):
        field = table.get(name)
        if field is None:
            respelt[name] = value
        else:
            respelt[field.alias or name] = _value(field, value, turn + place)
    return respelt


def _value(field: Field, value: object, turn: int) -> object:
    """Spell one value; *turn* makes neighbours differ and the same record stay the same."""
    if value == fields.empty(field):
        return _NOTHING[field.kind][turn % 3]
    if field.kind == "bool":
        return ("1", True, 1)[turn % 3]
    if field.kind in ("number", "float"):
        return str(value)
    if isinstance(value, list):
        return [str(item) for item in value]
    return value
