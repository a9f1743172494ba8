"""Changing the world behind the API's back, as a colleague or a fault would."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from desktop.demo import fields, store
from desktop.demo import records as wire
from desktop.demo.call import Call
from desktop.demo.store import Doc

Patches = Sequence[Mapping[str, Any]]

_TABLES = {"depotline": fields.DEPOT_LINE, "procedure": fields.PROCEDURE}


def customers(patches: Patches) -> Callable[[Call], list[Doc]]:
    """Plant customers as given: nothing is checked, the change is stamped unless given."""

    def plant(call: Call) -> list[Doc]:
        planted = []
        for patch in patches:
            old = store.customer(call.db, int(patch["id"])) if patch.get("id") else None
            new: Doc = {"name": "", **_created(call)} if old is None else old
            new |= {"id": patch.get("id") or store.next_customer_id(call.db)}
            new |= {**call.stamp, **{n: v for n, v in patch.items() if n != "id"}}
            store.save_customer(call.db, new)
            planted.append(wire.customer(new))
        return planted

    return plant


def records(kind: str, patches: Patches) -> Callable[[Call], list[Doc]]:
    """Plant subscriptions, procedures, depot lines, documents or folders."""

    def plant(call: Call) -> list[Doc]:
        planted = []
        for patch in patches:
            old = store.record(call.db, kind, int(patch["id"])) if patch.get("id") else None
            new: Doc = {**(old or {})}
            new |= {"id": patch.get("id") or store.next_record_id(call.db, kind)}
            new |= {**call.stamp, **{n: v for n, v in patch.items() if n != "id"}}
            store.save_record(call.db, kind, new)
            planted.append(new)
        return planted

    return plant


def shown_customers(call: Call) -> list[Doc]:
    """Everyone the user may see, as the API sends them."""
    return wire.customers(store.visible_customers(call.db))


def shown_records(kind: str) -> Callable[[Call], list[Doc]]:
    """All records of a kind that has a feed, as that sends them."""

    def show(call: Call) -> list[Doc]:
        docs = store.all_records(call.db, kind)
        if kind == "subscription":
            return [wire.subscription(doc, call) for doc in docs]
        return [wire.plain(_TABLES[kind], doc) for doc in docs]

    return show


def stored_documents(customer_id: int) -> Callable[[Call], list[Doc]]:
    """Everything a customer has, drawn or uploaded, shown by listings or not."""

    def show(call: Call) -> list[Doc]:
        docs = store.records_of(call.db, "document", customer_id)
        return [
            wire.document(doc, call)
            | {"sha256": doc.get("_sha256", ""), "hidden": bool(doc.get("_hidden"))}
            for doc in docs
        ]

    return show


def _created(call: Call) -> Doc:
    return {"createdate": call.stamp["changedate"], "createtime": call.stamp["changetime"]}
