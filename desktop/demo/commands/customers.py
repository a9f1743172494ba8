"""The commands that read customers one by one or by family."""

from desktop.demo import records, store
from desktop.demo.call import Call, Inputs, Result, flag_in, needed_number, needed_text


def by_id(call: Call, inputs: Inputs) -> Result:
    """None or one; not found is no error (documented)."""
    found = store.visible_customer(call.db, needed_number(inputs, "customerid"))
    return {"customers": records.customers([found] if found else [])}


def by_parent(call: Call, inputs: Inputs) -> Result:
    """Children, or all descendants with includeall (documented).

    No command is documented to list the roots, so parent 0 has no children here (inferred).
    """
    parent = needed_number(inputs, "customerid")
    if parent == 0:
        return {"customers": []}
    family = store.descendants if flag_in(inputs, "includeall") else store.children
    found = family(call.db, parent, skip_deleted=flag_in(inputs, "ignoreclosed"))
    return {"customers": records.customers(found)}


def by_number(call: Call, inputs: Inputs) -> Result:
    """One of those with the number: the lowest id here, "unpredictable" there (documented)."""
    found = store.customers_numbered(call.db, needed_text(inputs, "customernumber"))
    return {"customers": records.customers(found[:1])}


def by_name(call: Call, inputs: Inputs) -> Result:
    """The whole name, whatever the case (documented); the lowest id of several."""
    found = store.customers_named(call.db, needed_text(inputs, "customername"))
    return {"customers": records.customers(found[:1])}


def parents(call: Call, inputs: Inputs) -> Result:
    """Nearest first, up to the root (documented); hidden ones are left out (inferred)."""
    skip_deleted = flag_in(inputs, "ignoreclosed")
    climbed = store.ancestor_ids(call.db, needed_number(inputs, "customerid"))
    found = [store.visible_customer(call.db, id_) for id_ in climbed]
    kept = [doc for doc in found if doc and not (skip_deleted and doc.get("isdeleted"))]
    return {"customers": records.customers(kept)}
