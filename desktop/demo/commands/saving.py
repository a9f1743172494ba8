"""The two commands that create and update customers."""

import re
from collections.abc import Mapping

from desktop.demo import catalogue, coercion, fields, records, store
from desktop.demo.call import Call, Inputs, Result, customer_in, writable_fields
from desktop.demo.coercion import Refused
from desktop.demo.store import Doc

_UNLOSABLE = ("id", "createdate", "createtime", "name")


def by_id(call: Call, inputs: Inputs) -> Result:
    """Id 0 creates, a known id is updated (documented); an unknown one is refused (inferred)."""
    sent = customer_in(inputs)
    id_ = coercion.number(sent.get("id"), "id")
    if id_ == 0:
        return {"customer": _create(call, sent)}
    return {"customer": _update(call, _writable(call, id_), sent)}


def by_number(call: Call, inputs: Inputs) -> Result:
    """The id is ignored and a number is needed (documented).

    Of several customers the highest id is written, while reading picks the lowest: "unpredicted"
    must not be relied on (documented). No match creates, as the name says (inferred).
    """
    sent = customer_in(inputs)
    wanted = coercion.text(sent.get("customernumber"), "customernumber")
    if not wanted.strip():
        raise Refused("Kundenummer mangler (customernumber is required)")
    found = store.customers_numbered(call.db, wanted)
    return {"customer": _update(call, found[-1], sent) if found else _create(call, sent)}


def _writable(call: Call, id_: int) -> Doc:
    found = store.customer(call.db, id_)
    if found is None:
        raise Refused(f"Kunden findes ikke (unknown customer): {id_}")
    if found.get("maingroupid") == store.HIDDEN_GROUP:
        raise Refused("Manglende rettighed: CustomersEdit (no access to this customer)")
    return found


def _create(call: Call, sent: Mapping[str, object]) -> Doc:
    doc: Doc = {"id": store.next_customer_id(call.db), "name": ""}
    doc |= {"createdate": f"{call.now:%Y-%m-%d}", "createtime": f"{call.now:%H:%M:%S}"}
    return _save(call, doc, sent)


def _update(call: Call, old: Doc, sent: Mapping[str, object]) -> Doc:
    if "overwrite" in call.quirks:
        # "Will be overwritten" taken at its word: what was not sent is lost, but for the name,
        # without which the update would be refused.
        old = {name: old[name] for name in _UNLOSABLE if name in old}
    return _save(call, old, sent)


def _save(call: Call, old: Doc, sent: Mapping[str, object]) -> Doc:
    """Merge: an omitted field keeps its value (documented), custom values one by one (inferred)."""
    writable = writable_fields()
    stored = writable.keys() - call.dropped
    changes = {n: fields.read(writable[n], value) for n, value in sent.items() if n in stored}
    new = {**old, **changes, **call.stamp}
    if "values" in changes:
        new["values"] = {**_set(old.get("values")), **_set(changes["values"])}
    _check(call, new, changes)
    store.save_customer(call.db, new)
    return records.customer(new)


def _set(value: object) -> Doc:
    return value if isinstance(value, dict) else {}


def _check(call: Call, new: Doc, changes: Doc) -> None:
    if not str(new.get("name", "")).strip():
        raise Refused("Feltet name mangler (name is required)")
    number = str(changes.get("customernumber", ""))
    if not re.search(call.place.number_pattern, number):
        raise Refused(
            f"Kundenummer opfylder ikke mønsteret {call.place.number_pattern}"
            " (invalid customernumber)"
        )
    if changes.get("typeid") and changes["typeid"] not in catalogue.TYPE_TITLES:
        raise Refused(f"Ukendt kundetype (unknown typeid): {changes['typeid']}")
    if changes.get("maingroupid") and changes["maingroupid"] not in catalogue.GROUP_IDS:
        raise Refused(f"Ukendt hovedgruppe (unknown maingroupid): {changes['maingroupid']}")
    if changes.get("parentcust"):
        _check_parent(call, new)


def _check_parent(call: Call, new: Doc) -> None:
    """Refuse an unknown parent and a circle (both inferred; the vendor's checks are unknown)."""
    parent, id_ = coercion.number(new["parentcust"], "parentcust"), new["id"]
    if store.customer(call.db, parent) is None:
        raise Refused(f"Overordnet kunde findes ikke (unknown parentcust): {parent}")
    is_circle = parent == id_ or id_ in store.ancestor_ids(call.db, parent)
    if is_circle and "circle" not in call.quirks:
        raise Refused("En kunde kan ikke ligge under sig selv (parentcust makes a circle)")
