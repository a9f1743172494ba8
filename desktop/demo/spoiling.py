"""Answers gone wrong: what a fault makes of the result of one command."""

from collections.abc import Sequence

from desktop.demo.call import Result
from desktop.demo.faults import Fault

_MESSAGES = {
    "refuse": "Afvist (refused)",
    "no_rights": "Manglende rettighed: CustomersEdit (missing right)",
}


def refusal(fault: Fault) -> str:
    return fault.message or _MESSAGES[fault.kind]


def spoil(result: Result, struck: Sequence[Fault]) -> Result:
    for fault in struck:
        match fault.kind:
            case "wrong_types":
                result = {name: _wrong(name, value) for name, value in result.items()}
            case "empty_list":
                result = {n: [] if isinstance(v, list) else v for n, v in result.items()}
                result.pop("resumekey", None)
            case "bad_record":
                result = {name: _with_bad_record(value) for name, value in result.items()}
            case "bad_page":
                result = {name: _without_good_records(value) for name, value in result.items()}
    return result


def _wrong(name: str, value: object) -> object:
    """Collections become text and sets become numbers."""
    if isinstance(value, list):
        return "ikke en liste"
    if isinstance(value, dict):
        return 17
    return value if name == "status" else [value]


def _without_good_records(value: object) -> object:
    return ["ikke et sæt"] * len(value) if isinstance(value, list) else value


def _with_bad_record(value: object) -> object:
    """The first record loses its id, and a text and a null join the others."""
    if not isinstance(value, list):
        return value
    first = [{**value[0], "id": "ukendt"}] if value and isinstance(value[0], dict) else []
    return [*first, "ikke et sæt", None, *value[1:]]
